"""The words of a listing that are chosen from a list; labels are marked, translated where shown."""

from datetime import date
from enum import StrEnum

from localturn.foundation.languages import N_


class Term(StrEnum):
    """A value that is stored, with the words that people read."""

    label: str

    def __new__(cls, value: str, label: str = "") -> "Term":
        term = str.__new__(cls, value)
        term._value_ = value
        term.label = label
        return term


class State(Term):
    DRAFT = "draft", N_("Draft")
    PUBLISHED = "published", N_("Published")
    ARCHIVED = "archived", N_("Archived")


class Delivery(Term):
    ASYNCHRONOUS = "online-asynchronous", N_("Online (asynchronous)")
    SYNCHRONOUS = "online-synchronous", N_("Online (synchronous)")
    ON_SITE = "on-site", N_("On site")
    BLENDED = "blended", N_("Blended: partly on site")


MEETS = frozenset({Delivery.SYNCHRONOUS, Delivery.ON_SITE, Delivery.BLENDED})
"""Ways of delivery at which people meet at stated times."""


class Level(Term):
    """With the level of the European Qualifications Framework."""

    SHORT = "short", N_("Short cycle (EQF 5)")
    BACHELOR = "bachelor", N_("Bachelor (EQF 6)")
    MASTER = "master", N_("Master (EQF 7)")
    DOCTORATE = "doctorate", N_("Doctorate (EQF 8)")


class CourseType(Term):
    SEMINAR = "seminar", N_("Seminar")
    LECTURE = "lecture", N_("Lecture")
    PROJECT = "project", N_("Project")
    PRACTICAL = "practical", N_("Practical or laboratory work")
    LANGUAGE = "language", N_("Language course")
    SUMMER_SCHOOL = "summer-school", N_("Summer or winter school")
    OTHER = "other", N_("Other kind of course")


class Slots(Term):
    """How places are offered to the partner universities."""

    UNLIMITED = "unlimited", N_("As many as come")
    EACH = "each", N_("So many for each partner university")
    POOLED = "pooled", N_("So many for all partner universities together")


def academic_year(first: int) -> str:
    """How the year that begins in `first` is written: 2026/27."""
    return f"{first}/{(first + 1) % 100:02}"


def last_year_over(day: date) -> int:
    """The academic year, by the year in which it began, that was the last to end before a day: on
    30 September."""
    return day.year - 1 if day.month >= 10 else day.year - 2


def months_of(first: int | None, last: int | None) -> tuple[int, ...]:
    """The months from the first to the last, across the turn of the year."""
    if first is None:
        return ()
    last = first if last is None else last
    return tuple((first + n - 1) % 12 + 1 for n in range((last - first) % 12 + 1))
