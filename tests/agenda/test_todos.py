"""What the agenda asks of somebody on their first page."""

from datetime import date, timedelta

import pytest
from django.test import Client

from localturn.agenda.actions import composing, registering, sources
from localturn.agenda.domain.digest import Rules
from localturn.agenda.domain.mailing import Rhythm
from localturn.agenda.domain.terms import Status
from localturn.agenda.models import Event, Registrant, Source
from localturn.agenda.queries.events import when_of
from localturn.agenda.todos import todos
from localturn.foundation.people.models import Person
from makers.agenda import NOON, make_editor, make_event, titled
from makers.mailing import make_editor as make_writer
from makers.mailing import make_list
from makers.people import make_person
from makers.registering import make_registrant, make_registration

pytestmark = pytest.mark.django_db

PASTED = "22/10 Meeting of Towns\n\nThe meeting is on 22 October 2026, 10:00-16:00."


def said(person: Person) -> dict[str, list[tuple[str, str | None]]]:
    groups = todos(person, now=NOON)
    return {
        str(group.heading): [(each.title, each.detail) for each in group.todos]
        for group in groups
        if group.todos or group.empty
    }


def test_who_has_nothing_to_do_with_the_agenda_is_asked_nothing() -> None:
    assert said(make_person()) == {}


def test_an_editor_is_told_what_waits_and_how_much_of_it_is_theirs() -> None:
    editor = make_editor()
    assert said(editor) == {"The agenda you look after": []}
    sources.paste(PASTED, language="en", by=editor, now=NOON)
    make_event(is_published=False, by=editor)

    (queue, drafts) = said(editor)["The agenda you look after"]

    assert queue[0] == "Announcements to look at"
    assert drafts[0] == "Suggestions and drafts"


def test_an_editor_is_told_of_a_source_that_fails_again_and_again() -> None:
    Source.objects.create(
        kind="feed", name="Towns", address="https://towns.example/a", added_at=NOON, failures=3
    )
    Source.objects.create(
        kind="feed", name="Once", address="https://towns.example/b", added_at=NOON, failures=1
    )

    assert said(make_editor())["The agenda you look after"] == [
        ("Towns", "This source could not be read 3 times in a row.")
    ]


def test_who_writes_a_list_finds_the_issue_that_is_begun() -> None:
    writer = make_writer()
    letters = make_list(organisation=writer.memberships.get().organisation)
    composing.begin(
        letters,
        rhythm=Rhythm.WEEKLY,
        since=date(2026, 6, 8),
        until=date(2026, 6, 30),
        rules=Rules(),
        by=writer,
        now=NOON,
    )

    assert said(writer)["Letters to readers"] == [
        ("Town Letter", "A draft. Compose it, try it out and freeze it.")
    ]


def test_a_place_that_is_kept_for_somebody_is_told_with_until_when(client: Client) -> None:
    registration = make_registration()
    ana, bo = make_person("Ana"), make_person("Bo")
    first = make_registrant(registration, "Ana", by=ana)
    make_registrant(registration, "Carl")
    make_registrant(registration, "Bo", by=bo)
    registering.give_up(first, now=NOON)
    offer = Registrant.objects.get(person=bo)

    ((group,)) = [each for each in todos(bo, now=NOON) if each.todos]

    assert group.todos[0].due == offer.offered_until
    assert "Take it, or leave it" in str(group.todos[0].detail)
    assert said(ana) == {}


def test_an_event_is_told_of_when_it_is_near_and_until_it_is_over() -> None:
    registration = make_registration()
    ana = make_person("Ana")
    make_registrant(registration, "Ana", by=ana)
    begins = when_of(registration.event).starts_at
    assert begins is not None

    told = [
        bool([group for group in todos(ana, now=now) if group.todos])
        for now in (
            begins - timedelta(days=20),
            begins - timedelta(days=2),
            begins + timedelta(days=9),
        )
    ]

    assert told == [False, True, False]


def test_a_cancelled_event_is_not_told_of_as_near() -> None:
    ana = make_person("Ana")
    near, cancelled = make_registration(), make_registration(make_event(texts=titled("Off")))
    for registration in (near, cancelled):
        make_registrant(registration, "Ana", by=ana)
    begins = when_of(near.event).starts_at
    assert begins is not None
    Event.objects.filter(pk=cancelled.event_id).update(status=Status.CANCELLED)

    (group,) = [each for each in todos(ana, now=begins - timedelta(days=2)) if each.todos]

    assert [each.title for each in group.todos] == ["Towns that welcome"]
