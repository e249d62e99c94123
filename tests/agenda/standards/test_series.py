"""What repeats in a calendar: each instance is told once, as it takes place."""

from datetime import date

from localturn.agenda.domain.extraction import Field
from localturn.agenda.domain.items import Item
from localturn.agenda.standards.calendars import read_calendar

TODAY = date(2026, 6, 1)
ZONE = "Europe/Stockholm"


def _calendar(*entries: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for entry in entries:
        lines += ["BEGIN:VEVENT", *entry.splitlines(), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


_WEEKLY = (
    "UID:1\nSUMMARY:Café\nDESCRIPTION:Come\nLOCATION:Library\n"
    "DTSTART;TZID=Europe/Stockholm:20260602T170000\nDTEND;TZID=Europe/Stockholm:20260602T180000\n"
    "RRULE:FREQ=WEEKLY;COUNT=4"
)


def _series(*entries: str) -> list[Item]:
    return list(read_calendar(_calendar(*entries), zone=ZONE, today=TODAY).items)


def test_an_instance_that_is_moved_is_there_once_and_says_where() -> None:
    moved = (
        "UID:1\nSUMMARY:Café\\, moved\nLOCATION:https://towns.example/room\n"
        "RECURRENCE-ID;TZID=Europe/Stockholm:20260609T170000\n"
        "DTSTART;TZID=Europe/Stockholm:20260610T190000\n"
        "DTEND;TZID=Europe/Stockholm:20260610T200000"
    )
    items = _series(moved, _WEEKLY)

    assert [each.external_id for each in items] == [
        "1#20260602",
        "1#20260609",
        "1#20260616",
        "1#20260623",
    ]
    assert (items[1].title, items[1].text) == ("Café, moved", "Come")
    assert {name.value: value for name, value in items[1].told.items()} == {
        "title": "Café, moved",
        "online_link": "https://towns.example/room",
        "first_day": "2026-06-10",
        "last_day": "2026-06-10",
        "begins": "19:00",
        "ends": "20:00",
        "zone": "Europe/Stockholm",
    }


def test_an_instance_that_is_cancelled_is_told_as_cancelled_and_no_other() -> None:
    cancelled = (
        "UID:1\nSTATUS:CANCELLED\nRECURRENCE-ID:20260609T150000Z\n"
        "DTSTART;TZID=Europe/Stockholm:20260609T170000"
    )
    items = _series(_WEEKLY, cancelled)

    assert [each.is_cancelled for each in items] == [False, True, False, False]
    assert {(each.title, each.told[Field.VENUE]) for each in items} == {("Café", "Library")}


def test_a_series_at_another_hour_is_the_same_series() -> None:
    later = _WEEKLY.replace("T17", "T18").replace("T1800\n", "T1900\n")

    assert [each.key for each in _series(later)] == [each.key for each in _series(_WEEKLY)]
    assert [each.told[Field.BEGINS] for each in _series(_WEEKLY, f"{later}\nSEQUENCE:1")] == [
        "18:00"
    ] * 4


def test_two_instances_of_one_day_are_two() -> None:
    twice = f"{_WEEKLY}\nRDATE;TZID=Europe/Stockholm:20260602T200000"

    assert len({each.key for each in _series(twice)}) == 5


def test_an_exception_of_a_series_that_is_not_read_stands_by_itself() -> None:
    often = _WEEKLY.replace("WEEKLY", "HOURLY")
    one = "UID:1\nSUMMARY:Special\nRECURRENCE-ID:20260609T150000Z\nDTSTART:20260609T170000"

    assert [each.title for each in _series(often, one)] == ["Special"]


def test_an_instance_has_not_all_of_an_endless_text() -> None:
    items = _series(_WEEKLY.replace("Come", "Come " * 30_000))

    assert {len(each.text) for each in items} == {20_000}
