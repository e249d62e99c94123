"""What sources said, and nothing was made of it, is forgotten after a year."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from localturn.agenda.actions import reviewing, sources
from localturn.agenda.actions.retention import forget_unused
from localturn.agenda.actions.taking_in import take_in
from localturn.agenda.domain.items import Item, Reading
from localturn.agenda.domain.terms import Kind
from localturn.agenda.models import Candidate, RawItem, Source
from localturn.agenda.queries.candidates import values_of
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotNow
from makers.agenda import NOON, make_editor

pytestmark = [pytest.mark.django_db, pytest.mark.both]

TEXT = "A talk by Ada Brekkestrand\n\nOn 5 November 2026 at 18:00 in the hall."
YEAR = timedelta(days=365)
A_YEAR_LATER = NOON + YEAR + timedelta(minutes=1)


@pytest.fixture
def editor() -> Person:
    return make_editor()


def _pasted(editor: Person, text: str = TEXT) -> Candidate:
    sources.paste(text, language="en", by=editor, now=NOON)
    return Candidate.objects.latest("pk")


def test_what_was_dismissed_loses_its_words_after_a_year_and_is_still_known(
    editor: Person,
) -> None:
    candidate = _pasted(editor)
    reviewing.dismiss(candidate, by=editor, now=NOON)

    forget_unused(now=NOON + YEAR)
    assert RawItem.objects.get().text == TEXT
    forget_unused(now=A_YEAR_LATER)

    raw, candidate = RawItem.objects.get(), Candidate.objects.get()
    assert (raw.title, raw.text, raw.told, raw.is_forgotten) == ("", "", {}, True)
    assert (candidate.title, candidate.fields, candidate.stage) == ("…", {}, "dismissed")
    again = sources.paste(TEXT, language="en", by=editor, now=A_YEAR_LATER)
    assert (again.new, Candidate.objects.count()) == (0, 1)


def test_what_was_published_or_waits_keeps_its_words(editor: Person) -> None:
    published = _pasted(editor)
    values = values_of(published)
    reviewing.publish(published, kind=Kind.EVENT, values=values, by=editor, now=NOON)
    two = "A talk\n\nOn 6 November 2026 at 18:00.\n\n7/11 Another talk\n\nOn 7 November 2026."
    dismissed = _pasted(editor, two)
    reviewing.dismiss(dismissed, by=editor, now=NOON)
    assert dismissed.raw.candidates.count() == 2

    forget_unused(now=A_YEAR_LATER)

    assert [each.text for each in RawItem.objects.all()] == [TEXT, two]


def test_what_was_replaced_by_something_newer_loses_its_words() -> None:
    feed = Source.objects.create(
        kind="feed", name="Towns", address="https://towns.example/feed", added_at=NOON
    )
    item = Item(external_id="1", title="A talk", text="On 5 November 2026.")
    take_in(feed, Reading((item,)), now=NOON)
    newer = replace(item, text="On 6 November 2026.")
    take_in(feed, Reading((newer,)), now=NOON)

    forget_unused(now=A_YEAR_LATER)

    assert [each.text for each in RawItem.objects.all()] == ["", newer.text]


def test_what_is_forgotten_does_not_wait_again_and_its_page_says_why(
    editor: Person, client: Client
) -> None:
    candidate = _pasted(editor)
    reviewing.dismiss(candidate, by=editor, now=NOON)
    forget_unused(now=A_YEAR_LATER)
    candidate.refresh_from_db()

    with pytest.raises(NotNow, match="forgotten"):
        reviewing.restore(candidate, by=editor, now=A_YEAR_LATER)
    client.force_login(editor)
    page = client.get(candidate.get_absolute_url()).content.decode()
    assert "What it said is forgotten" in page
    assert "Let it wait again" not in page


@pytest.mark.parametrize("change", [{"text": "other"}, {"told": {"title": "other"}}, {"key": ""}])
def test_the_database_lets_words_be_forgotten_and_nothing_be_changed(
    editor: Person, change: dict[str, object]
) -> None:
    rows = RawItem.objects.filter(pk=_pasted(editor).raw_id)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        rows.update(**change)
    assert rows.update(title="", text="", told={}) == 1
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        rows.update(text=TEXT)
