"""What time it is, and how it is told apart from a date or a zone.

`now()` is the only clock of the house; views and commands ask it and hand the moment on. A
demonstration or a test may travel: the sessions' and the server's own clocks do not.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from pathlib import Path
from time import monotonic
from typing import NewType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

ZoneName = NewType("ZoneName", str)


_travelled = timedelta(0)
_clock: "DemonstrationClock | None" = None


def now() -> datetime:
    """The present moment, aware, in UTC."""
    present = datetime.now(UTC) + _travelled
    return present if _clock is None else present + _clock.ahead()


@contextmanager
def travelled(by: timedelta) -> Iterator[None]:
    """Within the block, `now()` is `by` later (or earlier) than it would be."""
    global _travelled  # noqa: PLW0603
    before = _travelled
    _travelled = before + by
    try:
        yield
    finally:
        _travelled = before


class DemonstrationClock:
    """How far ahead the demonstration's clock is, kept in a file that all its processes read."""

    LOOK_AGAIN = 0.5  # seconds

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ahead = timedelta(0)
        self._looked = -self.LOOK_AGAIN

    def ahead(self) -> timedelta:
        """How far ahead, as the file said at most half a second ago."""
        if monotonic() - self._looked >= self.LOOK_AGAIN:
            self._looked = monotonic()
            try:
                self._ahead = timedelta(seconds=int(self._path.read_text(encoding="ascii")))
            except FileNotFoundError:
                self._ahead = timedelta(0)
        return self._ahead

    def advance(self, by: timedelta) -> timedelta:
        """Put the clock on by so much; answers how far ahead it is now."""
        self._looked = -self.LOOK_AGAIN
        ahead = self.ahead() + by
        new = self._path.with_suffix(".new")
        new.write_text(str(int(ahead.total_seconds())), encoding="ascii")
        new.replace(self._path)
        self._looked = -self.LOOK_AGAIN
        return ahead


def follow(clock: DemonstrationClock | None) -> None:
    """Take the time from the demonstration's clock; the settings of a demonstration ask for it."""
    global _clock  # noqa: PLW0603
    _clock = clock


def zone(name: str) -> ZoneInfo:
    """The zone of an IANA name; raises ValueError for a name that is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is not the name of a time zone") from error


@cache
def zone_names() -> frozenset[str]:
    """The IANA names a person may choose from."""
    return frozenset(
        name
        for name in available_timezones()
        if name == "UTC" or ("/" in name and not name.startswith(("Etc/", "posix/", "right/")))
    )


@lru_cache(maxsize=4096)
def at(day: date, wall_clock: time, zone_name: str) -> datetime:
    """The moment when a clock on the wall in that zone shows this, in UTC.

    An hour that is skipped in spring is read as the hour after it, an hour that comes twice in
    autumn as its first.
    """
    local = datetime.combine(day, wall_clock, tzinfo=zone(zone_name))
    return local.astimezone(UTC)


def is_skipped(day: date, wall_clock: time, zone_name: str) -> bool:
    """Whether no clock on the wall there shows this: it falls into the hour that spring skips."""
    local = datetime.combine(day, wall_clock, tzinfo=zone(zone_name))
    shown = local.astimezone(UTC).astimezone(zone(zone_name))
    return shown.replace(tzinfo=None) != local.replace(tzinfo=None)


def comes_twice(day: date, wall_clock: time, zone_name: str) -> bool:
    """Whether clocks there show this twice: it falls into the hour that autumn repeats."""
    local = datetime.combine(day, wall_clock, tzinfo=zone(zone_name))
    again = local.replace(fold=1)
    return local.utcoffset() != again.utcoffset() and not is_skipped(day, wall_clock, zone_name)


def day_in(moment: datetime, zone_name: str) -> date:
    """The date on which a moment falls in a zone."""
    return moment.astimezone(zone(zone_name)).date()
