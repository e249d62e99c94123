"""Free hours on somebody's wall, against meetings on another."""

from datetime import date, time, timedelta

import pytest

from localturn.exchange.domain.meetings import FIRST, LAST, Dated, Plan
from localturn.exchange.domain.week import (
    STRETCH,
    Unreadable,
    Week,
    free_in,
    read_hours,
    stretch_of,
    written,
)


def week(zone: str, **hours: str) -> Week:
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return Week(tuple(read_hours(hours.get(day, "")) for day in days), zone)


def fitting(plan: Plan, free: Week) -> list[bool]:
    return [free_in(free, stretch_of(each)).has(each) for each in plan.intervals()]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("9-12", "09:00-12:00"),
        ("9.30 – 12.00; 14:00-24", "09:30-12:00, 14:00-24:00"),
        ("14h00 à 18h30", "14:00-18:30"),
        ("22-2", "22:00-02:00"),
        ("21:30-9:30", "21:30-09:30"),
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


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_free_time_goes_on_where_one_stretch_of_days_ends(zone: str) -> None:
    ends = date(1970, 1, 1) + timedelta(days=57 * STRETCH)
    around = [ends + timedelta(days=number) for number in range(-2, 3)]
    plan = Plan(zone, dated=tuple(Dated(day, time(0), 24 * 60) for day in around))
    whole_days = week(
        zone, **dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "0-24")
    )

    assert fitting(plan, whole_days) == [True] * 5


def test_days_at_the_ends_of_time_are_answered() -> None:
    plan = Plan("UTC", dated=tuple(Dated(day, time(10), 60) for day in (FIRST, LAST)))
    old = Plan("UTC", dated=(Dated(date(1, 1, 2), time(10), 60),))
    always = week("UTC", thu="9-12", wed="9-12")

    assert fitting(plan, always) == [True, True]
    assert fitting(old, always) == [False]


def test_hours_that_go_on_over_midnight_are_written_on_one_day() -> None:
    plan = Plan("Asia/Tokyo", dated=(Dated(date(2026, 11, 6), time(23), 120),))

    assert fitting(plan, week("Asia/Tokyo", fri="22-2")) == [True]
    assert fitting(plan, week("Asia/Tokyo", sat="22-2")) == [False]
