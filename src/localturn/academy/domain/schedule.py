"""When things open, are due and end: days on the wall of a run's zone, turned into moments.

A window includes its start and not its end. A deadline is the last whole minute that is in time:
what arrives at 23:59:59 is not late for a deadline of 23:59.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

from localturn.foundation import moments

MIDNIGHT = time(0, 0)
LAST_MINUTE = time(23, 59)
A_MINUTE = timedelta(minutes=1)
AFTERWARDS_DAYS = 30
"""For so long after a run's last day, what one person owes may still be settled."""


class Phase(Enum):
    """Where a run stands."""

    BEFORE = "before"
    RUNNING = "running"
    ENDED = "ended"


@dataclass(frozen=True)
class Span:
    """The days of a run, both included, in its zone."""

    first: date
    last: date
    zone: str

    @property
    def starts_at(self) -> datetime:
        return moments.at(self.first, MIDNIGHT, self.zone)

    @property
    def ends_at(self) -> datetime:
        """The first moment after the last day."""
        return moments.at(self.last + timedelta(days=1), MIDNIGHT, self.zone)

    @property
    def settled_at(self) -> datetime:
        """The first moment at which nothing is taken of anybody any more: neither what arrives
        late, nor what somebody was given more time for or got back to work on again."""
        after = self.last + timedelta(days=1 + AFTERWARDS_DAYS)
        return moments.at(after, MIDNIGHT, self.zone)

    def phase(self, now: datetime) -> Phase:
        if now < self.starts_at:
            return Phase.BEFORE
        return Phase.RUNNING if now < self.ends_at else Phase.ENDED


def first_day_of(week: int, starts_on: date) -> date:
    """The day on which a week of a run begins; week 1 begins on its first day."""
    if week < 1:
        raise ValueError(f"weeks are counted from 1, not from {week}")
    return starts_on + timedelta(days=7 * (week - 1))


def last_day_of(week: int, starts_on: date) -> date:
    return first_day_of(week, starts_on) + timedelta(days=6)


def opens_at(week: int, *, starts_on: date, zone: str) -> datetime:
    """When a module of this week opens: at 00:00 on its first day."""
    return moments.at(first_day_of(week, starts_on), MIDNIGHT, zone)


def due_at(week: int, *, starts_on: date, zone: str) -> datetime:
    """When what a week asks for is due: at 23:59 of its last day."""
    return moments.at(last_day_of(week, starts_on), LAST_MINUTE, zone)


def last_day(weeks: int, *, starts_on: date) -> date:
    """The day on which a run of so many weeks ends."""
    return last_day_of(max(weeks, 1), starts_on)


class Misplaced(Enum):
    """Why a day is none on which something can be due."""

    BEFORE_IT_OPENS = "before-it-opens"
    AFTER_THE_END = "after-the-end"


def misplaced(due_on: date, *, opens_on: date | None, last: date) -> Misplaced | None:
    """What is wrong with a deadline in a run whose last day is `last`; it may be due on the day on
    which it opens."""
    if due_on > last:
        return Misplaced.AFTER_THE_END
    if opens_on is not None and due_on < opens_on:
        return Misplaced.BEFORE_IT_OPENS
    return None


def moved(moment: datetime, *, by: timedelta, zone: str, to: str) -> datetime:
    """A moment some whole days later (or earlier): what its clock showed in `zone`, the clocks of
    `to` show then, whatever summer time does in between."""
    local = moment.astimezone(moments.zone(zone))
    return moments.at(local.date() + by, local.time(), to)


def is_open(opens: datetime | None, now: datetime) -> bool:
    """Whether something that opens then is open; what has no opening always is."""
    return opens is None or opens <= now


def is_in_time(now: datetime, due: datetime | None) -> bool:
    """Whether something done now meets a deadline, whose minute counts to its end."""
    return due is None or now < due + A_MINUTE
