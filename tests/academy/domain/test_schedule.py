from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localturn.academy.domain import schedule
from localturn.academy.domain.schedule import Phase, Span

SKOPJE = "Europe/Skopje"
MONDAY = date(2027, 3, 8)


def test_the_first_week_opens_at_midnight_on_the_wall_of_the_zone() -> None:
    opens = schedule.opens_at(1, starts_on=MONDAY, zone=SKOPJE)

    assert opens == datetime(2027, 3, 7, 23, 0, tzinfo=UTC)


def test_a_week_that_begins_after_the_clocks_change_still_opens_at_midnight() -> None:
    opens = schedule.opens_at(4, starts_on=MONDAY, zone=SKOPJE)

    assert opens == datetime(2027, 3, 28, 22, 0, tzinfo=UTC)


def test_a_week_in_which_the_clocks_change_is_due_at_23_59_of_its_last_day() -> None:
    due = schedule.due_at(3, starts_on=MONDAY, zone=SKOPJE)

    assert due == datetime(2027, 3, 28, 21, 59, tzinfo=UTC)


def test_weeks_are_counted_from_one() -> None:
    with pytest.raises(ValueError, match="counted from 1"):
        schedule.opens_at(0, starts_on=MONDAY, zone=SKOPJE)


def test_the_minute_of_a_deadline_counts_to_its_end() -> None:
    due = schedule.due_at(1, starts_on=MONDAY, zone=SKOPJE)

    assert [
        schedule.is_in_time(due + timedelta(seconds=seconds), due) for seconds in (0, 59, 60)
    ] == [True, True, False]


def test_what_has_no_deadline_is_always_in_time() -> None:
    assert schedule.is_in_time(datetime(2099, 1, 1, tzinfo=UTC), None)


def test_something_is_open_from_the_moment_it_opens() -> None:
    opens = schedule.opens_at(1, starts_on=MONDAY, zone=SKOPJE)

    assert [
        schedule.is_open(opens, opens - timedelta(seconds=1)),
        schedule.is_open(opens, opens),
        schedule.is_open(None, opens),
    ] == [False, True, True]


def test_a_run_is_before_running_or_ended() -> None:
    span = Span(MONDAY, MONDAY + timedelta(days=13), SKOPJE)

    assert [
        span.phase(span.starts_at - timedelta(seconds=1)),
        span.phase(span.starts_at),
        span.phase(span.ends_at - timedelta(seconds=1)),
        span.phase(span.ends_at),
    ] == [Phase.BEFORE, Phase.RUNNING, Phase.RUNNING, Phase.ENDED]


@given(
    week=st.integers(1, 60),
    starts_on=st.dates(date(2000, 1, 1), date(2060, 1, 1)),
    zone=st.sampled_from(["Europe/Skopje", "America/Santiago", "Asia/Kathmandu", "Africa/Cairo"]),
)
def test_a_week_is_due_before_the_next_opens(week: int, starts_on: date, zone: str) -> None:
    due = schedule.due_at(week, starts_on=starts_on, zone=zone)
    following = schedule.opens_at(week + 1, starts_on=starts_on, zone=zone)

    assert timedelta(0) < following - due <= timedelta(hours=1, minutes=1)


@pytest.mark.parametrize(
    ("zone", "starts_on", "opens", "due"),
    [
        # the week of the night in spring, which is an hour short
        ("Europe/Berlin", date(2027, 3, 22), "2027-03-21 23:00", "2027-03-28 21:59"),
        ("Europe/Berlin", date(2027, 3, 29), "2027-03-28 22:00", "2027-04-04 21:59"),
        # and of that in autumn, which is an hour long
        ("Europe/Berlin", date(2027, 10, 25), "2027-10-24 22:00", "2027-10-31 22:59"),
        ("Europe/Berlin", date(2027, 11, 1), "2027-10-31 23:00", "2027-11-07 22:59"),
        # clocks that nobody changes
        ("Asia/Tbilisi", date(2027, 3, 22), "2027-03-21 20:00", "2027-03-28 19:59"),
        ("Asia/Tbilisi", date(2027, 10, 25), "2027-10-24 20:00", "2027-10-31 19:59"),
        # a night whose midnight is skipped: clocks go from 23:59 to 1:00
        ("America/Santiago", date(2027, 9, 5), "2027-09-05 04:00", "2027-09-12 02:59"),
    ],
)
def test_a_week_opens_at_midnight_and_ends_at_23_59_by_the_clocks_of_its_zone(
    zone: str, starts_on: date, opens: str, due: str
) -> None:
    opens_at = schedule.opens_at(1, starts_on=starts_on, zone=zone)
    due_at = schedule.due_at(1, starts_on=starts_on, zone=zone)

    assert (f"{opens_at:%Y-%m-%d %H:%M}", f"{due_at:%Y-%m-%d %H:%M}") == (opens, due)
