"""Courses of a partner's catalogue: what each says, and how that differs from what it said."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from typing import Any

from localturn.exchange.domain.content import Content, Credit
from localturn.exchange.domain.notes import Note
from localturn.exchange.domain.terms import Delivery, Level

Said = Mapping[str, Any]
"""By the name of a listing's field, what a partner says, as JSON has it."""

OF_OFFERING = (
    *("academic_year", "offering_year", "first_month", "last_month"),
    *("first_day", "last_day", "participants"),
)
FIELDS = (
    *("title", "course_number", "academic_year", "delivery", "field", "offering_year"),
    *("first_month", "last_month", "first_day", "last_day", "participants", "credits", "level"),
    *("language", "written_in", "overview", "prerequisites", "grading", "outside_url"),
)
"""Everything that may be said, in the order of a listing."""


@dataclass
class Harvest:
    """What was found, and what of it could not be read."""

    courses: dict[str, Said] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    """Courses that are there and could not be read."""
    without_offerings: set[str] = field(default_factory=set)
    """Courses of which it is not known when they are offered."""
    notes: list[Note] = field(default_factory=list)
    is_certain: bool = True
    """Whether what is not found is gone."""


@dataclass
class Progress:
    """How far a harvest has come, between two of its steps."""

    harvest: Harvest = field(default_factory=Harvest)
    page: int = 1
    """The next page of courses."""
    is_listed: bool = False
    """Whether all pages of courses are read."""
    offered: int = 0
    """Of so many courses it was asked when they are offered."""
    length: int = 0
    """Of what is kept of the courses, in characters of JSON."""
    seconds: float = 0.0
    """For which it was read."""
    step: int = 0
    """The number of the next step; it is done once."""


def progress_fields(progress: Progress) -> dict[str, Any]:
    """As it is kept; courses in pairs, since their order is that of what is asked next."""
    harvest = progress.harvest
    return {
        "courses": [[key, said] for key, said in harvest.courses.items()],
        "unread": sorted(harvest.unread),
        "without_offerings": sorted(harvest.without_offerings),
        "notes": [[note.text, dict(note.values)] for note in harvest.notes],
        "is_certain": harvest.is_certain,
        "page": progress.page,
        "is_listed": progress.is_listed,
        "offered": progress.offered,
        "length": progress.length,
        "seconds": progress.seconds,
        "step": progress.step,
    }


def progress_from(kept: Mapping[str, Any]) -> Progress:
    """What was kept; the beginning, where nothing was."""
    if not kept:
        return Progress()
    harvest = Harvest(
        dict(kept["courses"]),
        set(kept["unread"]),
        set(kept["without_offerings"]),
        [Note(text, values) for text, values in kept["notes"]],
        kept["is_certain"],
    )
    return Progress(
        harvest,
        page=kept["page"],
        is_listed=kept["is_listed"],
        offered=kept["offered"],
        length=kept["length"],
        seconds=kept["seconds"],
        step=kept["step"],
    )


class Difference(Enum):
    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"
    NONE = "none"


def difference(said: Said, settled: Said) -> Difference:
    if said == settled:
        return Difference.NONE
    if not said:
        return Difference.GONE
    return Difference.CHANGED if settled else Difference.NEW


def changes(said: Said, settled: Said) -> list[str]:
    """The fields in which one differs from the other."""
    return [name for name in FIELDS if said.get(name) != settled.get(name)]


def print_of(said: Said) -> str:
    """A few letters that change with what is said."""
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def taken_into(content: Content, said: Said, names: list[str]) -> Content:
    """A listing's content with these fields as the partner says them."""
    values: dict[str, Any] = {}
    days: dict[str, Any] = {}
    for name in names:
        value = said.get(name)
        match name:
            case "delivery":
                values[name] = tuple(Delivery(each) for each in value or ())
            case "credits":
                values[name] = tuple(Credit(Decimal(p), label) for p, label in value or ())
            case "level":
                values[name] = Level(value) if value else None
            case "first_day" | "last_day":
                days[name] = date.fromisoformat(value) if value else None
            case "outside_url" if content.run:
                pass  # a listing leads to a run or outside
            case "written_in":
                values[name] = value or content.written_in
            case _:
                values[name] = getattr(Content(), name) if value is None else value
    return replace(content, plan=replace(content.plan, **days), **values)
