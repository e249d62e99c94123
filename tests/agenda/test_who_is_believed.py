"""What comes in is held to who says it: strangers change nothing, sources only what is theirs."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from localturn.agenda.actions import events, posting, sources
from localturn.agenda.actions.sources import Told
from localturn.agenda.actions.taking_in import take_in
from localturn.agenda.domain.extraction import Field
from localturn.agenda.domain.items import Item, Reading
from localturn.agenda.domain.sources import SourceKind, Trust
from localturn.agenda.domain.terms import State, Status
from localturn.agenda.domain.when import When
from localturn.agenda.forms.intake import SourceForm
from localturn.agenda.models import Candidate, Event, RawItem, Registration, Source
from localturn.agenda.queries.events import content_of
from localturn.agenda.standards.apart import read_here
from localturn.foundation.refusals import Invalid
from makers.agenda import CONFERENCE, NOON, make_editor, make_event, titled
from makers.people import make_membership, make_organisation, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ADDRESS = "https://towns.example/meeting"
HOUR = timedelta(hours=1)
MEETING = Item(
    external_id="meeting@towns.example",
    title="Towns meet",
    text="",
    address=ADDRESS,
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


def _calendar(name: str = "towns", **more: object) -> Source:
    return Source.objects.create(
        kind="calendar",
        name=name,
        address=f"https://{name}.example/agenda.ics",
        trust=more.pop("trust", Trust.TRUSTED.value),
        added_at=NOON,
        **more,
    )


def _says(item: Item, **told: str) -> Item:
    return replace(item, told={**item.told, **{Field(name): each for name, each in told.items()}})


def _published_at_the_address() -> Event:
    """Without a venue and an organiser."""
    told = replace(MEETING, told={k: v for k, v in MEETING.told.items() if k is not Field.VENUE})
    online = _says(told, online_link="https://meet.towns.example/1")
    take_in(_calendar(), Reading((online,)), now=NOON)
    return Event.objects.get()


MAIL = b"""\
From: Anybody <anybody@stranger.example>
Subject: Towns meet
Message-ID: <1@stranger.example>
MIME-Version: 1.0
Content-Type: text/calendar; charset=utf-8; method=REQUEST

BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//EN
METHOD:REQUEST
BEGIN:VEVENT
UID:x@stranger.example
DTSTAMP:20260501T100000Z
DTSTART:20261022T080000Z
SUMMARY:Towns meet
LOCATION:Our own house
ORGANIZER;CN=Ring of Strangers:mailto:anybody@stranger.example
URL:https://towns.example/meeting
END:VEVENT
END:VCALENDAR
"""


def test_a_strangers_mail_changes_no_event_and_is_suggested_to_an_editor() -> None:
    event = _published_at_the_address()
    make_organisation("Ring of Strangers")
    before = content_of(event)

    posting.take_mail(MAIL, by=None, now=NOON + HOUR, reader=read_here)

    assert content_of(Event.objects.get()) == before
    told = Candidate.objects.get(source__kind="mail", is_structured=True)
    assert (told.stage, told.suggested, told.why) == ("waiting", event, "address")


def test_who_registered_is_handed_to_no_other_organisation() -> None:
    event = _published_at_the_address()
    Registration.objects.create(event=event, made_at=NOON)
    make_organisation("Ring of Others")
    take_in(
        _calendar("others"),
        Reading((_says(MEETING, organiser="Ring of Others"),)),
        now=NOON + HOUR,
    )

    event.refresh_from_db()
    assert (event.venue, event.organiser, event.organiser_name) == ("Town hall", None, "")


def test_mail_is_never_trusted() -> None:
    told = Told(SourceKind.MAIL, "Towns", sender="news@towns.example", trust=Trust.TRUSTED)
    with pytest.raises(Invalid):
        sources.add(told, by=make_editor(), now=NOON)
    form = SourceForm(
        {
            "kind": "mail",
            "name": "Towns",
            "sender": "news@towns.example",
            "zone": "UTC",
            "licence": "link",
            "trust": "trusted",
            "every_hours": "24",
        }
    )
    assert "trust" in form.errors
    # nor one that was trusted before
    Source.objects.create(
        kind="mail", name="S", sender="anybody@stranger.example", trust="trusted", added_at=NOON
    )
    posting.take_mail(MAIL, by=None, now=NOON, reader=read_here)
    assert {each.stage for each in Candidate.objects.all()} == {"waiting"}


def test_a_source_may_go_back_to_what_it_said() -> None:
    source = _calendar()
    moved = _says(MEETING, begins="11:00")
    for n, item in enumerate((MEETING, moved, MEETING, moved, moved)):
        take_in(source, Reading((item,)), now=NOON + n * HOUR)

    assert Event.objects.get().begins == time(11)
    assert RawItem.objects.count() == 4


def test_two_entries_of_one_identity_are_not_new_each_time() -> None:
    source = _calendar(trust=Trust.REVIEWED.value)
    both = Reading((MEETING, _says(MEETING, begins="11:00")))
    found = [take_in(source, both, now=NOON + n * HOUR).new for n in range(3)]

    assert found == [2, 0, 0]


def test_a_source_takes_back_that_it_cancelled_and_not_what_an_editor_did() -> None:
    source, editor = _calendar(), make_editor()
    off = replace(MEETING, is_cancelled=True)
    for n, item in enumerate((MEETING, off)):
        take_in(source, Reading((item,)), now=NOON + n * HOUR)
    assert Event.objects.get().status == Status.CANCELLED

    take_in(source, Reading((MEETING,)), now=NOON + 2 * HOUR)
    event = Event.objects.get()
    assert event.status == Status.SCHEDULED

    events.cancel(event, by=editor, now=NOON + 3 * HOUR)
    for n, item in enumerate((off, MEETING), start=4):
        take_in(source, Reading((item,)), now=NOON + n * HOUR)
    assert Event.objects.get().status == Status.CANCELLED


def test_a_source_overwrites_only_what_it_told_first() -> None:
    take_in(_calendar(), Reading((MEETING,)), now=NOON)
    second = _calendar("others")
    take_in(second, Reading((MEETING,)), now=NOON + HOUR)
    later = _says(MEETING, begins="18:00")
    take_in(second, Reading((later,)), now=NOON + 2 * HOUR)
    take_in(second, Reading((replace(later, is_cancelled=True),)), now=NOON + 3 * HOUR)

    event = Event.objects.get()
    assert (event.begins, event.status) == (time(10), Status.SCHEDULED)
    candidate = Candidate.objects.latest("pk")
    assert (candidate.stage, candidate.suggested) == ("waiting", event)


def test_of_two_that_may_be_meant_the_one_with_the_same_day_is_suggested() -> None:
    make_event(texts=titled("The 9th meeting"), website=ADDRESS)
    meant = make_event(
        texts=titled("Towns meet"),
        website=ADDRESS,
        when=When("Europe/Stockholm", date(2026, 10, 22), time(10)),
    )
    take_in(_calendar(trust=Trust.REVIEWED.value), Reading((MEETING,)), now=NOON)

    assert Candidate.objects.get().suggested == meant


def test_what_somebody_handed_in_does_not_swallow_what_a_trusted_source_tells() -> None:
    member = make_person("Mia Member")
    make_membership(member, make_organisation("Any of them"))
    meant = When("Europe/Stockholm", date(2026, 10, 22), time(10))
    handed_in = events.suggest(
        replace(CONFERENCE, texts=titled("Towns meet"), website=ADDRESS, when=meant),
        by=member,
        now=NOON,
    )
    take_in(_calendar(), Reading((MEETING,)), now=NOON + HOUR)

    told = Candidate.objects.get()
    assert (told.stage, told.suggested, told.why) == ("waiting", handed_in, "address")

    published = make_event(texts=titled("Towns meet"), website=ADDRESS, when=meant)
    assert published.state == State.PUBLISHED
    take_in(_calendar("others"), Reading((MEETING,)), now=NOON + HOUR)
    assert Candidate.objects.latest("pk").event == published
