"""The timetable asks for each of its times once."""

from datetime import UTC, datetime, timedelta

import pytest

from localturn.foundation.tasks.entries import Entry
from localturn.foundation.tasks.models import Slot, TaskRow
from localturn.foundation.tasks.timetable import ask_for_due

FRIDAY_NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
FORGET = "localturn.foundation.tasks.actions.forget_finished"


@pytest.mark.parametrize(
    ("every", "slot"),
    [
        ("10m", datetime(2026, 11, 20, 12, 0, tzinfo=UTC)),
        ("6h", datetime(2026, 11, 20, 12, 0, tzinfo=UTC)),
        ("1d 03:00", datetime(2026, 11, 20, 3, 0, tzinfo=UTC)),
        ("1d 18:30", datetime(2026, 11, 19, 18, 30, tzinfo=UTC)),
        ("7d 04:00", datetime(2026, 11, 16, 4, 0, tzinfo=UTC)),
    ],
)
def test_the_slot_of_an_entry_is_its_latest_time_that_has_come(every: str, slot: datetime) -> None:
    assert Entry(every, FORGET).slot(now=FRIDAY_NOON) == slot


@pytest.mark.parametrize("every", ["", "often", "0m", "1w", "1d 3:00"])
def test_a_time_that_cannot_be_read_is_refused(every: str) -> None:
    with pytest.raises(ValueError, match="no time of a timetable"):
        Entry(every, FORGET).slot(now=FRIDAY_NOON)


@pytest.mark.django_db
@pytest.mark.both
def test_each_time_is_asked_for_once_however_often_one_looks() -> None:
    entry = Entry("1h", FORGET)

    asked = [
        ask_for_due([entry], now=FRIDAY_NOON + timedelta(minutes=minutes))
        for minutes in (0, 10, 59, 60, 61)
    ]

    assert asked == [1, 0, 0, 1, 0]
    assert TaskRow.objects.count() == 2


@pytest.mark.django_db
def test_of_several_times_slept_through_the_last_is_asked_for() -> None:
    entry = Entry("1h", FORGET)
    ask_for_due([entry], now=FRIDAY_NOON)

    assert ask_for_due([entry], now=FRIDAY_NOON + timedelta(hours=5)) == 1
    assert [slot.at.hour for slot in Slot.objects.order_by("at")] == [12, 17]
