"""What is different between two versions of a course, by stable id."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from localturn.academy.domain.outline import Course, Module


class How(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True)
class Change:
    """One thing that differs: `what` is course, module, activity, question or award.

    `fields` names what differs in it, as the course folder calls it; empty unless it changed.
    `where` is the bank of a question.
    """

    how: How
    what: str
    id: str
    title: str
    fields: tuple[str, ...] = ()
    where: str = ""


def changes(before: Course, after: Course) -> list[Change]:
    """Everything that differs, the course itself first, then in the order of the later version.

    A thing has moved when another thing of its kind now comes before it that did not, or when it
    is in another module; whatever was added or removed around it does not move it.
    """
    found = _of_course(before, after)
    found += _of_many("module", before.modules, after.modules, _module_title)
    found += _of_activities(before, after)
    for name in _names(before, after):
        old, new = before.bank(name), after.bank(name)
        found += _of_many(
            "question",
            old.questions if old else (),
            new.questions if new else (),
            lambda question: question.text.strip(),
            where=name,
        )
    found += _of_many("award", before.awards, after.awards, lambda award: award.title)
    return found


def _of_course(before: Course, after: Course) -> list[Change]:
    differing = _differing(before, after, apart_from={"modules", "banks", "awards"})
    return [Change(How.CHANGED, "course", after.id, after.title, differing)] if differing else []


def _names(before: Course, after: Course) -> list[str]:
    return list(dict.fromkeys(bank.name for bank in (*after.banks, *before.banks)))


def _module_title(module: Module) -> str:
    return module.title


def _of_activities(before: Course, after: Course) -> list[Change]:
    old, new = _homes(before), _homes(after)
    found = _of_many(
        "activity",
        list(before.activities),
        list(after.activities),
        lambda activity: activity.title,
    )
    moved = {change.id for change in found if change.how is How.MOVED}
    rehomed = [
        Change(How.MOVED, "activity", activity.id, activity.title)
        for activity in after.activities
        if activity.id in old and old[activity.id] != new[activity.id] and activity.id not in moved
    ]
    return found + rehomed


def _homes(course: Course) -> dict[str, str]:
    return {activity.id: module.id for module in course.modules for activity in module.activities}


def _of_many(
    what: str,
    before: Sequence[Any],
    after: Sequence[Any],
    title: Callable[[Any], str],
    *,
    where: str = "",
) -> list[Change]:
    old = {thing.id: thing for thing in before}
    new = {thing.id: thing for thing in after}
    found = []
    for thing in after:
        if thing.id not in old:
            found.append(Change(How.ADDED, what, thing.id, title(thing), where=where))
        elif differing := _differing(old[thing.id], thing, apart_from={"activities"}):
            found.append(Change(How.CHANGED, what, thing.id, title(thing), differing, where))
    stayed = _longest_in_order([id_ for id_ in old if id_ in new], list(new))
    found += [
        Change(How.MOVED, what, thing.id, title(thing), where=where)
        for thing in after
        if thing.id in old and thing.id not in stayed
    ]
    found += [
        Change(How.REMOVED, what, thing.id, title(thing), where=where)
        for thing in before
        if thing.id not in new
    ]
    return found


_NAMES: Mapping[str, str] = {"body": "text", "folder_name": "folder", "file_name": "file"}


def _differing(before: Any, after: Any, *, apart_from: set[str]) -> tuple[str, ...]:
    names: list[str] = []
    for field in fields(before):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if field.name in apart_from or old == new:
            continue
        if field.name == "settings":
            names += [key for key in {**old, **new} if old.get(key) != new.get(key)]
        elif field.name == "task":
            names.append("answer")
        else:
            names.append(_NAMES.get(field.name, field.name))
    return tuple(names)


def _longest_in_order(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """A largest set of ids whose order is the same in both; the others are those that moved."""
    position = {id_: place for place, id_ in enumerate(before)}
    best: dict[str, tuple[int, str]] = {}
    common = [id_ for id_ in after if id_ in position]
    for index, id_ in enumerate(common):
        earlier = [
            (best[other][0], other) for other in common[:index] if position[other] < position[id_]
        ]
        length, last = max(earlier, default=(0, ""))
        best[id_] = (length + 1, last)
    at = max(best, key=lambda id_: best[id_][0], default="")
    kept: set[str] = set()
    while at:
        kept.add(at)
        at = best[at][1]
    return kept
