"""Days of one's own: counted on the wall of the run's zone, whatever its clocks do."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localturn.academy.domain import pace
from localturn.academy.domain.schedule import Span
from localturn.foundation import moments

SKOPJE = "Europe/Skopje"
FIRST, LAST = date(2027, 1, 4), date(2028, 12, 31)
SPAN = Span(FIRST, LAST, SKOPJE)

ZONES = ("UTC", SKOPJE, "Africa/Cairo", "America/St_Johns", "Asia/Beirut", "Pacific/Kiritimati")
ENROLLED = st.integers(0, 790 * 24 * 60).map(
    lambda minutes: datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
DAYS = st.integers(0, 900)


def own(enrolled_at: datetime, span: Span = SPAN) -> pace.Start:
    return pace.start(enrolled_at, span)


def wall(moment: datetime | None, zone: str = SKOPJE) -> tuple[date, time]:
    assert moment is not None
    local = moment.astimezone(moments.zone(zone))
    return local.date(), local.time()


def test_own_days_begin_on_the_day_that_the_run_s_clocks_show() -> None:
    late = datetime(2027, 3, 9, 23, 30, tzinfo=UTC)  # 00:30 on the 10th in Skopje

    assert own(late).day == date(2027, 3, 10)


def test_who_enrols_before_the_run_begins_with_it() -> None:
    assert own(datetime(2026, 12, 1, tzinfo=UTC)).day == FIRST


def test_what_opens_after_no_days_is_open_at_once() -> None:
    enrolled = datetime(2027, 3, 10, 12, tzinfo=UTC)

    opens = pace.opening(None, 0, own(enrolled))

    assert opens is not None
    assert opens <= enrolled


@pytest.mark.parametrize(
    ("enrolled", "days", "in_utc"),
    [
        (datetime(2027, 3, 20, 9, tzinfo=UTC), 7, datetime(2027, 3, 27, 22, 59, tzinfo=UTC)),
        (datetime(2027, 3, 20, 9, tzinfo=UTC), 8, datetime(2027, 3, 28, 21, 59, tzinfo=UTC)),
        (datetime(2027, 10, 29, 9, tzinfo=UTC), 1, datetime(2027, 10, 30, 21, 59, tzinfo=UTC)),
        (datetime(2027, 10, 29, 9, tzinfo=UTC), 2, datetime(2027, 10, 31, 22, 59, tzinfo=UTC)),
    ],
)
def test_it_is_due_at_23_59_over_nights_on_which_clocks_change(
    enrolled: datetime, days: int, in_utc: datetime
) -> None:
    assert pace.due(None, days, own(enrolled)) == in_utc


def test_nothing_is_due_after_the_last_day_of_the_run() -> None:
    enrolled = datetime(2028, 12, 25, 9, tzinfo=UTC)

    assert wall(pace.due(None, 30, own(enrolled))) == (LAST, time(23, 59))


def test_what_has_a_date_has_it_for_everybody() -> None:
    at = datetime(2027, 3, 14, 22, 59, tzinfo=UTC)
    mine = own(datetime(2027, 3, 1, tzinfo=UTC))

    assert pace.due(at, None, mine) == pace.due(at, None, None) == at
    assert pace.opening(at, None, mine) == at


def test_who_has_no_seat_has_no_days_of_their_own() -> None:
    assert pace.opening(None, 7, None) is None
    assert pace.due(None, 7, None) is None


def test_who_could_have_gone_on_for_two_weeks_is_idle() -> None:
    since = datetime(2027, 3, 1, tzinfo=UTC)

    assert not pace.is_idle(since, since + timedelta(days=14, seconds=-1))
    assert pace.is_idle(since, since + timedelta(days=14))


@given(enrolled=ENROLLED, days=DAYS, zone=st.sampled_from(ZONES))
def test_a_deadline_is_at_23_59_on_the_counted_day_in_every_zone(
    enrolled: datetime, days: int, zone: str
) -> None:
    span = Span(FIRST, LAST, zone)
    mine = own(enrolled, span)

    day, clock = wall(pace.due(None, days, mine), zone)

    assert clock == time(23, 59)
    assert day == min(mine.day + timedelta(days=days), LAST)
    assert mine.day >= FIRST


@given(enrolled=ENROLLED, days=DAYS, more=st.integers(0, 400), zone=st.sampled_from(ZONES))
def test_more_days_never_open_or_end_anything_earlier(
    enrolled: datetime, days: int, more: int, zone: str
) -> None:
    mine = own(enrolled, Span(FIRST, LAST, zone))

    for of in (pace.opening, pace.due):
        sooner, later = of(None, days, mine), of(None, days + more, mine)
        assert sooner is not None
        assert later is not None
        assert sooner <= later


@given(one=ENROLLED, other=ENROLLED, days=DAYS)
def test_who_enrols_later_has_no_earlier_deadline(
    one: datetime, other: datetime, days: int
) -> None:
    first, second = sorted((one, other))
    sooner, later = pace.due(None, days, own(first)), pace.due(None, days, own(second))

    assert sooner is not None
    assert later is not None
    assert sooner <= later


@given(enrolled=ENROLLED, opens=DAYS, more=DAYS)
def test_what_is_due_no_sooner_than_it_opens_can_be_done(
    enrolled: datetime, opens: int, more: int
) -> None:
    mine = own(enrolled)
    opened, ends = pace.opening(None, opens, mine), pace.due(None, opens + more, mine)

    assert opened is not None
    assert ends is not None
    assert opened < ends or wall(own(enrolled).at)[0] > LAST
