"""What time it is, and how it is told apart from a date or a zone.

`now()` is the only clock of the house; views and commands ask it and hand the moment on. A
demonstration or a test may travel: the sessions' and the server's own clocks do not.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import NewType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

ZoneName = NewType("ZoneName", str)

UTC_ZONE = ZoneName("UTC")

_travelled = timedelta(0)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC) + _travelled


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


def travel(by: timedelta) -> None:
    """From here on, `now()` is `by` later; for the demonstration's server."""
    global _travelled  # noqa: PLW0603
    _travelled += by


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


def at(day: date, wall_clock: time, zone_name: str) -> datetime:
    """The moment when a clock on the wall in that zone shows this, in UTC.

    An hour that is skipped in spring is read as the hour after it, an hour that comes twice in
    autumn as its first.
    """
    local = datetime.combine(day, wall_clock, tzinfo=zone(zone_name))
    return local.astimezone(UTC)


def day_in(moment: datetime, zone_name: str) -> date:
    """The date on which a moment falls in a zone."""
    return moment.astimezone(zone(zone_name)).date()
