"""When things open and are due for one person: on a day for everybody, or so many days after their
own enrolment.

Whatever asks for an opening or a deadline of somebody asks here, with what the run says and with
where their own days begin; there is no other place that knows how the two come together.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from localturn.academy.domain.schedule import LAST_MINUTE, MIDNIGHT, Span
from localturn.foundation import moments

IDLE_AFTER = timedelta(days=14)
"""Where nothing has a deadline, who has done nothing for so long has fallen behind."""

MOST_DAYS = 3_650

ROLLING = timedelta(days=2 * 365)
"""How long a run at each person's own pace lasts where no last day is given; it can be moved."""


class Pace(StrEnum):
    """How the people of a run go through it."""

    DATED = "dated"
    """Together: modules open and are due on days."""
    OWN = "own"
    """Each by themselves: modules open and are due so many days after they enrolled."""


class Plan(StrEnum):
    """What a facilitator chooses for the modules of a run."""

    WEEKLY = "weekly"
    DATES = "dates"
    AT_ONCE = "at-once"
    OWN = "own"

    @property
    def pace(self) -> Pace:
        return Pace.OWN if self is Plan.OWN else Pace.DATED


@dataclass(frozen=True, slots=True)
class Start:
    """Where somebody's own days begin, in a run at each person's own pace."""

    day: date
    last: date
    """The last day of the run, after which nothing is taken."""
    zone: str

    @property
    def at(self) -> datetime:
        return moments.at(self.day, MIDNIGHT, self.zone)


def start(enrolled_at: datetime, span: Span) -> Start:
    """Own days begin with the day of the enrolment on the wall of the run's zone, and not before
    the run does."""
    day = moments.day_in(enrolled_at, span.zone)
    return Start(max(day, span.first), span.last, span.zone)


def opening(at: datetime | None, after: int | None, own: Start | None) -> datetime | None:
    """When something opens: at this moment, or at 00:00 so many days after somebody's start, but
    at the latest on the run's last day, when it may be due.

    None is open for who has no days of their own, as facilitators.
    """
    if after is None or own is None:
        return at
    return moments.at(min(own.day + timedelta(days=after), own.last), MIDNIGHT, own.zone)


def due(at: datetime | None, after: int | None, own: Start | None) -> datetime | None:
    """When something is due: at this moment, or at 23:59 so many days after somebody's start, but
    at the latest on the run's last day."""
    if after is None or own is None:
        return at
    return moments.at(min(own.day + timedelta(days=after), own.last), LAST_MINUTE, own.zone)


def beyond(start: Start, after: int) -> date | None:
    """The day so many days after somebody's start, if the run ends before it."""
    day = start.day + timedelta(days=after)
    return day if day > start.last else None


def is_idle(since: datetime, now: datetime) -> bool:
    return now - since >= IDLE_AFTER
