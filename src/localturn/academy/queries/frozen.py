"""Published versions, read once a process: the database itself refuses to change them.

A version is asked for by its key, its course's address and the moment of its publishing, so that
what is remembered never outlives its database (a restored backup, a demonstration made anew).
"""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from localturn.academy.domain.awards import Award, Contributions, rule_from
from localturn.academy.domain.kinds import KINDS, Kind
from localturn.academy.domain.outline import plain
from localturn.academy.models import Activity, CourseVersion
from localturn.academy.models import Award as AwardRow

MOST_VERSIONS = 32
MOST_ACTIVITIES = 256


class Key(NamedTuple):
    """What names a published version for ever."""

    pk: int
    course: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class OutlineStep:
    """An activity, as every run of the version has it."""

    key: int
    id: str
    kind: Kind
    title: str
    minutes: int
    points: Decimal


@dataclass(frozen=True, slots=True)
class OutlinePart:
    """A module, as every run of the version has it."""

    key: int
    id: str
    title: str
    summary: str
    steps: tuple[OutlineStep, ...]


def key_of(version: CourseVersion) -> Key:
    """The key of a version that is at hand, with its course."""
    if version.published_at is None:
        raise ValueError(f"{version} is a draft, which changes")
    return Key(version.pk, version.course.slug, version.published_at)


def version(key: Key) -> CourseVersion:
    """The version with its course; a copy, since others may hang things on it."""
    found = copy(_version(key))
    found._state = copy(found._state)
    return found


@lru_cache(MOST_VERSIONS)
def outline(key: Key) -> tuple[OutlinePart, ...]:
    """Its modules with their activities, in the order of the course."""
    rows = (
        Activity.objects.filter(version_id=key.pk)
        .order_by("position")
        .values_list(
            "module_id",
            "module__stable_id",
            "module__title",
            "module__summary",
            "pk",
            "stable_id",
            "kind",
            "title",
            "minutes",
            "points",
        )
    )
    return tuple(_parts(list(rows)))


@lru_cache(MOST_VERSIONS)
def awards(key: Key) -> tuple[Award, ...]:
    """What may be earned in it."""
    rows = AwardRow.objects.filter(version_id=key.pk).order_by("position")
    return tuple(map(award_from, rows))


def award_from(row: AwardRow) -> Award:
    """An award as a value."""
    return Award(
        row.stable_id,
        row.title,
        row.summary,
        tuple(map(rule_from, row.rules)),
        None if row.credits is None else plain(row.credits),
        row.credit_kind,
    )


def contributions_needed(key: Key) -> int:
    """How many counted contributions a module its most demanding award asks for."""
    rules = (rule for award in awards(key) for rule in award.rules)
    return max((rule.per_module for rule in rules if isinstance(rule, Contributions)), default=0)


def activity(key: Key, stable_id: str) -> Activity | None:
    """An activity with its module and text; a copy, since others may hang things on it."""
    found = _activity(key, stable_id)
    if found is None:
        return None
    found = copy(found)
    found._state = copy(found._state)
    return found


def forget() -> None:
    """Read everything anew, where versions with the same key come and go: in tests."""
    for remembered in (_version, _activity, outline, awards):
        remembered.cache_clear()


@lru_cache(MOST_VERSIONS)
def _version(key: Key) -> CourseVersion:
    return CourseVersion.objects.select_related("course").get(pk=key.pk)


@lru_cache(MOST_ACTIVITIES)
def _activity(key: Key, stable_id: str) -> Activity | None:
    rows = Activity.objects.select_related("module", "bank")
    return rows.filter(version_id=key.pk, stable_id=stable_id).first()


def _parts(rows: Sequence[tuple[Any, ...]]) -> Iterator[OutlinePart]:
    """Rows come in the order of the course, so that a module's rows stand together."""
    begin = 0
    for end in range(1, len(rows) + 1):
        if end == len(rows) or rows[end][0] != rows[begin][0]:
            key, stable_id, title, summary = rows[begin][:4]
            steps = tuple(_step(row[4:]) for row in rows[begin:end])
            yield OutlinePart(key, stable_id, title, summary, steps)
            begin = end


def _step(row: tuple[Any, ...]) -> OutlineStep:
    key, stable_id, kind, title, minutes, points = row
    return OutlineStep(key, stable_id, KINDS[kind], title, minutes, points)
