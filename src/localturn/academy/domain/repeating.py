"""The dates of a run, given once more some days later: what becomes of each, and what to look at.

A date keeps what its clock shows: what was due at 23:59 is due at 23:59, also across the nights on
which clocks change.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from localturn.academy.domain import schedule
from localturn.foundation import moments

SATURDAY = 5
HALF_A_YEAR = timedelta(weeks=26)


class Doubt(StrEnum):
    """Why somebody should look at a new date."""

    WEEKEND = "weekend"
    """It falls on a weekend, and did not before."""
    SKIPPED = "skipped"
    """No clock shows this time on that day; it is read as the hour after it."""
    TWICE = "twice"
    """Clocks show this time twice on that day; the first is meant."""
    PAST = "past"


@dataclass(frozen=True)
class Shift:
    """By how many days everything moves, and from which zone's clocks to which."""

    days: timedelta
    zone: str
    to: str

    def of(self, moment: datetime) -> datetime:
        return schedule.moved(moment, by=self.days, zone=self.zone, to=self.to)

    def doubts(self, moment: datetime, *, now: datetime) -> tuple[Doubt, ...]:
        """What is doubtful about a moment once it has moved."""
        local = moment.astimezone(moments.zone(self.zone))
        day, clock = local.date() + self.days, local.time()
        found = {
            Doubt.WEEKEND: is_weekend(day) and not is_weekend(local.date()),
            Doubt.SKIPPED: moments.is_skipped(day, clock, self.to),
            Doubt.TWICE: moments.comes_twice(day, clock, self.to),
            Doubt.PAST: self.of(moment) < now,
        }
        return tuple(doubt for doubt, holds in found.items() if holds)


def is_weekend(day: date) -> bool:
    return day.weekday() >= SATURDAY


def suggested_start(starts_on: date, ends_on: date, *, today: date) -> date:
    """The same weekday some half years later: after the run has ended, and not before today."""
    day = starts_on + HALF_A_YEAR
    while day <= max(ends_on, today):
        day += HALF_A_YEAR
    return day
