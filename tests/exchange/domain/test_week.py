"""Free hours on somebody's wall, against meetings on another."""

from datetime import date, time

import pytest

from localturn.exchange.domain.meetings import Dated, Plan
from localturn.exchange.domain.week import Unreadable, Week, free_between, read_hours, written

YEAR = (date(2026, 8, 1), date(2027, 8, 1))


def week(zone: str, **hours: str) -> Week:
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return Week(tuple(read_hours(hours.get(day, "")) for day in days), zone)


def fitting(plan: Plan, free: Week) -> list[bool]:
    known = free_between(free, *YEAR)
    return [known.has(each) for each in plan.intervals()]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("9-12", "09:00-12:00"),
        ("9.30 – 12.00; 14:00-24", "09:30-12:00, 14:00-24:00"),
        ("14h00 à 18h30", "14:00-18:30"),
        ("", ""),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, read: str) -> None:
    assert written(read_hours(typed)) == read


@pytest.mark.parametrize("typed", ["12-9", "9", "nine to five", "9-25", "9:75-10:00", "9-9"])
def test_hours_that_are_none_are_told(typed: str) -> None:
    with pytest.raises(Unreadable):
        read_hours(typed)


def test_a_friday_morning_in_berlin_is_evening_in_tokyo_an_hour_later_after_the_clocks_change() -> (
    None
):
    plan = Plan(
        "Europe/Berlin",
        dated=(
            Dated(date(2026, 10, 23), time(10), 150),
            Dated(date(2026, 10, 30), time(10), 150),
        ),
    )

    assert fitting(plan, week("Asia/Tokyo", fri="17:00-19:30")) == [True, False]
    assert fitting(plan, week("Asia/Tokyo", fri="18:00-20:30")) == [False, True]
    assert fitting(plan, week("Asia/Tokyo", fri="17:00-20:30")) == [True, True]


def test_a_readers_own_clocks_change_too() -> None:
    plan = Plan(
        "Asia/Tokyo",
        dated=(
            Dated(date(2026, 10, 23), time(17), 60),
            Dated(date(2026, 10, 30), time(17), 60),
        ),
    )

    assert fitting(plan, week("Europe/Berlin", fri="10:00-11:00")) == [True, False]


def test_free_time_goes_on_over_midnight() -> None:
    plan = Plan("Asia/Tokyo", dated=(Dated(date(2026, 11, 6), time(23), 120),))

    assert fitting(plan, week("Asia/Tokyo", fri="22-24", sat="0-2")) == [True]
    assert fitting(plan, week("Asia/Tokyo", fri="22-24")) == [False]


def test_a_meeting_in_the_hour_that_comes_twice_is_in_its_first() -> None:
    plan = Plan("Europe/Berlin", dated=(Dated(date(2026, 10, 25), time(2, 30), 30),))

    assert fitting(plan, week("UTC", sun="0:30-1:00")) == [True]
    assert fitting(plan, week("UTC", sun="1:30-2:00")) == [False]
