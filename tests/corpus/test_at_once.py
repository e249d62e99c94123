"""Two coders, or two requests of one, at the same moment."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest

from localturn.corpus.actions import coding
from localturn.corpus.domain.passages import Span
from localturn.corpus.models import Member
from makers.corpus import NOON, TEXT, make_work
from makers.races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]

AT = TEXT.index("money")


def test_what_arrives_twice_at_once_is_stored_once_and_two_coders_keep_their_own(
    tmp_path: Path,
) -> None:
    work, key = make_work(), uuid4()

    def store(member: Member, under: UUID) -> tuple[int, bool]:
        stored = coding.apply(
            work.code,
            to=work.document,
            span=Span(AT, AT + 5),
            key=under,
            by=member,
            now=NOON,
        )
        return stored.coding.pk, stored.is_new

    answers = at_once(
        lambda: store(work.coder, key),
        lambda: store(work.coder, key),
        lambda: store(work.lead, uuid4()),
        lambda: store(work.coder, key),
        folder=tmp_path,
    )

    assert not [each for each in answers if isinstance(each, Exception)], answers
    of_coder = [answers[n] for n in (0, 1, 3)]
    assert len({pk for pk, _is_new in of_coder}) == 1
    assert [is_new for _pk, is_new in of_coder].count(True) == 1
    assert answers[2][1] is True
    assert answers[2][0] != of_coder[0][0]
