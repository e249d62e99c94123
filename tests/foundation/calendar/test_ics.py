"""Calendar files, read back by a parser that did not write them, and by hand where it would err."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from icalendar import Calendar, Component

from localturn.foundation.calendar import Entry, Kind, ics
from localturn.foundation.calendar.zones import changes

CHANGED = datetime(2027, 1, 5, 8, 30, tzinfo=UTC)
FEED = ics.Feed("My courses", "What is due.", "https://learn.example.org", "Europe/Paris")


def entry(**fields: Any) -> Entry:
    fields.setdefault("uid", "academy/run/1/activity/reading/due")
    fields.setdefault("kind", Kind.DUE)
    fields.setdefault("title", "A reading")
    fields.setdefault("starts", datetime(2027, 3, 10, 12, tzinfo=UTC))
    fields.setdefault("zone", "Europe/Skopje")
    fields.setdefault("changed_at", CHANGED)
    return Entry(**fields)


def written(*entries: Entry) -> str:
    return ics.write(entries, FEED).decode()


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def events(text: str) -> list[Component]:
    return list(Calendar.from_ical(text).walk("VEVENT"))


def test_a_calendar_says_who_made_it_what_it_is_and_when_to_look_again() -> None:
    lines = unfolded(written())

    assert lines[0] == "BEGIN:VCALENDAR"
    assert "PRODID:-//Local Turn//Calendar//EN" in lines
    assert "VERSION:2.0" in lines
    assert "NAME:My courses" in lines
    assert "X-WR-CALNAME:My courses" in lines
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT6H" in lines
    assert "X-PUBLISHED-TTL:PT6H" in lines
    assert lines[-2:] == ["END:VCALENDAR", ""]


def test_an_entry_becomes_an_event_with_all_that_it_says() -> None:
    starts = datetime(2027, 3, 10, 12, tzinfo=UTC)
    [event] = events(
        written(
            entry(
                uid="academy/run/1/activity/webinar/meeting",
                kind=Kind.MEETING,
                title="Opening; with questions, and more",
                starts=starts,
                ends=starts + timedelta(minutes=90),
                within="Migration governance",
                url="/academy/runs/spring/a/webinar/",
                link="https://meet.example.org/abc",
                sequence=3,
            )
        )
    )

    assert event["UID"] == "academy/run/1/activity/webinar/meeting@learn.example.org"
    assert event["SUMMARY"] == "Opening; with questions, and more"
    assert event["DTSTART"].params["TZID"] == "Europe/Skopje"
    assert event.start == datetime(2027, 3, 10, 13, tzinfo=ZoneInfo("Europe/Skopje"))
    assert event.end - event.start == timedelta(minutes=90)
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == CHANGED
    assert event["SEQUENCE"] == 3
    assert event["TRANSP"] == "OPAQUE"
    assert event["LOCATION"] == event["CONFERENCE"] == "https://meet.example.org/abc"
    assert event["URL"] == "https://learn.example.org/academy/runs/spring/a/webinar/"
    assert "Migration governance" in event["DESCRIPTION"]


def test_a_deadline_is_a_moment_that_keeps_nobody_busy() -> None:
    [event] = events(written(entry(starts=datetime(2027, 3, 14, 22, 59, tzinfo=UTC))))

    assert event["SUMMARY"] == "Due: A reading"
    assert event["DTSTART"].to_ical() == b"20270314T235900"
    assert "DTEND" not in event
    assert event["TRANSP"] == "TRANSPARENT"


def test_a_whole_day_ends_before_the_next() -> None:
    [event] = events(written(entry(kind=Kind.EVENT, starts=date(2027, 3, 28))))

    assert event["DTSTART"].to_ical() == b"20270328"
    assert event["DTEND"].to_ical() == b"20270329"


def test_lines_are_folded_at_75_bytes_and_no_letter_is_cut() -> None:
    title = "Četvrta sedmica: prihvat i uključivanje izbjeglica u život grada " * 4
    text = written(entry(title=title.strip()))

    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert events(text)[0]["SUMMARY"] == f"Due: {title.strip()}"


def test_a_title_cannot_write_lines_of_its_own() -> None:
    text = written(entry(title="Reading\r\nATTENDEE:mailto:x@example.org\nEND:VEVENT"))

    assert [line for line in unfolded(text) if line.startswith("ATTENDEE")] == []
    assert len(events(text)) == 1


def test_the_same_entries_give_the_same_bytes() -> None:
    assert written(entry()) == written(entry())


def test_a_calendar_speaks_the_language_that_is_active() -> None:
    with translation.override("en"):
        [event] = events(written(entry(kind=Kind.OPENS, title="Modul 2")))

    assert event["SUMMARY"] == "Opens: Modul 2"
    assert event["CATEGORIES"].to_ical() == b"Opens"


def test_each_zone_that_is_used_is_described_once_and_utc_needs_none() -> None:
    text = written(
        entry(uid="1"),
        entry(uid="2"),
        entry(uid="3", zone="America/Toronto"),
        entry(uid="4", zone="UTC"),
    )

    zones = [zone["TZID"] for zone in Calendar.from_ical(text).walk("VTIMEZONE")]
    assert zones == ["America/Toronto", "Europe/Skopje"]
    assert events(text)[3]["DTSTART"].to_ical() == b"20270310T120000Z"


# --- Nights on which the clocks are changed ----------------------------------------------------


def offset_by_the_file(text: str, zone: str, wall: datetime) -> timedelta:
    """What a program finds that knows nothing of zones but this file (RFC 5545, 3.6.5)."""
    [described] = [z for z in Calendar.from_ical(text).walk("VTIMEZONE") if z["TZID"] == zone]
    onsets = sorted(
        (part["DTSTART"].dt, part["TZOFFSETFROM"].td, part["TZOFFSETTO"].td)
        for part in described.subcomponents
    )
    offset = onsets[0][2]
    for start, _before, after in onsets:
        if start <= wall:
            offset = after
    return offset


def around(change: datetime) -> Iterator[datetime]:
    for minutes in (-24 * 60, -121, -61, -60, -59, -1, 0, 1, 59, 60, 61, 121, 24 * 60):
        yield change + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("zone", "change"),
    [
        ("Europe/Skopje", datetime(2027, 3, 28, 1, tzinfo=UTC)),
        ("Europe/Skopje", datetime(2027, 10, 31, 1, tzinfo=UTC)),
        ("America/Toronto", datetime(2027, 3, 14, 7, tzinfo=UTC)),
        ("America/Toronto", datetime(2027, 11, 7, 6, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2027, 4, 3, 15, tzinfo=UTC)),
        ("Africa/Casablanca", datetime(2027, 2, 7, 2, tzinfo=UTC)),
        ("Asia/Tbilisi", datetime(2027, 3, 28, 1, tzinfo=UTC)),
    ],
)
def test_who_reads_the_file_alone_finds_the_very_moment(zone: str, change: datetime) -> None:
    for moment in around(change):
        text = written(entry(starts=moment, zone=zone))
        value = events(text)[0]["DTSTART"].to_ical().decode()
        if value.endswith("Z"):
            found = datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        else:
            wall = datetime.strptime(value, "%Y%m%dT%H%M%S")  # noqa: DTZ007
            found = (wall - offset_by_the_file(text, zone, wall)).replace(tzinfo=UTC)

        # within the hour that comes twice, a file means its first (RFC 5545, 3.3.5)
        assert found == moment or _is_in_doubled_hour(moment, zone)
        assert events(text)[0].start.astimezone(UTC) == moment


def _is_in_doubled_hour(moment: datetime, zone: str) -> bool:
    local = moment.astimezone(ZoneInfo(zone))
    other = local.replace(fold=1 - local.fold)
    return local.utcoffset() != other.utcoffset() and local.fold == 0


def test_a_zone_is_described_as_its_clocks_are_changed() -> None:
    lines = unfolded(written(entry(starts=datetime(2027, 3, 28, 12, tzinfo=UTC))))

    daylight = lines.index("DTSTART:20270328T020000")
    assert "TZOFFSETFROM:+0100" in lines[daylight - 1 : daylight + 4]
    assert "TZOFFSETTO:+0200" in lines[daylight - 1 : daylight + 4]
    assert "DTSTART:20271031T030000" in lines


@pytest.mark.parametrize(
    ("zone", "first", "last"),
    [
        ("Europe/Sarajevo", 2026, 2028),
        ("America/St_Johns", 2026, 2027),
        ("America/Argentina/ComodRivadavia", 2026, 2026),
        ("Africa/Monrovia", 1960, 1972),
        ("Europe/Amsterdam", 1930, 1931),
        ("Australia/Lord_Howe", 2026, 2027),
    ],
)
def test_a_zone_is_described_with_the_lines_that_the_library_writes(
    zone: str, first: int, last: int
) -> None:
    by_the_library = ics._zone(zone, changes(zone, first, last)).to_ical()

    assert ics.zone_lines(zone, first, last) == by_the_library
