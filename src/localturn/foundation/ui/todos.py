"""What somebody should do now, as the first page lists it: each room gives its groups."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


class Role(IntEnum):
    """In what role something is asked of somebody; groups stand in this order."""

    PARTICIPANT = 1
    FACILITATOR = 2
    COORDINATOR = 3
    AUTHOR = 4
    RESEARCHER = 5
    OPERATOR = 6


@dataclass(frozen=True)
class Todo:
    """One thing to do, as a link; texts are in the reader's language."""

    title: str
    href: str
    detail: str | None = None
    due: datetime | None = None
    tone: str | None = None
    """danger, warning or success, where it must be told from others."""
    count: int | None = None


@dataclass(frozen=True)
class TodoGroup:
    """Things to do in one role."""

    heading: str
    role: Role
    todos: tuple[Todo, ...] = ()
    empty: str = ""
    """What stands there when there is nothing to do; a group with neither is left out."""
    links: tuple[tuple[str, str], ...] = ()
    """(text, address) of what else one may want in this role."""


def in_order(groups: list[TodoGroup]) -> list[TodoGroup]:
    """The groups that have something to say, by role."""
    shown = [group for group in groups if group.todos or group.empty]
    return sorted(shown, key=lambda group: group.role)
