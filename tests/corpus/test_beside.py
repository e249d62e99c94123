"""A coding beside what changes the ground on which it stands: each waits for the other, and what is
seen is what was committed, however late."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from localturn.corpus.actions import coding, correcting, recoding, rounds
from localturn.corpus.domain.asking import Asked, Kind
from localturn.corpus.domain.passages import Span
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import Coding, Member, Node, ProjectDocument, Round
from localturn.corpus.permissions import sight
from localturn.corpus.queries import spans
from localturn.corpus.queries.outgoing import outgoing
from localturn.foundation.refusals import NotNow
from makers.corpus import NOON, TEXT, Work, make_code, make_coding, make_work
from makers.races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]

AT = TEXT.index("money")
LONG_AGO = NOON - timedelta(days=1)


@pytest.fixture(autouse=True)
def _fresh() -> None:
    spans.forget()


def _code(work: Work, *, document: ProjectDocument | None = None) -> Coding:
    return coding.apply(
        work.code,
        to=document or work.document,
        span=Span(AT, AT + 5),
        key=uuid4(),
        by=work.coder,
        now=NOON,
    ).coding


def _beside(work: Work, change: Callable[[], Any], folder: Path) -> Any:
    """What becomes of a coding that is sent while a change is done but not committed."""
    done, sent = Event(), Event()
    seen = ProjectDocument.objects.get(pk=work.document.pk)

    def changing() -> None:
        with transaction.atomic():
            change()
            done.set()
            assert sent.wait(60)

    def coding_it() -> str:
        assert done.wait(60)
        sent.set()
        return _code(work, document=seen).quote

    answers = at_once(changing, coding_it, folder=folder)
    assert answers[0] is None
    return answers[1]


def test_a_text_corrected_meanwhile_is_not_coded_where_its_words_were(tmp_path: Path) -> None:
    work = make_work()
    text = TEXT.replace("Cities receive", "Many cities receive")

    refused = _beside(
        work,
        lambda: correcting.correct(work.document, text, by=work.lead, now=NOON),
        tmp_path,
    )

    assert isinstance(refused, NotNow)
    assert not Coding.objects.filter(withdrawn_at=None).exists()


def test_a_round_closed_meanwhile_takes_no_coding(tmp_path: Path) -> None:
    work = make_work()
    pilot = rounds.begin("Pilot", by=work.lead, now=NOON)
    rounds.give(pilot, {work.document: [work.coder]}, by=work.lead, now=NOON)

    refused = _beside(work, lambda: rounds.close(pilot, by=work.lead, now=NOON), tmp_path)

    # who comes when it is closed codes outside of it; who came before is told
    assert refused == "money" or isinstance(refused, NotNow)
    assert not Coding.objects.filter(round=pilot).exists()


def test_what_was_seen_before_is_looked_at_again_when_a_coding_is_stored() -> None:
    work = make_work()
    pilot = rounds.begin("Pilot", by=work.lead, now=NOON)
    rounds.give(pilot, {work.document: [work.coder]}, by=work.lead, now=NOON)
    seen_document = ProjectDocument.objects.get(pk=work.document.pk)
    seen_round, seen_code = Round.objects.get(pk=pilot.pk), Node.objects.get(pk=work.code.pk)

    rounds.close(pilot, by=work.lead, now=NOON)
    with pytest.raises(NotNow, match="round is closed"):
        make_coding(work.document, work.code, round=seen_round, by=work.coder)
    recoding.merge(work.code, into=make_code(work.project), by=work.lead, now=NOON)
    with pytest.raises(NotNow, match="no longer in use"):
        make_coding(work.document, seen_code)
    text = TEXT.replace("Cities receive", "Many cities receive")
    correcting.correct(work.document, text, by=work.lead, now=NOON)
    with pytest.raises(NotNow, match="corrected since"):
        make_coding(seen_document, make_code(work.project))

    assert not Coding.objects.exists()


def test_a_transaction_that_began_long_ago_is_seen_once_it_is_committed(tmp_path: Path) -> None:
    work = make_work()
    make_coding(work.document, work.code, "cities")
    stored, looked = Event(), Event()

    def seen() -> int:
        member = Member.objects.select_related("project").get(pk=work.lead.pk)
        return len(spans.seen(sight(member), Asked(Kind.CROSSTAB)).spans)

    def storing() -> None:
        with transaction.atomic():
            make_coding(work.document, work.code, "money", now=LONG_AGO)
            stored.set()
            assert looked.wait(60)

    def looking() -> tuple[int, int]:
        assert stored.wait(60)
        before = seen()
        looked.set()
        # waits for the one above, and is newer
        make_coding(work.document, work.code, "States", by=work.coder)
        return before, seen()

    answers = at_once(storing, looking, folder=tmp_path)

    assert answers == [None, (1, 3)]


def test_a_coding_made_again_is_not_doubled_by_taking_the_first_one_back() -> None:
    work = make_work()
    first = _code(work)
    coding.withdraw(first, by=work.coder, now=NOON)
    _code(work)

    with pytest.raises(NotNow, match="again meanwhile"):
        coding.put_back(first, by=work.coder, now=NOON)

    assert Coding.objects.filter(withdrawn_at=None).count() == 1


def test_made_again_and_taken_back_at_once_it_counts_once(tmp_path: Path) -> None:
    work = make_work()
    first = _code(work)
    coding.withdraw(first, by=work.coder, now=NOON)

    def put_back() -> None:
        try:
            coding.put_back(first, by=work.coder, now=NOON)
        except NotNow:
            return

    def both() -> int:
        _code(work)
        return Coding.objects.filter(withdrawn_at=None).count()

    answers = at_once(put_back, both, put_back, folder=tmp_path)

    assert answers == [None, 1, None]


def test_what_stands_in_a_text_that_is_read_no_longer_leaves_with_no_file() -> None:
    work = make_work()
    kept = _code(work)
    old = work.document.version_id
    text = TEXT.replace("Cities receive", "Many cities receive")
    correcting.correct(work.document, text, by=work.lead, now=NOON)
    # as a program of an earlier version could leave it
    Coding.objects.filter(pk=kept.pk).update(version=old, start=AT, end=AT + 5)

    (source,) = outgoing(sight(work.lead), classes=DocumentClass).project.sources

    assert source.passages == ()
