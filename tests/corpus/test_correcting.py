"""A corrected text, and the codings of the older one."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from localturn.corpus.actions import correcting, documents
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import Coding, ProjectDocument, Round
from localturn.corpus.permissions import sight
from localturn.corpus.queries.citing import quotation_of
from localturn.corpus.queries.desk import blocks_of
from localturn.foundation.library.actions import keep
from localturn.foundation.library.anchoring import How
from localturn.foundation.library.text import Part, Piece, assembled
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from makers.corpus import NOON, TEXT, make_coding, make_work

pytestmark = pytest.mark.django_db

PUBLIC = DocumentClass.PUBLIC
NEW = TEXT.replace("States do not listen, and c", "C").replace("recieve", "receive")
NEW = NEW.replace("The network of cities asks", "A new line.\n\nThe network of towns asks")


def test_codings_go_along_and_what_is_lost_is_told_and_taken_back() -> None:
    work = make_work()
    kept = make_coding(work.document, work.code, "meet once a year")
    changed = make_coding(work.document, work.code, "network of cities asks the Union")
    lost = make_coding(work.document, work.code, "States do not listen")
    old = work.document.version

    before = correcting.preview(work.document, NEW)
    done = correcting.correct(work.document, NEW.replace("\n", "\r\n"), by=work.lead, now=NOON)

    assert before.counts == done.counts == {How.SAME: 1, How.CHANGED: 1, How.LOST: 1}
    for each in (kept, changed, lost):
        each.refresh_from_db()
    assert (kept.quote, kept.version) == ("meet once a year", work.document.version)
    assert NEW[kept.start : kept.end] == kept.quote
    assert changed.quote == "network of towns asks the Union"
    assert (lost.withdrawn_at, lost.version, lost.quote) == (NOON, old, "States do not listen")
    old.refresh_from_db()
    assert old.text == TEXT


def test_what_is_no_correction_is_refused() -> None:
    work = make_work()

    with pytest.raises(Invalid):
        correcting.correct(work.document, TEXT.replace("\n", "\r\n"), by=work.lead, now=NOON)
    with pytest.raises(Invalid):
        correcting.correct(work.document, " \n", by=work.lead, now=NOON)
    with pytest.raises(NotAllowed):
        correcting.correct(work.document, NEW, by=work.reader, now=NOON)


def test_a_text_that_is_coded_in_an_open_round_is_not_corrected() -> None:
    work = make_work()
    pilot = Round.objects.create(project=work.project, name="Pilot", begun_at=NOON)
    Coding.objects.filter(pk=make_coding(work.document, work.code).pk).update(round=pilot)

    with pytest.raises(NotNow):
        correcting.correct(work.document, NEW, by=work.lead, now=NOON)
    with pytest.raises(NotNow):
        correcting.preview(work.document, NEW)


def test_the_page_shows_what_becomes_of_the_codings_first() -> None:
    work = make_work()
    make_coding(work.document, work.code, "States do not listen")
    client = Client()
    assert work.lead.person is not None
    client.force_login(work.lead.person)
    address = f"/corpus/documents/{work.document.pk}/correct/"

    shown = client.post(address, {"text": NEW})
    assert "Not found: taken back" in shown.text
    assert Coding.objects.filter(withdrawn_at=None).count() == 1
    done = client.post(address, {"text": NEW, "sure": "1"}, follow=True)

    assert "A new line." in done.text
    assert "was not found in it" in done.text


def test_a_corrected_text_is_cited_by_its_pages_and_keeps_its_headings() -> None:
    work = make_work()
    text = assembled(
        [
            Piece("Plan of the towns", Part.FURNITURE, page="i"),
            Piece("What we want", Part.HEADING, 1),
            Piece("Towns recieve people."),
            Piece("They ask for money.", page="ii"),
        ]
    )
    version = keep(text, title="Plan", now=NOON)
    document = documents.take(version, title="Plan", kind=PUBLIC, by=work.lead, now=NOON)
    coded = make_coding(document, work.code, "money")
    words = text.text.replace("recieve", "receive")

    before = correcting.preview(document, words)
    correcting.correct(document, words, by=work.lead, now=NOON)

    document, coded = ProjectDocument.objects.get(pk=document.pk), Coding.objects.get(pk=coded.pk)
    assert (quotation_of(coded).page, quotation_of(coded).paragraph) == ("ii", None)
    assert [(each.part, each.page) for each in blocks_of(sight(work.lead), document)] == [
        (Part.FURNITURE, "i"),
        (Part.HEADING, ""),
        (Part.PARAGRAPH, ""),
        (Part.PARAGRAPH, "ii"),
    ]
    assert (before.text.pages.kept, before.text.pages.of) == (2, 2)


def test_the_page_counts_what_goes_along_with_the_text() -> None:
    work = make_work()
    text = assembled([Piece("One.", page="1"), Piece("Two.", Part.HEADING, 1, page="2")])
    version = keep(text, title="Plan", now=NOON)
    document = documents.take(version, title="Plan", kind=PUBLIC, by=work.lead, now=NOON)
    client = Client()
    assert work.lead.person is not None
    client.force_login(work.lead.person)

    shown = client.post(f"/corpus/documents/{document.pk}/correct/", {"text": "One."}).text

    assert "Pages" in shown
    assert "1 of 2" in shown
    assert "0 of 1" in shown


def test_codings_are_looked_for_before_others_wait_and_one_that_comes_then_goes_along() -> None:
    work = make_work()
    make_coding(work.document, work.code, "meet once a year")
    statements = list[str]()

    def watch(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        holds = sql.startswith("UPDATE corpus_project") and not any(
            each.startswith("UPDATE corpus_project") for each in statements
        )
        statements.append(sql)
        if holds:
            make_coding(work.document, work.code, "Union")
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        done = correcting.correct(work.document, NEW, by=work.lead, now=NOON)

    held = next(n for n, each in enumerate(statements) if each.startswith("UPDATE corpus_project"))
    assert any('FROM "corpus_coding"' in each for each in statements[:held])
    assert done.counts == {How.SAME: 2}
    now = Coding.objects.filter(version=work.document.version_id)
    assert {NEW[each.start : each.end] for each in now} == {"meet once a year", "Union"}
