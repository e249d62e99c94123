"""Projects of other programs, where they are at hand, taken in: each coding is where its program
put it."""

import re
import zipfile
from pathlib import Path

import pytest

from corpus.standards.test_specimens import CORPUS, MADE, expected, pytestmark, wanted
from localturn.corpus.actions import transfers
from localturn.corpus.actions.incoming import DOUBLES
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.domain.transfers import State
from localturn.corpus.models import Coding, Transfer
from makers.corpus import NOON, Work, make_document, make_work

pytestmark = [*pytestmark, pytest.mark.django_db]
PROVEN = {
    "qualcoder_4.0beta_mini.qdpx",
    "qualcoder_4.0beta_mini_crlf_for_maxqda.qdpx",
    "taguette_1.5.2_project.sqlite3",
    "taguette_1.5.2_all_highlights.csv",
}
"""Every specimen that holds passages."""


def _in(path: Path, work: Work) -> Transfer:
    came = transfers.receive(path.read_bytes(), name=path.name, by=work.lead, now=NOON)
    transfers.look_at.call(came.pk)
    came.refresh_from_db()
    basis = came.report["basis"]
    transfers.take_in(came, kind=DocumentClass.PUBLIC, basis=basis, by=work.lead, now=NOON)
    transfers.finish_in.call(came.pk)
    came.refresh_from_db()
    return came


@pytest.mark.parametrize(
    "name", ["qualcoder_4.0beta_mini.qdpx", "qualcoder_4.0beta_mini_crlf_for_maxqda.qdpx"]
)
def test_a_project_of_qualcoder_comes_in_as_it_was(name: str) -> None:
    came = _in(MADE / name, make_work())

    rows = Coding.objects.values_list(
        *("document__title", "start", "end", "code__name", "coder__name")
    )
    assert came.state == State.DONE
    assert sorted(rows) == sorted(wanted())


def test_a_project_of_taguette_comes_in_as_it_was() -> None:
    came = _in(MADE / "taguette_1.5.2_project.sqlite3", make_work())

    rows = Coding.objects.values_list("document__title", "start", "end", "code__name")
    assert came.state == State.DONE
    assert sorted(rows) == sorted({each[:4] for each in wanted()})
    assert [count for what, count, _examples in came.report["losses"] if what == DOUBLES] == [1]


def test_highlights_of_taguette_are_found_in_documents_that_are_here() -> None:
    work = make_work()
    texts = expected()["docs"]
    for title, text in texts.items():
        make_document(work.project, text, title=title)

    came = _in(MADE / "taguette_1.5.2_all_highlights.csv", work)

    rows = Coding.objects.values_list("document__title", "start", "end", "code__name")
    assert came.state == State.DONE
    assert sorted(rows) == sorted({each[:4] for each in wanted()})


def test_every_specimen_that_holds_passages_is_proven() -> None:
    holding = {path.name for path in CORPUS.rglob("*") if _holds_passages(path)}

    assert holding == PROVEN


def _holds_passages(path: Path) -> bool:
    if path.suffix == ".qdpx":
        with zipfile.ZipFile(path) as archive:
            (inner,) = [name for name in archive.namelist() if name.endswith(".qde")]
            return bool(re.search(rb"<\w+Selection\b", archive.read(inner)))
    if path.suffix == ".csv":
        return path.read_text(encoding="utf-8").startswith("id,document,tag,content")
    return path.suffix == ".sqlite3"
