"""Runs, as somebody sees them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from localturn.academy.models import (
    Activity,
    Enrolment,
    Run,
    RunFacilitator,
    RunMove,
    RunPartner,
)
from localturn.academy.queries import frozen
from localturn.foundation.people.models import Organisation, Person
from localturn.foundation.people.queries import coordinated_by
from localturn.foundation.people.reader import Reader
from localturn.foundation.prepared import prepared
from localturn.foundation.refusals import NotAllowed, NotFound


@dataclass(frozen=True)
class SeenRun:
    """A run, and whether its reader facilitates it."""

    run: Run
    is_facilitator: bool
    has_moved: bool
    """Whether it delivered an earlier version of its course before."""


def run_seen_by(person: Reader, slug: str) -> SeenRun:
    """A run with its version and course, and the name of its host as `host_name` (1 statement).

    That a run exists, and how one comes into it, is public. Raises NotFound.
    """
    found: list[Any] = _runs(slug, person.pk or 0)
    if not found:
        raise NotFound
    run = found[0]
    key = frozen.Key(run.version_id, run.course_slug, run.version_published_at)
    run.version = frozen.version(key)
    return SeenRun(run, run.reader_facilitates, run.has_moved)


@prepared
def _runs(slug: str, person: int) -> QuerySet[Run]:
    facilitates = RunFacilitator.objects.filter(run=OuterRef("pk"), person_id=person)
    return Run.objects.filter(slug=slug).annotate(
        reader_facilitates=Exists(facilitates),
        has_moved=Exists(RunMove.objects.filter(run=OuterRef("pk"))),
        host_name=F("host__name"),
        course_slug=F("version__course__slug"),
        version_published_at=F("version__published_at"),
    )


def run_kept_by(person: Reader, slug: str) -> Run:
    """A run that the reader facilitates; raises NotFound and NotAllowed."""
    seen = run_seen_by(person, slug)
    if not seen.is_facilitator:
        raise NotAllowed(_("Only the facilitators of this run may do this."))
    return seen.run


def seat_and_activity(run: Run, seat: int, activity: str) -> tuple[Enrolment, Activity]:
    """Somebody's seat in a run and an activity of it, by its stable id; raises NotFound, also where
    the person has left or been erased."""
    kept = Enrolment.objects.select_related("person", "run__version__course").filter(
        pk=seat, run=run, withdrawn_at=None, person__isnull=False
    )
    asked = Activity.objects.filter(version=run.version_id, stable_id=activity)
    found, known = kept.first(), asked.first()
    if found is None or known is None:
        raise NotFound
    return found, known


def runs_joinable(*, on: date, now: datetime) -> QuerySet[Run]:
    """Runs that anybody may still enrol in, the next to begin first."""
    return (
        Run.objects.filter(is_open=True, ends_on__gte=on)
        .filter(Q(enrolment_closes_at=None) | Q(enrolment_closes_at__gt=now))
        .select_related("version__course", "host")
        .annotate(seated=Count("enrolments", filter=Q(enrolments__withdrawn_at=None)))
        .order_by("starts_on", "slug")
    )


def seats_of(person: Reader) -> QuerySet[Enrolment]:
    """A person's seats, each with its run and course, the newest run first."""
    return (
        Enrolment.objects.filter(person_id=person.pk or 0, withdrawn_at=None)
        .select_related("run__version__course")
        .order_by("-run__starts_on", "-pk")
    )


def runs_nominated_for(person: Person, *, on: date) -> QuerySet[Run]:
    """Runs for which an organisation nominates that the person coordinates, the newest first."""
    partners = RunPartner.objects.filter(
        run=OuterRef("pk"), organisation__in=coordinated_by(person, on=on)
    )
    return (
        Run.objects.filter(Exists(partners))
        .select_related("version__course", "host")
        .order_by("-starts_on", "slug")
    )


def facilitators_of(run: Run) -> list[str]:
    """The names of who guides a run, as its participants know them."""
    return [name for (name,) in _facilitators(run.pk) if name]


@prepared
def _facilitators(run: int) -> QuerySet[Any, tuple[str]]:
    rows = RunFacilitator.objects.filter(run_id=run, person__is_active=True)
    return rows.order_by("person__name", "pk").values_list("person__name")


def partners_of(run: Run) -> list[Organisation]:
    """The organisations that may nominate, by name."""
    return list(Organisation.objects.filter(partner_runs__run=run).order_by("folded", "pk"))
