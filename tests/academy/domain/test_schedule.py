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
