"""What holds for one person: everybody's deadline and limits, and what they were given beyond."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime

from localturn.academy.domain.awards import Fact
from localturn.academy.domain.schedule import A_MINUTE, Phase, Span, is_in_time


@dataclass(frozen=True, slots=True)
class Own:
    """What one person was given in one activity."""

    due_at: datetime | None = None
    extra_minutes: int = 0
    extra_attempts: int = 0
    is_reopened: bool = False
    """Whether what they did was returned and is to be done once more."""
    zone: str = ""
    reason: str = ""


NOTHING = Own()

ENDS_WITH_RUN = {"group-work", "survey"}
"""Of these kinds others wait for what one person does: nobody has longer than the run."""


def deadline(everybody: datetime | None, own: datetime | None) -> datetime | None:
    """A person's deadline: the later of everybody's and their own, so that moving everybody's
    takes nothing from them. Where there is none for all, there is none for them."""
    if everybody is None or own is None:
        return everybody
    return max(everybody, own)


def end(span: Span, own: datetime | None) -> datetime:
    """When an activity ends for a person: with the run, or with their own deadline beyond it."""
    return span.ends_at if own is None else max(span.ends_at, own + A_MINUTE)


def phase(span: Span, own: datetime | None, now: datetime) -> Phase:
    """Where a run stands for a person in an activity for which they may have a deadline of their
    own."""
    found = span.phase(now)
    return Phase.RUNNING if found is Phase.ENDED and now < end(span, own) else found


def last_end(span: Span, kind: str) -> datetime:
    """The first moment that is too late for a deadline of one person."""
    return span.ends_at if kind in ENDS_WITH_RUN else span.settled_at


def last_deadline(everybody: datetime | None, owns: Iterable[datetime | None]) -> datetime | None:
    """The deadline after which nobody at all is in time any more."""
    for own in owns:
        everybody = deadline(everybody, own)
    return everybody


def time_limit(minutes: int | None, extra: int | None) -> int | None:
    """How many minutes an attempt lasts for a person; None where it lasts until the deadline."""
    return None if minutes is None else minutes + (extra or 0)


@dataclass(frozen=True, slots=True)
class Owed:
    """Something past its deadline that a person has not done."""

    activity: str
    title: str
    kind: str
    due: datetime


def owed(
    facts: Iterable[tuple[int, Fact]],
    *,
    done: Set[int],
    own: Mapping[int, Own],
    now: datetime,
) -> list[Owed]:
    """What somebody has fallen behind with, in the order of the course.

    `done` and `own` are by the keys of `facts`; `done` names as well what only waits for a
    facilitator. What was returned is owed again from its new date on.
    """
    found = []
    for key, fact in facts:
        given = own.get(key, NOTHING)
        due = deadline(fact.due, given.due_at)
        if due is None or is_in_time(now, due) or (key in done and not given.is_reopened):
            continue
        found.append(Owed(fact.activity_id, fact.title, fact.kind, due))
    return found
