"""Where somebody stands when they open an activity of a run: all that its kind needs to know."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, FilteredRelation, Q

from localturn.academy.domain.kinds import KINDS, Kind
from localturn.academy.domain.schedule import Phase, Span, is_in_time, is_open
from localturn.academy.models import (
    Activity,
    CourseVersion,
    Enrolment,
    Module,
    Run,
)
from localturn.academy.permissions import Reader
from localturn.academy.queries.runs import run_seen_by
from localturn.foundation.places.models import City
from localturn.foundation.places.queries import cities_of
from localturn.foundation.refusals import NotFound


@dataclass(frozen=True)
class Neighbour:
    """The activity before or after, as a link."""

    id: str
    title: str


@dataclass(frozen=True)
class ActivityPlace:
    """An activity of a run, seen by one person at one moment."""

    run: Run
    version: CourseVersion
    module: Module
    activity: Activity
    kind: Kind
    enrolment: Enrolment | None
    """The reader's seat; None for who has none or has given it up."""
    is_facilitator: bool
    phase: Phase
    opens_at: datetime | None
    """A meeting with a date is open at once, since it may come before its module."""
    due_at: datetime | None
    starts_at: datetime | None
    """Of a meeting."""
    link: str
    zone: str
    """In which its deadline or meeting was written."""
    done_at: datetime | None
    previous: Neighbour | None
    next: Neighbour | None
    now: datetime
    cities: tuple[City, ...] = ()
    """What its text is about."""

    @property
    def is_open(self) -> bool:
        """Whether its module has opened."""
        return is_open(self.opens_at, self.now)

    @property
    def is_in_time(self) -> bool:
        """Whether what is done now meets the deadline."""
        return is_in_time(self.now, self.due_at)

    @property
    def may_take_part(self) -> bool:
        """Whether the reader may do now what the activity asks for."""
        return self.enrolment is not None and self.is_open and self.phase is Phase.RUNNING


def place_of(person: Reader, run_slug: str, activity_id: str, *, now: datetime) -> ActivityPlace:
    """The activity with this stable id in the version that the run pins; 4 statements, and
    one for the cities that it is about.

    Raises NotFound.
    """
    seen = run_seen_by(person, run_slug)
    run = seen.run
    enrolment = seat_of(person, run)
    activity = _activity(run, activity_id, enrolment)
    previous, following = _neighbours(activity)
    return ActivityPlace(
        run=run,
        version=run.version,
        module=activity.module,
        activity=activity,
        kind=KINDS[activity.kind],
        enrolment=enrolment,
        is_facilitator=seen.is_facilitator,
        phase=span_of(run).phase(now),
        opens_at=None if activity.run_starts_at else activity.run_opens_at,
        due_at=activity.run_due_at,
        starts_at=activity.run_starts_at,
        link=activity.run_link or "",
        zone=activity.run_zone or run.zone,
        done_at=activity.run_done_at,
        previous=previous,
        next=following,
        now=now,
        cities=tuple(cities_of(activity.places)),
    )


def span_of(run: Run) -> Span:
    """The days of a run as a value."""
    return Span(run.starts_on, run.ends_on, run.zone)


def seat_of(person: Reader, run: Run) -> Enrolment | None:
    """The reader's seat in a run, unless they have none or gave it up."""
    if not person.is_authenticated:
        return None
    return Enrolment.objects.filter(run=run, person_id=person.pk, withdrawn_at=None).first()


def _activity(run: Run, activity_id: str, enrolment: Enrolment | None) -> Any:
    activity = (
        Activity.objects.filter(version_id=run.version_id, stable_id=activity_id)
        .select_related("module")
        .annotate(
            release=FilteredRelation("module__releases", condition=Q(module__releases__run=run)),
            planned=FilteredRelation("schedule", condition=Q(schedule__run=run)),
            completion=FilteredRelation(
                "completions", condition=Q(completions__enrolment=enrolment)
            ),
        )
        .annotate(
            run_opens_at=F("release__opens_at"),
            run_due_at=F("planned__due_at"),
            run_starts_at=F("planned__starts_at"),
            run_zone=F("planned__zone"),
            run_link=F("planned__link"),
            run_done_at=F("completion__done_at"),
        )
        .first()
    )
    if activity is None:
        raise NotFound
    return activity


def _neighbours(activity: Activity) -> tuple[Neighbour | None, Neighbour | None]:
    around = Activity.objects.filter(
        version_id=activity.version_id,
        position__in=(activity.position - 1, activity.position + 1),
    ).values_list("position", "stable_id", "title")
    found = {position: Neighbour(stable_id, title) for position, stable_id, title in around}
    return found.get(activity.position - 1), found.get(activity.position + 1)
