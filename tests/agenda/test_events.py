"""Announcements: who writes them, what becomes of them, and what no source may change."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from localturn.agenda.actions import events
from localturn.agenda.actions.filling import fill
from localturn.agenda.domain.content import Content, Text, print_of
from localturn.agenda.domain.former import fields_of
from localturn.agenda.domain.terms import Kind, State, Status
from localturn.agenda.domain.when import Deadline, When
from localturn.agenda.models import AgendaState, Event, Provenance
from localturn.agenda.queries.events import content_of
from localturn.foundation.people.models import Role
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from localturn.foundation.search.models import IndexedDocument
from localturn.foundation.trail.models import Entry
from makers.agenda import CONFERENCE, NOON, make_editor, make_event, make_topic, titled
from makers.people import make_membership, make_operator, make_person
from makers.places import make_city
from makers.registering import make_registration

pytestmark = pytest.mark.django_db


def again(event: Event) -> Event:
    return Event.objects.get(pk=event.pk)


def test_what_is_written_is_read_again() -> None:
    make_topic("housing")
    city = make_city()
    content = replace(CONFERENCE, topics=("housing",), city=city.pk)

    event = make_event(content, is_published=False)

    assert content_of(event) == content
    assert event.country == city.country
    assert event.starts == CONFERENCE.when.starts_at
    assert event.ends == CONFERENCE.when.ends_at


def test_a_draft_is_found_by_nobody_and_what_is_published_in_each_language() -> None:
    event = make_event(is_published=False)
    assert not IndexedDocument.objects.filter(room="agenda").exists()

    events.publish(event, by=make_editor(), now=NOON)

    found = IndexedDocument.objects.filter(room="agenda").order_by("key")
    assert [each.title for each in found] == ["Towns that welcome", "Orter som välkomnar"]
    assert [each.what for each in Entry.objects.all()] == ["agenda.event.published"]


def test_the_agenda_is_edited_by_coordinators_of_a_named_office_and_operators_alone() -> None:
    stranger = make_person()
    make_membership(stranger, role=Role.ADMINISTRATOR)
    member = make_person("Moa Member")
    editor = make_editor()
    make_membership(member, editor.memberships.get().organisation)

    for person in (stranger, member):
        with pytest.raises(NotAllowed):
            events.write(CONFERENCE, by=person, now=NOON)
    for person in (editor, make_operator()):
        assert events.write(CONFERENCE, by=person, now=NOON).state == State.DRAFT


def test_who_belongs_to_an_organisation_suggests_and_may_mend_it_until_it_is_taken_up() -> None:
    partner = make_membership().person
    with pytest.raises(NotAllowed):
        events.suggest(CONFERENCE, by=make_person("Nils Nobody"), now=NOON)

    event = events.suggest(CONFERENCE, by=partner, now=NOON)
    events.edit(event, replace(CONFERENCE, venue="Town hall"), by=partner, now=NOON)
    events.publish(event, by=make_editor(), now=NOON)

    with pytest.raises(NotAllowed):
        events.edit(again(event), CONFERENCE, by=partner, now=NOON)
    assert again(event).venue == "Town hall"


def test_an_event_without_a_day_is_not_published() -> None:
    event = make_event(is_published=False, when=When(), deadline=None)

    with pytest.raises(Invalid, match="It has no date"):
        events.publish(event, by=None, now=NOON)
    assert again(event).state == State.DRAFT


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"website": "javascript:alert(1)"}, "Website"),
        ({"venue": "x" * 301}, "Venue"),
        ({"texts": ()}, "no title"),
        ({"texts": (Text("en", "A"), Text("en", "B"))}, "two texts"),
        ({"texts": (Text("en", "A", body="*[|\n" * 9_000),)}, "too many marks"),
    ],
)
def test_what_no_page_could_show_is_refused(changed: dict[str, object], sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        make_event(**changed)
    assert not Event.objects.exists()


def test_a_source_fills_what_is_empty_and_never_what_a_person_wrote() -> None:
    editor = make_editor()
    event = make_event(Content(texts=titled("Meeting"), when=When("UTC", date(2026, 9, 1))))
    events.edit(event, replace(content_of(event), venue="Town hall"), by=editor, now=NOON)
    told = Content(
        texts=titled("Another title"),
        when=When("UTC", date(2026, 9, 2)),
        venue="Elsewhere",
        website="https://a.example/",
    )

    assert fields_of(fill(event, told, now=NOON)) == ["website"]
    assert fields_of(fill(event, told, overwrite=True, now=NOON)) == ["texts", "when"]

    after = content_of(again(event))
    assert (after.venue, after.website) == ("Town hall", "https://a.example/")
    assert after.when.first_day == date(2026, 9, 2)
    assert fill(event, told, overwrite=True, now=NOON) == {}


def test_an_item_of_a_source_is_remembered_once() -> None:
    event, other = make_event(), make_event()
    for each in (event, other):
        events.remember_source(each, key="feed/1", source="A feed", now=NOON)

    assert Provenance.objects.get().event == event


def test_moving_an_event_makes_a_newer_entry_and_ends_that_it_was_postponed() -> None:
    editor = make_editor()
    event = make_event()
    events.postpone(event, by=editor, now=NOON)
    assert (again(event).status, again(event).sequence) == (Status.POSTPONED, 1)

    later = When("Europe/Stockholm", date(2026, 11, 3), time(9), date(2026, 11, 3), time(12))
    events.edit(event, replace(CONFERENCE, when=later), by=editor, now=NOON)
    assert (again(event).status, again(event).sequence) == (Status.SCHEDULED, 2)

    events.edit(event, replace(content_of(again(event)), topics=()), by=editor, now=NOON)
    assert again(event).sequence == 2


def test_a_cancelled_event_can_be_held_after_all_and_says_each_once() -> None:
    event = make_event()
    events.cancel(event, by=None, now=NOON)
    with pytest.raises(NotNow):
        events.cancel(event, by=None, now=NOON)
    events.reinstate(event, by=None, now=NOON)

    assert (again(event).status, again(event).sequence) == (Status.SCHEDULED, 2)


def test_what_somebody_else_has_changed_meanwhile_is_not_written_over() -> None:
    editor = make_editor()
    event = make_event()
    seen = print_of(content_of(event))
    events.edit(event, replace(CONFERENCE, venue="Library"), seen=seen, by=editor, now=NOON)

    with pytest.raises(NotNow, match="Somebody has changed"):
        events.edit(event, CONFERENCE, seen=seen, by=editor, now=NOON)


def test_what_people_register_for_stays_an_event() -> None:
    registration = make_registration()
    event, editor = registration.event, make_operator()
    news = replace(content_of(event), kind=Kind.NEWS)

    with pytest.raises(Invalid, match="stays an event"):
        events.edit(event, news, by=editor, now=NOON)
    fill(event, news, overwrite=True, now=NOON)

    assert again(event).kind == Kind.EVENT


def test_what_is_published_stays_whole() -> None:
    editor = make_editor()
    event = make_event()
    late = replace(CONFERENCE, deadline=Deadline(date(2026, 12, 1)))

    with pytest.raises(Invalid, match="Registration ends after"):
        events.edit(event, late, by=editor, now=NOON)


def test_every_change_that_readers_see_is_a_revision_of_the_agenda() -> None:
    event = make_event()
    first = AgendaState.objects.get()
    events.edit(
        event, replace(CONFERENCE, venue="Hall"), by=make_operator(), now=NOON + timedelta(1)
    )
    second = AgendaState.objects.get()

    assert (first.revision, second.revision) == (1, 2)
    assert first.stamp != second.stamp
    assert again(event).revision == 2
