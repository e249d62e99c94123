"""A participant's course: what is done, open and due, the next step, and how each award stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db.models import Count, QuerySet

from localturn.academy.domain.attempts import may_start
from localturn.academy.domain.attendance import Stands
from localturn.academy.domain.awards import Evidence, Fact, Standing, standing
from localturn.academy.domain.blog import Standing as BlogStanding
from localturn.academy.domain.blog import State as BlogState
from localturn.academy.domain.groupwork import Owes
from localturn.academy.domain.schedule import Phase, is_in_time
from localturn.academy.models import Certificate, Completion, Enrolment, GradeEntry, Post, Run
from localturn.academy.queries import frozen
from localturn.academy.queries.further_facts import NOTHING_FURTHER, Further, further_facts
from localturn.academy.queries.places import span_of
from localturn.academy.queries.programme import Part, Step, facts_of, programme_of
from localturn.foundation.prepared import prepared


class State(Enum):
    """How an activity stands for one participant."""

    DONE = "done"
    WAITING = "waiting"
    """Nothing is left to do for the participant; a facilitator has yet to look at it."""
    OPEN = "open"
    LATE = "late"
    """Open, and past its deadline."""
    MISSED = "missed"
    """Can no longer be done."""
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class OwnStep:
    """An activity with what one participant has done of it."""

    step: Step
    state: State
    points: Decimal | None
    posts: int
    counted: int
    is_done: bool = False
    """Whether it is recorded as done, also where it was returned to be done once more."""
    is_granted: bool = False
    """Whether a facilitator lets it count as done."""
    group: Owes | None = None
    """How they stand in a group work, whose deadline is the next one for them."""
    blog: BlogStanding | None = None
    meeting: Stands | None = None


@dataclass(frozen=True, slots=True)
class OwnPart:
    part: Part
    is_open: bool
    steps: tuple[OwnStep, ...]

    @property
    def done(self) -> int:
        return sum(own.state is State.DONE for own in self.steps)


@dataclass(frozen=True)
class OwnCourse:
    """All that a participant's course page shows."""

    phase: Phase
    parts: tuple[OwnPart, ...]
    standings: tuple[Standing, ...]
    certificates: dict[str, Certificate]
    """By award."""
    points: Decimal
    points_of: Decimal

    @property
    def steps(self) -> Iterator[OwnStep]:
        for part in self.parts:
            yield from part.steps

    @property
    def done(self) -> int:
        return sum(own.state is State.DONE for own in self.steps)

    @property
    def total(self) -> int:
        return sum(len(part.steps) for part in self.parts)

    @property
    def next_step(self) -> OwnStep | None:
        """What to do now: of what is open, that which is due first; else in the course's order."""
        waiting = [
            own
            for own in self.steps
            if own.state in (State.OPEN, State.LATE) and own.step.kind.name != "webinar"
        ]
        return min(waiting, key=_urgency, default=None)

    @property
    def next_opening(self) -> Part | None:
        """The module that opens next."""
        locked = [own.part for own in self.parts if not own.is_open and own.part.opens_at]
        return min(locked, key=_opening, default=None)


def own_course(run: Run, enrolment: Enrolment, *, now: datetime) -> OwnCourse:
    """A participant's course at a moment; 5 statements, however long the course is, and those
    of `further_facts`."""
    phase = span_of(run).phase(now)
    record = _record(run, enrolment)
    programme = programme_of(run, seat=enrolment)
    further = further_facts(run, {enrolment.pk: enrolment.person_id}, facts_of(programme))
    record = replace(record, seat=enrolment.pk, further=further)
    parts = tuple(_own_part(part, record, phase, now) for part in programme)
    evidence = _evidence(parts)
    return OwnCourse(
        phase=phase,
        parts=parts,
        standings=tuple(
            standing(award, evidence) for award in frozen.awards(frozen.key_of(run.version))
        ),
        certificates={
            certificate.award_id: certificate for certificate in _certificates(enrolment.pk)
        },
        points=evidence.points,
        points_of=sum((own.step.points for part in parts for own in part.steps), Decimal(0)),
    )


@dataclass(frozen=True)
class _Record:
    """What is recorded about one participant, by activity."""

    done: set[int]
    granted: set[int]
    points: dict[int, Decimal]
    posts: dict[int, tuple[int, int]]
    """How many posts of theirs stand, and how many of these are counted."""
    seat: int = 0
    further: Further = NOTHING_FURTHER


