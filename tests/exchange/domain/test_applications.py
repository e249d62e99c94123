"""Whose turn it is, until when, and who moves up."""

from datetime import UTC, date, datetime, timedelta

import pytest

from localturn.exchange.domain.agreements import outstanding
from localturn.exchange.domain.applications import (
    Deadlines,
    Party,
    Stage,
    Step,
    standing,
    turn,
    who_moves_up,
)
from localturn.exchange.domain.terms import Slots
from localturn.foundation.seats import Waiting

SECOND = timedelta(seconds=1)
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "ends"),
    [
        ("Europe/Berlin", date(2026, 10, 24), datetime(2026, 10, 24, 22, tzinfo=UTC)),
        ("Europe/Berlin", date(2026, 10, 25), datetime(2026, 10, 25, 23, tzinfo=UTC)),
        ("Asia/Tokyo", date(2026, 10, 25), datetime(2026, 10, 25, 15, tzinfo=UTC)),
        # clocks skip midnight there on 6 September 2026: the day ends when the next one begins
        ("America/Santiago", date(2026, 9, 5), datetime(2026, 9, 6, 4, tzinfo=UTC)),
    ],
)
def test_a_last_day_ends_when_the_next_day_begins_on_the_wall_of_its_zone(
    zone: str, day: date, ends: datetime
) -> None:
    deadlines = Deadlines(zone, apply=day)

    assert deadlines.ends_at(Step.APPLY) == ends
    assert not deadlines.is_over(Step.APPLY, now=ends - SECOND)
    assert deadlines.is_over(Step.APPLY, now=ends)
    assert not deadlines.is_over(Step.APPLY, now=ends, reopened=Step.APPLY)
    assert deadlines.is_over(Step.APPLY, now=ends, reopened=Step.DECIDE)
    assert not deadlines.is_over(Step.DECIDE, now=ends)


@pytest.mark.parametrize(
    ("nomination", "has_seat", "stage"),
    [
        (None, False, Stage.ACCEPTED),
        ("queued", False, Stage.WAITING),
        ("waiting", False, Stage.WAITING),
        ("accepted", False, Stage.KEPT),
        ("accepted", True, Stage.ACCEPTED),
        ("given-back", True, Stage.LEFT),
        ("lapsed", False, Stage.LEFT),
    ],
)
def test_the_academy_says_what_an_accepted_application_has(
    nomination: str | None, has_seat: bool, stage: Stage
) -> None:
    assert standing(Stage.ACCEPTED, nomination=nomination, has_seat=has_seat) is stage
    assert standing(Stage.WITHDRAWN, nomination=nomination, has_seat=has_seat) is Stage.WITHDRAWN


def test_every_stage_is_somebody_s_turn_or_nobody_s() -> None:
    assert {stage: turn(stage) for stage in Stage if turn(stage)} == {
        Stage.DRAFT: Party.STUDENT,
        Stage.SENT: Party.HOME,
        Stage.APPROVED: Party.HOME,
        Stage.NOMINATED: Party.HOST,
        Stage.KEPT: Party.STUDENT,
    }


def test_who_waits_longest_moves_up_unless_the_places_of_their_university_are_taken() -> None:
    waiting = [Waiting(n, partner, 0, NOON + n * SECOND) for n, partner in enumerate([7, 7, 8], 1)]

    moved = who_moves_up(waiting, kind=Slots.EACH, number=2, held={7: 1, 8: 0}, given=1, most=None)
    fewer = who_moves_up(waiting, kind=Slots.UNLIMITED, number=None, held={}, given=1, most=3)
    pooled = who_moves_up(waiting, kind=Slots.POOLED, number=2, held={9: 1}, given=1, most=None)

    assert (moved, fewer, pooled) == ([1, 3], [1, 2], [1])


def test_only_a_confirmation_of_the_same_words_counts() -> None:
    assert outstanding([("student", "a"), ("home", "b")], "b") == [Party.STUDENT, Party.HOST]
