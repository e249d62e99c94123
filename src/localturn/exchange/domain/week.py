"""The hours of somebody's week that are free, and whether meetings fall into them."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache

from localturn.exchange.domain.meetings import FIRST, LAST, Interval, minute_of
from localturn.foundation import moments

DAY = 24 * 60
STRETCH = 366
"""Days for which free hours are worked out together, where a meeting begins in one of them."""

Span = tuple[int, int]
"""Minutes from the beginning of a day; the end, which is not included, may be of the next day."""

LONGEST_NIGHT = 12 * 60
"""Hours that end earlier than they begin go on over midnight, but not for longer."""

_SPAN = re.compile(
    r"(\d{1,2})(?:[:.h](\d{2}))?\s*(?:-|–|—|to|à|till)\s*(\d{1,2})(?:[:.h](\d{2}))?",
    re.IGNORECASE,
)


class Unreadable(ValueError):
    """Hours that are not written as hours; its text is the part that cannot be read."""


@dataclass(frozen=True)
class Week:
    """Free hours of each day from Monday on, on the wall of a zone."""

    days: tuple[tuple[Span, ...], ...]
    zone: str

    def __bool__(self) -> bool:
        return any(self.days)


def read_hours(written: str) -> tuple[Span, ...]:
    """Read "9-12, 14:00-18:30, 22-2" as minutes from the beginning of the day.

    Raises Unreadable.
    """
    spans = []
    for part in re.split(r"[,;]", written):
        if not part.strip():
            continue
        found = _SPAN.fullmatch(part.strip())
        if found is None:
            raise Unreadable(part.strip())
        hour, minute, last_hour, last_minute = (int(each or 0) for each in found.groups())
        begins, ends = hour * 60 + minute, last_hour * 60 + last_minute
        is_clock = minute < 60 and last_minute < 60 and begins < DAY and ends <= DAY
        if is_clock and ends < begins and ends + DAY - begins <= LONGEST_NIGHT:
            ends += DAY
        if not is_clock or ends <= begins:
            raise Unreadable(part.strip())
        spans.append((begins, ends))
    return tuple(sorted(spans))


def written(spans: Iterable[Span]) -> str:
    return ", ".join(f"{_clock(begins)}-{_clock(ends)}" for begins, ends in spans)


def _clock(minutes: int) -> str:
    minutes = minutes if minutes <= DAY else minutes - DAY
    return f"{minutes // 60:02}:{minutes % 60:02}"


class Free:
    """Free hours as moments, over the days that meetings fall on."""

    def __init__(self, intervals: Sequence[Interval]) -> None:
        merged: list[list[int]] = []
        for begins, ends in sorted(intervals):
            if merged and begins <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], ends)
            else:
                merged.append([begins, ends])
        self._begins = [begins for begins, _ends in merged]
        self._ends = [ends for _begins, ends in merged]

    def has(self, meeting: Interval) -> bool:
        """Whether all of a meeting falls into one stretch of free time."""
        at = bisect_right(self._begins, meeting[0]) - 1
        return at >= 0 and meeting[1] <= self._ends[at]


def stretch_of(meeting: Interval) -> int:
    """In which stretch of days a meeting begins."""
    return meeting[0] // (STRETCH * DAY)


@lru_cache(maxsize=128)
def free_in(week: Week, stretch: int) -> Free:
    """The free hours of a stretch of days, with leeway for zones and for what lasts over its end,
    as clocks there show them then. Stretches without a meeting are never worked out, so that one
    course of long ago does not make a search for this year's slow or empty."""
    intervals = []
    for number in range(stretch * STRETCH - 2, (stretch + 1) * STRETCH + 4):
        if not 0 <= number <= (LAST - FIRST).days:
            continue
        day = FIRST + timedelta(days=number)
        for begins, ends in week.days[day.weekday()]:
            intervals.append((_moment(day, begins, week.zone), _moment(day, ends, week.zone)))
    return Free([each for each in intervals if each[0] < each[1]])


def _moment(day: date, minutes: int, zone: str) -> int:
    if minutes >= DAY:
        day, minutes = day + timedelta(days=1), minutes - DAY
    return minute_of(moments.at(day, time(minutes // 60, minutes % 60), zone))