def _record(run: Run, enrolment: Enrolment) -> _Record:
    posts = _posts(run.pk, enrolment.person_id or 0)
    completed = list(_completed(enrolment.pk))
    return _Record(
        done={activity for activity, is_own, _at in completed if is_own},
        granted={activity for activity, _is_own, at in completed if at is not None},
        points=dict(_points(enrolment.pk)),
        posts={activity: (standing, counted) for activity, standing, counted in posts},
    )


@prepared
def _completed(enrolment: int) -> QuerySet[Any, tuple[int, bool, datetime | None]]:
    rows = Completion.objects.filter(enrolment_id=enrolment)
    return rows.values_list("activity_id", "is_own", "granted_at")


@prepared
def _points(enrolment: int) -> QuerySet[Any, tuple[int, Decimal]]:
    standing = GradeEntry.objects.filter(enrolment_id=enrolment, is_standing=True)
    return standing.order_by().values_list("activity_id", "points")


@prepared
def _posts(run: int, author: int) -> QuerySet[Any, tuple[int, int, int]]:
    """By activity: how many stand, how many count."""
    return (
        Post.objects.filter(run_id=run, author_id=author, removed_at=None)
        .values_list("activity_id")
        .annotate(standing=Count("pk"), counted=Count("counted_at"))
        .order_by()
    )


@prepared
def _certificates(enrolment: int) -> QuerySet[Certificate]:
    return Certificate.objects.filter(enrolment_id=enrolment, revoked_at=None)


def _own_part(part: Part, record: _Record, phase: Phase, now: datetime) -> OwnPart:
    is_open = part.is_open(now)
    steps = []
    for planned in part.steps:
        further = record.further.of(record.seat, planned.key)
        group = further["group"]
        step = planned
        if group is not None and group.has_handed_in and planned.due_at is not None:
            step = replace(planned, due_at=group.due)
        written, counted = record.posts.get(step.key, (0, 0))
        is_done, is_granted = step.key in record.done, step.key in record.granted
        if is_granted or (is_done and not step.is_reopened):
            state = State.DONE
        elif not is_open:
            state = State.LOCKED
        else:
            state = _state_of_open(step, written, further, phase, now)
        points = record.points.get(step.key)
        steps.append(OwnStep(step, state, points, written, counted, is_done, is_granted, **further))
    return OwnPart(part, is_open, tuple(steps))


def _state_of_open(
    step: Step, written: int, further: Mapping[str, Any], phase: Phase, now: datetime
) -> State:
    """How something stands that is open and not done."""
    group, blog = further["group"], further["blog"]
    if blog is not None and blog.state is BlogState.LATE:
        return State.WAITING
    if step.kind.name == "discussion" and written:
        return State.WAITING
    if group is not None and group.has_handed_in and not (group.owed and group.is_settled):
        return State.WAITING
    has_ended = phase is Phase.ENDED and not _has_longer(step.due_at, now)
    if has_ended or not may_start(step.kind.name, due=step.due_at, now=now):
        return State.MISSED
    return State.OPEN if is_in_time(now, step.due_at) else State.LATE


def _has_longer(due: datetime | None, now: datetime) -> bool:
    """Whether somebody was given a deadline beyond the run's end that is still to come."""
    return due is not None and is_in_time(now, due)


def _evidence(parts: Sequence[OwnPart]) -> Evidence:
    return Evidence(
        tuple(
            Fact(
                activity_id=own.step.id,
                module_id=own_part.part.id,
                kind=own.step.kind.name,
                title=own.step.title,
                done=own.is_done,
                granted=own.is_granted,
                counted=own.counted,
                points=own.points,
                of=own.step.points,
                opens=own_part.part.opens_at,
                due=own.step.due_at,
                starts=own.step.starts_at,
                group=own.group,
                blog=own.blog,
                meeting=own.meeting,
            )
            for own_part in parts
            for own in own_part.steps
        )
    )


def _opening(part: Part) -> float:
    return part.opens_at.timestamp() if part.opens_at else 0.0


def _urgency(own: OwnStep) -> tuple[bool, float]:
    """What is due comes first, the earliest at the head; ties keep the order of the course."""
    due = own.step.due_at
    return (due is None, due.timestamp() if due else 0.0)
