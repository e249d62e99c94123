"""A source tells anew what it told before: an editor sees it, takes it in, and takes it back."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.test import Client

from localturn.agenda.actions import events, merging, registration_forms, reviewing
from localturn.agenda.actions.taking_in import take_in
from localturn.agenda.domain.content import Content, Text
from localturn.agenda.domain.extraction import Field
from localturn.agenda.domain.items import Item, Reading
from localturn.agenda.domain.sources import Trust
from localturn.agenda.domain.terms import Kind, Status
from localturn.agenda.domain.when import When
from localturn.agenda.models import Candidate, Event, Merge, Provenance, Source
from localturn.agenda.queries.candidates import values_of
from localturn.agenda.queries.events import content_of
from localturn.foundation.people.models import Person, Role
from localturn.foundation.refusals import Invalid, NotAllowed
from localturn.foundation.trail.models import Entry
from makers.agenda import NOON, make_editor, make_event, titled
from makers.people import make_membership, make_organisation, make_person
from makers.registering import SEATS

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
DAY = When("Europe/Stockholm", date(2026, 10, 22))
MEETING = Item(
    external_id="meeting@towns.example",
    title="Towns meet",
    text="",
    address="https://towns.example/meeting",
    told={
        Field.TITLE: "Towns meet",
        Field.FIRST_DAY: "2026-10-22",
        Field.LAST_DAY: "2026-10-22",
        Field.BEGINS: "10:00",
        Field.ZONE: "Europe/Stockholm",
        Field.VENUE: "Town hall",
        Field.LANGUAGE: "en",
    },
)


@pytest.fixture
def editor() -> Person:
    return make_editor()


def _calendar(trust: Trust = Trust.REVIEWED, name: str = "towns") -> Source:
    return Source.objects.create(
        kind="calendar",
        name=name,
        address=f"https://{name}.example/agenda.ics",
        trust=trust.value,
        added_at=NOON,
    )


def _says(item: Item = MEETING, **told: str) -> Item:
    return replace(item, told={**item.told, **{Field(name): each for name, each in told.items()}})


def _tells(source: Source, item: Item, *, after: timedelta) -> Candidate:
    take_in(source, Reading((item,)), now=NOON + after)
    return Candidate.objects.latest("pk")


def _reviewed(source: Source, editor: Person) -> Event:
    first = _tells(source, MEETING, after=timedelta(0))
    return reviewing.publish(
        first, kind=Kind(first.kind), values=values_of(first), by=editor, now=NOON
    )


def test_an_editor_takes_what_a_reviewed_source_tells_anew(editor: Person, client: Client) -> None:
    source = _calendar()
    event = _reviewed(source, editor)
    moved = _tells(source, _says(begins="11:00", venue="Library"), after=HOUR)
    assert (moved.stage, moved.suggested, moved.why) == ("waiting", event, "source")
    client.force_login(editor)
    page = client.get(moved.get_absolute_url()).content.decode()
    assert ("Town hall" in page, "Library" in page, "As it is told now" in page) == (True,) * 3

    merging.merge(moved, event, by=editor, now=NOON + 2 * HOUR)

    event.refresh_from_db()
    assert (event.begins, event.venue, event.edited) == (time(11), "Library", [])
    assert Event.objects.count() == Provenance.objects.count() == 1


def test_what_a_person_edited_stays_and_the_page_says_so(editor: Person, client: Client) -> None:
    source = _calendar()
    event = _reviewed(source, editor)
    events.edit(event, replace(content_of(event), venue="Theatre"), by=editor, now=NOON)
    moved = _tells(source, _says(venue="Library"), after=HOUR)
    client.force_login(editor)
    assert "Stays as it is" in client.get(moved.get_absolute_url()).content.decode()

    merging.merge(moved, event, by=editor, now=NOON + HOUR)

    event.refresh_from_db()
    assert event.venue == "Theatre"


def test_an_editor_takes_that_a_reviewed_source_cancels_and_takes_it_back(
    editor: Person, client: Client
) -> None:
    source = _calendar()
    event = _reviewed(source, editor)
    off = _tells(source, replace(MEETING, is_cancelled=True), after=HOUR)
    client.force_login(editor)
    assert "Whether it is held" in client.get(off.get_absolute_url()).content.decode()
    merging.merge(off, event, by=editor, now=NOON + HOUR)
    event.refresh_from_db()
    assert event.status == Status.CANCELLED

    on = _tells(source, MEETING, after=2 * HOUR)
    merging.merge(on, event, by=editor, now=NOON + 2 * HOUR)
    event.refresh_from_db()
    assert event.status == Status.SCHEDULED

    merging.undo(Merge.objects.get(candidate=on), by=editor, now=NOON + 3 * HOUR)
    event.refresh_from_db()
    assert event.status == Status.CANCELLED


def test_a_source_that_told_of_it_second_changes_nothing_by_an_editors_merge(
    editor: Person,
) -> None:
    event = _reviewed(_calendar(), editor)
    second = _calendar(name="others")
    merging.merge(_tells(second, MEETING, after=HOUR), event, by=editor, now=NOON + HOUR)
    moved = _tells(second, _says(begins="18:00"), after=2 * HOUR)

    merging.merge(moved, event, by=editor, now=NOON + 3 * HOUR)

    event.refresh_from_db()
    assert event.begins == time(10)


def test_what_a_trusted_source_overwrote_is_there_again_once_it_is_undone(editor: Person) -> None:
    source = _calendar(Trust.TRUSTED)
    _tells(source, MEETING, after=timedelta(0))
    event = Event.objects.get()
    before = content_of(event)
    moved = _says(begins="11:00", venue="Library", title="The towns meet")
    _tells(source, moved, after=HOUR)
    assert content_of(Event.objects.get()) != before

    merging.undo(Merge.objects.get(), by=editor, now=NOON + 2 * HOUR)

    assert content_of(Event.objects.get()) == before
    assert Provenance.objects.get().event == event
    candidate = Candidate.objects.latest("pk")
    assert (candidate.stage, candidate.suggested, candidate.why) == ("waiting", event, "source")


def test_of_two_changes_the_later_one_stays_until_it_is_undone_itself(editor: Person) -> None:
    source = _calendar(Trust.TRUSTED)
    for n, begins in enumerate(("10:00", "11:00", "12:00")):
        _tells(source, _says(begins=begins), after=n * HOUR)
    first, second = Merge.objects.order_by("pk")

    merging.undo(first, by=editor, now=NOON + 5 * HOUR)
    assert Event.objects.get().begins == time(12)

    second.refresh_from_db()
    merging.undo(second, by=editor, now=NOON + 6 * HOUR)
    assert Event.objects.get().begins == time(10)


def test_that_a_trusted_source_cancelled_is_undone_and_not_what_an_editor_said_since(
    editor: Person,
) -> None:
    source = _calendar(Trust.TRUSTED)
    _tells(source, MEETING, after=timedelta(0))
    event = Event.objects.get()
    _tells(source, replace(MEETING, is_cancelled=True), after=HOUR)
    merging.undo(Merge.objects.get(), by=editor, now=NOON + 2 * HOUR)
    event.refresh_from_db()
    assert event.status == Status.SCHEDULED

    off = Candidate.objects.latest("pk")
    merging.merge(off, event, by=editor, now=NOON + 3 * HOUR)
    events.postpone(event, by=editor, now=NOON + 4 * HOUR)
    merging.undo(Merge.objects.get(undone_at=None), by=editor, now=NOON + 5 * HOUR)
    event.refresh_from_db()
    assert event.status == Status.POSTPONED


def test_a_merge_without_which_an_event_would_have_no_day_is_not_undone(
    editor: Person, client: Client
) -> None:
    event = make_event(Content(texts=titled("Towns meet")), is_published=False)
    merge = merging.merge(
        _tells(_calendar(), MEETING, after=HOUR), event, by=editor, now=NOON + HOUR
    )
    events.publish(event, by=editor, now=NOON + HOUR)

    with pytest.raises(Invalid, match="It has no date"):
        merging.undo(merge, by=editor, now=NOON + 2 * HOUR)

    assert Merge.objects.get().undone_at is None
    assert Event.objects.get().first_day == date(2026, 10, 22)


def test_a_text_that_a_merge_brought_goes_with_it_and_that_of_another_stays(
    editor: Person,
) -> None:
    event = make_event(Content(texts=titled("Towns meet"), when=DAY))
    merges = [
        merging.merge(
            _tells(
                _calendar(name=language),
                _says(language=language, title=f"Meeting, {language}"),
                after=HOUR,
            ),
            event,
            by=editor,
            now=NOON + HOUR,
        )
        for language in ("sv", "fr")
    ]

    merging.undo(merges[0], by=editor, now=NOON + 2 * HOUR)

    kept = content_of(Event.objects.get())
    assert kept.texts == (Text("en", "Towns meet", is_original=True), Text("fr", "Meeting, fr"))


def test_no_editor_hands_who_registered_to_another_organisation(editor: Person) -> None:
    theirs, ours = make_organisation("Theirs"), make_organisation("Ours")
    keeper = make_person("Kaj Keeper")
    make_membership(keeper, theirs, Role.COORDINATOR)
    event = make_event(organiser=theirs.pk, organiser_name="")
    registration_forms.save(event, SEATS, by=keeper, now=NOON)

    for organiser in (ours.pk, None):
        with pytest.raises(NotAllowed, match="another organiser"):
            events.edit(event, replace(content_of(event), organiser=organiser), by=editor, now=NOON)
    events.edit(event, replace(content_of(event), venue="Hall"), by=editor, now=NOON)

    event.refresh_from_db()
    assert (event.organiser, event.venue) == (theirs, "Hall")


def test_who_keeps_a_registration_hands_it_on_and_the_trail_says_so(editor: Person) -> None:
    event, theirs = make_event(), make_organisation("Theirs")
    registration_forms.save(event, SEATS, by=editor, now=NOON)

    events.edit(event, replace(content_of(event), organiser=theirs.pk), by=editor, now=NOON)

    entry = Entry.objects.get(what="agenda.event.organiser")
    assert (entry.by, entry.before, entry.after) == (
        editor,
        {"organiser": None},
        {"organiser": theirs.pk},
    )


def test_no_undoing_takes_a_registration_from_its_organiser(editor: Person) -> None:
    theirs = make_organisation("Theirs")
    keeper = make_person("Kaj Keeper")
    make_membership(keeper, theirs, Role.COORDINATOR)
    event = make_event(Content(texts=titled("Towns meet"), when=DAY))
    told = _tells(_calendar(), _says(organiser="Theirs"), after=HOUR)
    merge = merging.merge(told, event, by=editor, now=NOON + HOUR)
    event.refresh_from_db()
    assert event.organiser == theirs
    registration_forms.save(event, SEATS, by=keeper, now=NOON + HOUR)

    with pytest.raises(NotAllowed, match="another organiser"):
        merging.undo(merge, by=editor, now=NOON + 2 * HOUR)

    event.refresh_from_db()
    assert event.organiser == theirs
