"""When a course meets: as it is written, on the wall of a zone, and as moments."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from localturn.foundation import moments

MOST = 400
"""Meetings of one listing."""

FIRST, LAST = date(1970, 1, 1), date(2200, 12, 31)
"""Days that a listing may name: with a moment in every zone, and years that somebody meant."""

Interval = tuple[int, int]
"""From one minute since 1970 (UTC) to another, the second not included."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, order=True)
class Dated:
    """A meeting on one day."""

    day: date
    begins: time
    minutes: int
    about: str = ""


@dataclass(frozen=True, order=True)
class Weekly:
    """A meeting every week; Monday is 0."""

    weekday: int
    begins: time
    minutes: int


@dataclass(frozen=True)
class Plan:
    """When a course meets, as its university writes it: on certain days, or every week from the
    first day to the last but for the days that are left out; on the wall of its zone."""

    zone: str = "UTC"
    first_day: date | None = None
    last_day: date | None = None
    dated: tuple[Dated, ...] = ()
    weekly: tuple[Weekly, ...] = ()
    left_out: tuple[date, ...] = ()

    def meetings(self) -> list[Dated]:
        """Every meeting on its day, in order; at most `MOST`."""
        return sorted({*self.dated, *self._repeated()})[:MOST]

    def year_later(self) -> tuple["Plan", int]:
        """The same a year later, on the same days of the week; and how many weeks later the dated
        meetings are, all by as many, so that none meet. Days left out are to be named anew."""
        weeks = weeks_to_next_year(min(self.dated).day) if self.dated else 0
        later = timedelta(weeks=weeks)
        moved = Plan(
            zone=self.zone,
            first_day=self.first_day and day_of_next_year(self.first_day),
            last_day=self.last_day and day_of_next_year(self.last_day),
            dated=tuple(replace(each, day=each.day + later) for each in self.dated),
            weekly=self.weekly,
        )
        return moved, weeks

    def is_cut(self) -> bool:
        """Whether there would be more meetings than `MOST`."""
        return len({*self.dated, *self._repeated()}) > MOST

    def intervals(self) -> list[Interval]:
        """Every meeting as moments, in order. An hour that spring skips is the hour after it."""
        return [interval(each, self.zone) for each in self.meetings()]

    def _repeated(self) -> Iterator[Dated]:
        if not self.weekly or self.first_day is None or self.last_day is None:
            return
        for each in self.weekly:
            day = self.first_day + timedelta(days=(each.weekday - self.first_day.weekday()) % 7)
            for _week in range(MOST + 1):
                if day > min(self.last_day, LAST):
                    break
                if day not in self.left_out:
                    yield Dated(day, each.begins, each.minutes)
                day += timedelta(days=7)


def weeks_to_next_year(day: date) -> int:
    """After how many weeks it is the same day of the week in the same month of the next year."""
    return 52 if (day + timedelta(weeks=52)).month == day.month else 53


def day_of_next_year(day: date) -> date:
    """The same day of the week, in the same month."""
    return day + timedelta(weeks=weeks_to_next_year(day))


def interval(meeting: Dated, zone: str) -> Interval:
    begins = minute_of(moments.at(meeting.day, meeting.begins, zone))
    return begins, begins + meeting.minutes


def minute_of(moment: datetime) -> int:
    return (moment - _EPOCH) // _MINUTE


def moment_of(minute: int) -> datetime:
    return _EPOCH + minute * _MINUTE


def packed(intervals: Iterable[Interval]) -> str:
    """Moments as they are stored: "29713080+150 29723160+150"."""
    return " ".join(f"{begins}+{ends - begins}" for begins, ends in intervals)


def unpacked(stored: str) -> tuple[Interval, ...]:
    return tuple(
        (int(begins), int(begins) + int(minutes))
        for begins, _, minutes in (each.partition("+") for each in stored.split())
    )


def off_the_wall(plan: Plan) -> Sequence[Dated]:
    """Meetings at an hour that no clock of their zone shows, since spring skips it."""
    return [m for m in plan.meetings() if moments.is_skipped(m.day, m.begins, plan.zone)]
