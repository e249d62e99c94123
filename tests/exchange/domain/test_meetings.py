"""Meetings as written, as lines, and as moments."""

from datetime import date, time
from decimal import Decimal

import pytest

from localturn.exchange.domain import lines
from localturn.exchange.domain.content import Credit
from localturn.exchange.domain.meetings import (
    Dated,
    Plan,
    Weekly,
    off_the_wall,
    packed,
    unpacked,
)


def test_weekly_meetings_are_held_from_the_first_day_to_the_last_but_for_days_left_out() -> None:
    plan = Plan(
        "Europe/Paris",
        date(2026, 12, 10),
        date(2027, 1, 8),
        weekly=(Weekly(4, time(9), 90),),
        left_out=(date(2026, 12, 25), date(2027, 1, 1)),
    )

    assert [each.day.isoformat() for each in plan.meetings()] == [
        "2026-12-11",
        "2026-12-18",
        "2027-01-08",
    ]


def test_weekly_meetings_without_an_end_are_no_meetings_yet() -> None:
    assert Plan(first_day=date(2026, 12, 10), weekly=(Weekly(4, time(9), 90),)).meetings() == []


def test_weekly_meetings_for_a_thousand_years_are_bounded() -> None:
    plan = Plan("UTC", date(1970, 1, 1), date(2200, 1, 1), weekly=(Weekly(0, time(9), 90),))

    assert len(plan.meetings()) == 400


def test_moments_are_stored_and_read_again() -> None:
    plan = Plan("Europe/Berlin", dated=(Dated(date(2026, 10, 23), time(10), 150),))

    assert packed(plan.intervals()) == "29879040+150"
    assert list(unpacked("29879040+150")) == plan.intervals()
    assert unpacked("") == ()


def test_an_hour_that_spring_skips_is_noticed() -> None:
    skipped = Dated(date(2027, 3, 28), time(2, 30), 60)

    assert off_the_wall(Plan("Europe/Berlin", dated=(skipped,))) == [skipped]
    assert off_the_wall(Plan("Asia/Tokyo", dated=(skipped,))) == []


def test_lines_of_meetings_are_read_and_written() -> None:
    typed = "2026-10-30 10.00–12.30 Housing\n\n 2026-10-23  10:00 - 12:30\n2026-11-06 22:00-01:00"

    assert lines.write_dated(lines.read_dated(typed)) == (
        "2026-10-23 10:00-12:30\n2026-10-30 10:00-12:30 Housing\n2026-11-06 22:00-01:00"
    )


def test_weekdays_are_read_in_every_language_of_the_interface() -> None:
    typed = "Friday 10:00-12:30\nlundi 9h00-10h30\nonsdag 13.15-15.00"

    read = lines.read_weekly(typed)

    assert read == (
        Weekly(0, time(9), 90),
        Weekly(2, time(13, 15), 105),
        Weekly(4, time(10), 150),
    )
    assert lines.write_weekly(read, "sv").splitlines()[0] == "måndag 09:00-10:30"


def test_credit_points_are_read_by_kind() -> None:
    read = lines.read_credits("3 Taking part\n2,5 A paper")

    assert read == (Credit(Decimal(3), "Taking part"), Credit(Decimal("2.5"), "A paper"))
    assert lines.write_credits(read) == "3 Taking part\n2.5 A paper"


@pytest.mark.parametrize(
    ("read", "typed", "number"),
    [
        (lines.read_dated, "2026-10-23 10:00-12:30\n2026-02-30 10:00-12:30", 2),
        (lines.read_dated, "2026-10-23 25:00-12:30", 1),
        (lines.read_dated, "23 October, ten o'clock", 1),
        (lines.read_weekly, "Someday 10:00-12:30", 1),
        (lines.read_credits, "three", 1),
        (lines.read_credits, "0 Nothing", 1),
        (lines.read_days, "2026-12-25, Christmas", 1),
    ],
)
def test_a_line_that_cannot_be_read_is_named(read: object, typed: str, number: int) -> None:
    with pytest.raises(lines.BadLine) as bad:
        read(typed)  # type: ignore[operator]

    assert bad.value.number == number
