"""What a run offers when: the outline of its version with the openings and deadlines of the run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from localturn.academy.domain.awards import Fact
from localturn.academy.domain.kinds import Kind
from localturn.academy.domain.schedule import is_open
from localturn.academy.models import Run, RunActivity, RunModule
from localturn.academy.queries import frozen
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
    starts_at: datetime | None
    link: str


@dataclass(frozen=True, slots=True)
class Part:
    """A module as a run has it."""

    key: int
    id: str
    title: str
    summary: str
    opens_at: datetime | None
    steps: tuple[Step, ...]

    def is_open(self, now: datetime) -> bool:
        return is_open(self.opens_at, now)

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.steps)


_Times = tuple[datetime | None, datetime | None, str]
_NO_TIMES: _Times = (None, None, "")


def programme_of(run: Run) -> tuple[Part, ...]:
    """The parts of a run with their steps, in the order of the course.

    2 statements, with a third the first time that a process meets the version.
    """
    opens = dict(_releases(run.pk))
    times: dict[int, _Times] = {
        activity: (due_at, starts_at, link)
        for activity, due_at, starts_at, link in _schedule(run.pk)
    }
    return tuple(
        _part(part, opens.get(part.key), times)
        for part in frozen.outline(frozen.key_of(run.version))
    )


@prepared
def _releases(run: int) -> QuerySet[Any, tuple[int, datetime]]:
    return RunModule.objects.filter(run_id=run).values_list("module_id", "opens_at")


@prepared
def _schedule(run: int) -> QuerySet[Any, tuple[Any, ...]]:
    rows = RunActivity.objects.filter(run_id=run)
    return rows.values_list("activity_id", "due_at", "starts_at", "link")


def facts_of(programme: Sequence[Part]) -> list[tuple[int, Fact]]:
    """Each activity by key, as a fact about which nothing is recorded yet."""
    return [
        (
            step.key,
            Fact(
                activity_id=step.id,
                module_id=part.id,
                kind=step.kind.name,
                title=step.title,
                of=step.points,
                opens=part.opens_at,
                due=step.due_at,
            ),
        )
        for part in programme
        for step in part.steps
    ]


def _part(part: frozen.OutlinePart, opens_at: datetime | None, times: dict[int, _Times]) -> Part:
    steps = tuple(
        Step(s.key, s.id, s.kind, s.title, s.minutes, s.points, *times.get(s.key, _NO_TIMES))
        for s in part.steps
    )
    return Part(part.key, part.id, part.title, part.summary, opens_at, steps)
