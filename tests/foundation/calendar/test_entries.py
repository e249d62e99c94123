"""Entries, and the days they stand on."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from localturn.foundation.calendar import Entry, Kind, by_day

NOON = datetime(2027, 3, 10, 12, tzinfo=UTC)


def entry(**fields: Any) -> Entry:
    fields.setdefault("uid", fields.get("title", "one"))
    fields.setdefault("kind", Kind.DUE)
    fields.setdefault("title", "A reading")
    fields.setdefault("starts", NOON)
    fields.setdefault("zone", "Europe/Skopje")
    fields.setdefault("changed_at", NOON)
    return Entry(**fields)


def test_an_entry_stands_on_the_day_that_it_is_for_the_reader() -> None:
    late = entry(starts=datetime(2027, 3, 10, 22, 59, tzinfo=UTC))

    assert [day.date for day in by_day([late], "Europe/Skopje")] == [date(2027, 3, 10)]
    assert [day.date for day in by_day([late], "Asia/Tbilisi")] == [date(2027, 3, 11)]


def test_a_whole_day_is_the_same_day_everywhere() -> None:
    whole = entry(starts=date(2027, 3, 10), kind=Kind.EVENT)

    assert [d.date for d in by_day([whole], "Pacific/Auckland")] == [date(2027, 3, 10)]
    assert [d.date for d in by_day([whole], "Pacific/Honolulu")] == [date(2027, 3, 10)]


def test_what_is_due_together_stands_together_whole_days_first() -> None:
    first = entry(title="A", within="Course")
    second = entry(title="B", within="Course")
    other = entry(title="C", within="Another course")
    meeting = entry(title="D", within="Course", kind=Kind.MEETING)
    whole = entry(title="E", starts=NOON.date(), kind=Kind.EVENT)
    earlier = entry(title="Z", starts=NOON - timedelta(hours=2))

    [day] = by_day([meeting, other, second, first, whole, earlier], "UTC")

    assert [[e.title for e in group.entries] for group in day.groups] == [
        ["E"],
        ["Z"],
        ["A", "B"],
        ["C"],
        ["D"],
    ]


def test_a_group_says_when_the_wall_where_it_was_written_shows_another_time() -> None:
    def elsewhere(zone: str) -> bool:
        [day] = by_day([entry(zone="Europe/Skopje")], zone)
        return day.groups[0].is_elsewhere

    assert elsewhere("Europe/London") is True
    assert elsewhere("Europe/Paris") is False


@pytest.mark.parametrize(
    "fields",
    [
        {"starts": NOON.replace(tzinfo=None)},
        {"ends": NOON},
        {"ends": NOON.date() + timedelta(days=1)},
    ],
)
def test_an_entry_that_cannot_be_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="one"):
        entry(uid="one", **fields)
