"""What a calendar file must say of a zone: when its clocks changed, exactly.

Own arithmetic, because what the library derives from a zone is an hour late in spring: it writes
the time after the change where RFC 5545 (3.6.5) wants the time before it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from localturn.foundation import moments

_STEP = timedelta(days=7)
"""Between two looks at a zone; no zone changes its clocks there and back within a week."""


@dataclass(frozen=True)
class Change:
    """That a zone's clocks went from one distance from UTC to another."""

    at: datetime
    """In UTC; of the first, only that it held from there on."""
    before: timedelta
    after: timedelta
    letters: str
    """What the time after it is called, such as "CEST"."""
    is_daylight: bool

    @property
    def on_the_wall(self) -> datetime:
        """What the clocks showed when they were changed, without a zone."""
        return self.at.replace(tzinfo=None) + self.before


@lru_cache(maxsize=256)
def changes(zone_name: str, first_year: int, last_year: int) -> tuple[Change, ...]:
    """How a zone's clocks stood at the beginning of a year, and each change to the end of one."""
    zone = moments.zone(zone_name)
    moment = datetime(first_year, 1, 1, tzinfo=UTC)
    end = datetime(last_year + 1, 1, 1, tzinfo=UTC)
    local = moment.astimezone(zone)
    offset = local.utcoffset() or timedelta(0)
    found = [Change(moment, offset, offset, local.tzname() or "", bool(local.dst()))]
    while moment < end:
        later = min(moment + _STEP, end)
        if (later.astimezone(zone).utcoffset() or timedelta(0)) != offset:
            later = _first_minute_after_change(moment, later, zone_name)
            local = later.astimezone(zone)
            after = local.utcoffset() or timedelta(0)
            found.append(Change(later, offset, after, local.tzname() or "", after > offset))
            offset = after
        moment = later
    return tuple(found)


def _first_minute_after_change(before: datetime, after: datetime, zone_name: str) -> datetime:
    zone = moments.zone(zone_name)
    offset = before.astimezone(zone).utcoffset()
    low, high = 0, int((after - before).total_seconds() // 60)
    while high - low > 1:
        middle = (low + high) // 2
        if (before + timedelta(minutes=middle)).astimezone(zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return before + timedelta(minutes=high)
