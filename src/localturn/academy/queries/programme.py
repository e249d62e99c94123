"""What a run offers when: the outline of its version with the openings and deadlines of the run."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import F, FilteredRelation, Q

from localturn.academy.domain.awards import Fact
from localturn.academy.domain.kinds import KINDS, Kind
from localturn.academy.domain.schedule import is_open
from localturn.academy.models import Activity, Run


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


def programme_of(run: Run) -> tuple[Part, ...]:
    """The parts of a run with their steps, in the order of the course; 1 statement."""
    rows = (
        Activity.objects.filter(version_id=run.version_id)
        .annotate(
            planned=FilteredRelation("schedule", condition=Q(schedule__run=run)),
            release=FilteredRelation("module__releases", condition=Q(module__releases__run=run)),
        )
        .order_by("position")
        .values_list(
            "module_id",
            "module__stable_id",
            "module__title",
            "module__summary",
            F("release__opens_at"),
            "pk",
            "stable_id",
            "kind",
            "title",
            "minutes",
            "points",
            F("planned__due_at"),
            F("planned__starts_at"),
            F("planned__link"),
        )
    )
    return tuple(_parts(list(rows)))


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


def _parts(rows: Sequence[tuple]) -> Iterator[Part]:  # type: ignore[type-arg]
    """Rows come in the order of the course, so that a module's rows stand together."""
    begin = 0
    for end in range(1, len(rows) + 1):
        if end == len(rows) or rows[end][0] != rows[begin][0]:
            key, stable_id, title, summary, opens_at = rows[begin][:5]
            steps = tuple(_step(row) for row in rows[begin:end])
            yield Part(key, stable_id, title, summary, opens_at, steps)
            begin = end


def _step(row: tuple) -> Step:  # type: ignore[type-arg]
    _key, _id, _title, _summary, _opens, key, stable_id, kind, title, *rest = row
    minutes, points, due_at, starts_at, link = rest
    return Step(key, stable_id, KINDS[kind], title, minutes, points, due_at, starts_at, link or "")
