"""What everybody may know of a listing, as programs are told it: no names of people in it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from localturn.exchange.domain.terms import Delivery, Level, Slots


@dataclass(frozen=True, slots=True)
class Host:
    """A university that lists courses, or may."""

    key: int
    slug: str
    name: str
    language: str
    website: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A published listing."""

    key: int
    is_archived: bool
    title: str
    course_number: str
    academic_year: int
    delivery: tuple[Delivery, ...]
    field: str
    faculty: str
    level: Level | None
    language: str
    written_in: str
    points: Decimal | None
    credits: tuple[str, ...]
    """Its kinds of credit points in words: "3 Taking part"."""
    participants: int | None
    slots_kind: Slots
    slots: int | None
    overview: str
    achievement: str
    prerequisites: str
    grading: str
    programme: str
    first_day: date | None
    last_day: date | None
    begins: int | None
    """The first moment that it is held at, in minutes since 1970."""
    ends: int | None
    zone: str
    outside_url: str
    host: Host


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which offers a program asks for; empty or None where it does not matter."""

    words: str = ""
    code: str = ""
    language: str = ""
    level: Level | None = None
    delivery: Delivery | None = None
    host: int | None = None
    year: int | None = None
    since: int | None = None
    """Of an academic year that begins in this year or later."""
    until: int | None = None
    programme: tuple[int, str] | None = None
    """A university, and what it calls the programme."""
    key: int | None = None
    archived: bool = False
    """Those that are archived as well."""
    only_archived: bool = False
