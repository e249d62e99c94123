"""What was part of a run's course before it was moved to a newer version, and is no longer."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from localturn.academy.domain.kinds import KINDS, Kind
from localturn.academy.models import Activity, Enrolment, Run
from localturn.academy.queries import frozen


@dataclass(frozen=True)
class Retired:
    """An activity that somebody worked on and that the course no longer has."""

    id: str
    title: str
    kind: Kind


def retired_activity(run: Run, stable_id: str) -> Activity | None:
    """An activity of an earlier version of the run; the last of that name (1 statement)."""
    return (
        Activity.objects.filter(version__in=run.moves.values("version_before"), stable_id=stable_id)
        .select_related("module", "bank", "version")
        .order_by("-version__number")
        .first()
    )


def worked_on(seat: Enrolment, activity: Activity) -> bool:
    """Whether something was done on a seat in an activity."""
    return _with_work_of(seat).filter(pk=activity.pk).exists()


def retired_for(seat: Enrolment) -> list[Retired]:
    """What somebody has worked on that is no longer part of the course (1 statement)."""
    run = seat.run
    here = {step.id for part in frozen.outline(frozen.key_of(run.version)) for step in part.steps}
    rows = (
        _with_work_of(seat)
        .filter(version__in=run.moves.values("version_before"))
        .exclude(stable_id__in=here)
        .order_by("version__number", "position")
        .values_list("stable_id", "title", "kind")
        .distinct()
    )
    return [Retired(id_, title, KINDS[kind]) for id_, title, kind in rows]


def _with_work_of(seat: Enrolment) -> QuerySet[Activity]:
    return Activity.objects.filter(
        Q(completions__enrolment=seat)
        | Q(attempts__enrolment=seat)
        | Q(hand_ins__enrolment=seat)
        | Q(grades__enrolment=seat)
        | Q(posts__run=seat.run_id, posts__author_id=seat.person_id or 0)
    )
