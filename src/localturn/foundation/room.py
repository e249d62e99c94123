"""What every room declares: one `Room` of dotted paths, so that rooms are asked, not imported."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Room:
    """One room of the house. A dotted path names a callable; "" where a room has none."""

    name: str
    title: str
    """Marked with `N_`, translated where it is shown."""
    urls: str
    prefix: str = ""
    entrance: str = ""
    """Name of the address that the navigation leads to."""
    search_audiences: str = ""
    """`(person | None) -> frozenset[str]`: whose documents this reader may find."""
    search_documents: str = ""
    """`() -> Iterator[search.Document]`: everything the room offers, to build the index anew."""
    calendar_entries: str = ""
    """`(person, *, since, until) -> list[calendar.Entry]`."""
    todos: str = ""
    """`(person, *, now) -> list[ui.Group of to-dos]`: what to do now, by role."""
    personal_data: str = ""
    """A module path with the contract of `foundation.people.personal_data`."""
    cards: str = ""
    """`(links) -> list[Card]`: how the room draws what other rooms link to."""
    demo: str = ""
    """`(*, now, report) -> list[DemoSignIn]`: fills the demonstration."""
    importers: Mapping[str, str] = field(default_factory=dict)
    exporters: Mapping[str, str] = field(default_factory=dict)
    timetable: tuple[tuple[str, str], ...] = ()
    """Pairs of (every how long: "10m", "1h", "1d 03:00"; dotted path of a task)."""


@cache
def rooms() -> tuple[Room, ...]:
    """The rooms of this installation, in the order of `settings.ROOMS`."""
    return tuple(import_string(path) for path in settings.ROOMS)


def offered(what: str) -> list[tuple[Room, Callable[..., Any]]]:
    """Each room that offers `what` (a field of Room), with the callable itself."""
    return [
        (room, import_string(path)) for room in rooms() if (path := getattr(room, what, "")) != ""
    ]
