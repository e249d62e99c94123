"""What stands in the demonstration's agenda, one part after the other."""

from collections.abc import Callable
from datetime import datetime

from localturn.agenda.demo import announcements, arrivals, letters, registering
from localturn.foundation.room import DemoSignIn


def furnish(*, now: datetime, report: Callable[[str], None]) -> list[DemoSignIn]:
    """The letters come last: they tell what the agenda has."""
    announcements.furnish(now=now, report=report)
    arrivals.furnish(now=now, report=report)
    registering.furnish(now=now, report=report)
    return letters.furnish(now=now, report=report)
