"""What a run offers when: the outline of its version with the openings and deadlines of the run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import FilteredRelation, Q, QuerySet

from localturn.academy.domain.allowances import deadline
from localturn.academy.domain.awards import Fact
from localturn.academy.domain.kinds import Kind
from localturn.academy.domain.pace import Start, due, opening
from localturn.academy.domain.schedule import is_open
from localturn.academy.models import Enrolment, Run, RunActivity
from localturn.academy.queries import frozen
from localturn.academy.queries.places import start_of
from localturn.foundation.prepared import prepared


@dataclass(frozen=True, slots=True)
class Step:
    """An activity as a run has it."""

    key: int
    id: str
    kind: Kind
    title: str
    minutes: int
    points: Decimal
    due_at: datetime | None
    """For whom the programme is asked: by their own days, and later if they were given more."""
    starts_at: datetime | None
    link: str
    is_own: bool = False
    """Whether the deadline is theirs alone."""
    is_reopened: bool = False
    """Whether what they did was returned and is to be done once more."""
    due_after: int | None = None
    """Days after one's own enrolment, in a run at each person's own pace."""


@dataclass(frozen=True, slots=True)
class Part:
    """A module as a run has it."""

    key: int
    id: str
    title: str
    summary: str
    opens_at: datetime | None
    steps: tuple[Step, ...]
    opens_after: int | None = None
    """Days after one's own enrolment, in a run at each person's own pace."""

    def is_open(self, now: datetime) -> bool:
        return is_open(self.opens_at, now)

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.steps)


@dataclass(frozen=True, slots=True)
class _Times:
    """What a run says of an activity."""

    opens_at: datetime | None = None
    opens_after: int | None = None
    due_at: datetime | None = None
    due_after: int | None = None
    starts_at: datetime | None = None
    link: str = ""
    own_due_at: datetime | None = None
    is_reopened: bool | None = None


_NO_TIMES = _Times()


def programme_of(run: Run, *, seat: Enrolment | None = None) -> tuple[Part, ...]:
    """The parts of a run with their steps, in the order of the course; with a seat, as they are
    for who has it.

    1 statement, with a second the first time that a process meets the version.
    """
    rows = _timetable(run.pk, seat.pk if seat else 0)
    times = {activity: _Times(*row) for activity, *row in rows}
    own = start_of(run, seat)
    return tuple(_part(part, times, own) for part in frozen.outline(frozen.key_of(run.version)))


@prepared
def _timetable(run: int, seat: int) -> QuerySet[Any, tuple[Any, ...]]:
    release = FilteredRelation(
        "activity__module__releases", condition=Q(activity__module__releases__run=run)
    )
    own = FilteredRelation(
        "activity__allowances", condition=Q(activity__allowances__enrolment=seat)
    )
    return (
        RunActivity.objects.filter(run_id=run)
        .annotate(release=release, own=own)
        .values_list(
            "activity_id",
            "release__opens_at",
            "release__opens_after",
            "due_at",
            "due_after",
            "starts_at",
            "link",
            "own__due_at",
            "own__is_reopened",
        )
    )


def facts_of(programme: Sequence[Part]) -> list[tuple[int, Fact]]:
    """Each activity by key, as a fact about which nothing is recorded yet."""
    return [(step.key, fact_of(part, step)) for part in programme for step in part.steps]


def fact_of(part: Part, step: Step) -> Fact:
    return Fact(
        activity_id=step.id,
        module_id=part.id,
        kind=step.kind.name,
        title=step.title,
        of=step.points,
        opens=part.opens_at,
        due=step.due_at,
        starts=step.starts_at,
    )


def _part(part: frozen.OutlinePart, times: dict[int, _Times], own: Start | None) -> Part:
    found = [times.get(each.key, _NO_TIMES) for each in part.steps]
    steps = tuple(_step(s, t, own) for s, t in zip(part.steps, found, strict=True))
    first = found[0]
    opens_at = opening(first.opens_at, first.opens_after, own)
    return Part(part.key, part.id, part.title, part.summary, opens_at, steps, first.opens_after)


def _step(step: frozen.OutlineStep, times: _Times, own: Start | None) -> Step:
    due_without = due(times.due_at, times.due_after, own)
    due_at = deadline(due_without, times.own_due_at)
    return Step(
        step.key,
        step.id,
        step.kind,
        step.title,
        step.minutes,
        step.points,
        due_at,
        times.starts_at,
        times.link,
        is_own=due_at != due_without,
        is_reopened=bool(times.is_reopened),
        due_after=times.due_after,
    )
