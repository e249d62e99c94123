"""Entries of a timetable, in plain Python."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_EVERY = re.compile(r"(?P<count>\d+)(?P<unit>[mhd])(?: (?P<hour>\d\d):(?P<minute>\d\d))?")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_EPOCH = datetime(2001, 1, 1, tzinfo=UTC)  # a Monday, so that "7d" falls on Mondays


@dataclass(frozen=True)
class Entry:
    """A task (its dotted path, which is its name as well) and how often it is due, in UTC."""

    every: str
    task: str

    def slot(self, *, now: datetime) -> datetime:
        """The latest time of this entry that is not after `now`."""
        period, offset = _read(self.every)
        since = now - _EPOCH - offset
        return _EPOCH + offset + (since // period) * period

    @property
    def period(self) -> timedelta:
        return _read(self.every)[0]


def _read(every: str) -> tuple[timedelta, timedelta]:
    """Period and offset of "10m", "1h" or "1d 03:00"; raises ValueError."""
    found = _EVERY.fullmatch(every)
    if found is None or int(found["count"]) == 0:
        raise ValueError(f"{every!r} is no time of a timetable; write 10m, 1h or 1d 03:00")
    period = timedelta(**{_UNITS[found["unit"]]: int(found["count"])})
    return period, timedelta(hours=int(found["hour"] or 0), minutes=int(found["minute"] or 0))
