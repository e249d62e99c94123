"""Two events that are both there are made one, and two again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from localturn.agenda.actions import events, joining
from localturn.agenda.actions.taking_in import take_in
from localturn.agenda.domain.content import Text
from localturn.agenda.domain.extraction import Field
from localturn.agenda.domain.items import Item, Reading
from localturn.agenda.domain.sources import Trust
from localturn.agenda.domain.terms import State
from localturn.agenda.domain.when import When
from localturn.agenda.models import Candidate, Event, EventAddress, Joining, Source
from localturn.agenda.queries.events import content_of, sources_of, stands_for
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from makers.agenda import NOON, make_editor, make_event, titled
from makers.people import make_person
from makers.registering import make_registration

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
DAY = When("Europe/Stockholm", date(2026, 10, 22))
MEETING = Item(
    external_id="meeting@towns.example",
    title="Réunion des villes",
    text="",
    address="https://towns.example/reunion",
    told={
        Field.TITLE: "Réunion des villes",
        Field.FIRST_DAY: "2026-10-22",
        Field.LAST_DAY: "2026-10-22",
        Field.ZONE: "Europe/Stockholm",
        Field.VENUE: "Town hall",
        Field.LANGUAGE: "fr",
    },
)


@pytest.fixture
def editor() -> Person:
    return make_editor()


@pytest.fixture
def kept(editor: Person) -> Event:
    return make_event(by=editor, texts=titled("Towns meet"), when=DAY, deadline=None)


@pytest.fixture
def told() -> Event:
    """By a trusted calendar."""
    take_in(_calendar(), Reading((MEETING,)), now=NOON)
    return Event.objects.latest("pk")


def _calendar() -> Source:
    source, _is_new = Source.objects.get_or_create(
        kind="calendar",
        name="Towns",
        address="https://towns.example/agenda.ics",
        trust=Trust.TRUSTED.value,
        defaults={"added_at": NOON},
    )
    return source


def test_the_other_gains_what_it_lacks_and_the_address_leads_to_it(
    editor: Person, kept: Event, told: Event, client: Client
) -> None:
    told_before = content_of(told)
    joining.make_one(told, kept, by=editor, now=NOON + HOUR)

    told.refresh_from_db()
    assert (told.state, told.sequence, stands_for(told.pk)) == ("withdrawn", 1, kept.pk)
    kept = Event.objects.get(pk=kept.pk)
    assert kept.venue == told_before.venue == "Town hall"
    assert content_of(kept).texts == (
        Text("en", "Towns meet", is_original=True),
        Text("fr", "Réunion des villes"),
    )
    assert [each.source for each in sources_of(kept)] == ["Towns"]
    assert EventAddress.objects.get(event=kept).address == "towns.example/reunion"
    answer = client.get(told.get_absolute_url())
    assert (answer.status_code, answer["Location"]) == (302, kept.get_absolute_url())


def test_two_again_they_are_as_they_were_but_for_what_was_edited_since(
    editor: Person, kept: Event, told: Event
) -> None:
    before = content_of(Event.objects.get(pk=kept.pk)), content_of(told)
    one = joining.make_one(told, kept, by=editor, now=NOON + HOUR)
    now_held = content_of(Event.objects.get(pk=kept.pk))
    events.edit(kept, replace(now_held, venue="Library"), by=editor, now=NOON + HOUR)

    joining.make_two(one, by=editor, now=NOON + 2 * HOUR)

    assert content_of(Event.objects.get(pk=kept.pk)) == replace(before[0], venue="Library")
    told = Event.objects.get(pk=told.pk)
    assert (told.state, told.merged_into, content_of(told)) == (State.PUBLISHED, None, before[1])
    assert not EventAddress.objects.filter(event=kept).exists()
    with pytest.raises(NotNow):
        joining.make_two(one, by=editor, now=NOON + 2 * HOUR)
    joining.make_one(told, kept, by=editor, now=NOON + 3 * HOUR)
    assert Joining.objects.count() == 2


def test_what_its_source_tells_later_reaches_the_one_that_stays(
    editor: Person, kept: Event, told: Event
) -> None:
    joining.make_one(told, kept, by=editor, now=NOON + HOUR)
    website = {Field.LINK: "https://towns.example/new"}
    take_in(
        _calendar(),
        Reading((replace(MEETING, told={**MEETING.told, **website}),)),
        now=NOON + 2 * HOUR,
    )

    kept.refresh_from_db()
    assert (Candidate.objects.latest("pk").event, Event.objects.count()) == (kept, 2)
    assert kept.first_day == date(2026, 10, 22)


def test_what_people_register_for_stays(editor: Person, kept: Event, told: Event) -> None:
    make_registration(told)
    with pytest.raises(NotNow, match="it stays"):
        joining.make_one(told, kept, by=editor, now=NOON)

    joining.make_one(kept, told, by=editor, now=NOON)

    assert stands_for(kept.pk) == told.pk


def test_only_editors_make_two_published_events_one(
    editor: Person, kept: Event, told: Event
) -> None:
    with pytest.raises(NotAllowed):
        joining.make_one(told, kept, by=make_person(), now=NOON)
    with pytest.raises(Invalid):
        joining.make_one(kept, kept, by=editor, now=NOON)
    with pytest.raises(NotNow):
        joining.make_one(told, make_event(is_published=False), by=editor, now=NOON)

    joining.make_one(told, kept, by=editor, now=NOON)
    with pytest.raises(NotNow, match="two again first"):
        events.publish(told, by=editor, now=NOON)


def test_an_address_leads_through_what_was_made_one_twice(editor: Person) -> None:
    first, second, third = make_event(), make_event(), make_event()
    joining.make_one(first, second, by=editor, now=NOON)
    joining.make_one(second, third, by=editor, now=NOON)

    assert [stands_for(each.pk) for each in (first, second, third)] == [third.pk, third.pk, None]


def test_an_editor_makes_them_one_and_two_again_on_the_page(
    editor: Person, kept: Event, told: Event, client: Client
) -> None:
    client.force_login(editor)
    page = reverse("agenda:related", args=[told.pk])
    assert "announced twice" in client.get(page).content.decode()

    one = reverse("agenda:event-make-one", args=[told.pk])
    assert client.post(one, {"same": "https://elsewhere.example/"}).status_code == 422
    answer = client.post(one, {"same": kept.get_absolute_url()})
    assert answer["Location"] == kept.get_absolute_url()

    other = client.get(reverse("agenda:related", args=[kept.pk])).content.decode()
    two = reverse("agenda:event-make-two", args=[Joining.objects.get().pk])
    assert two in other
    assert client.post(two)["Location"] == told.get_absolute_url()
