"""What goes out as REFI-QDA, read by a library that knows nothing of ours."""

from pathlib import Path

import pytest

from localturn.corpus.actions import transfers
from localturn.corpus.models import Coding, Member
from localturn.corpus.standards.refi.profiles import PROFILES
from makers.corpus import NOON, make_code, make_coding, make_document, make_work
from makers.foreign_qdpx import by_characters, by_utf16, passages_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TEXT = (
    "🦋 Cities receive people; e\u0301lan, straße, 市民 and العربية.\n\n"
    "Second paragraph & <third> with 👩‍👩‍👧 at its end 🦋\nand a line of its own."
)
CUTS = {"nvivo": by_utf16}
"""How a program counts where it does not keep to the standard."""


def _out(profile: str, by: Member) -> bytes:
    classes = by.rights.classes
    made = transfers.ask_out("qdpx", profile=profile, classes=classes, by=by, now=NOON)
    transfers.make_out.call(made.pk)
    made.refresh_from_db()
    return transfers.content_of(made)


@pytest.mark.parametrize("profile", sorted(PROFILES))
def test_a_strangers_library_finds_every_passage(profile: str, tmp_path: Path) -> None:
    work = make_work()
    under = make_code(work.project, "Money & power", under=work.code)
    hard = make_document(work.project, TEXT, title="Ünïcode")
    for words in (
        "🦋 Cities",
        "straße, 市民",
        "العربية.",
        "<third>",
        "👩‍👩‍👧",
        "end 🦋\nand a",
        "own.",
    ):
        make_coding(hard, under, words, by=work.coder)
    make_coding(hard, work.code, "straße, 市民")
    make_coding(work.document, work.code, "cities do.\n\nThey meet")

    read = passages_of(_out(profile, work.lead), tmp_path, CUTS.get(profile, by_characters))

    ours = Coding.objects.select_related("document", "code", "coder__person")
    assert read == sorted((c.document.title, str(c.coder), c.code.name, c.quote) for c in ours)
    assert len(read) == 9
