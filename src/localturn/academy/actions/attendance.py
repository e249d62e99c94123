"""Marking who was at a meeting, many at once."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from localturn.academy import permissions
from localturn.academy.actions.awards import reconsider
from localturn.academy.models import Activity, Completion, Enrolment, Run
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import require
from localturn.foundation.tasks import task


@transaction.atomic
def mark_attendance(
    activity: Activity, *, run: Run, present: Collection[int], by: Person, now: datetime
) -> None:
    """Let exactly these seats have been at the meeting; awards follow in a task.

    The facilitator's own seat stays as it is.
    """
    require(permissions.can_facilitate(by, run))
    others = Enrolment.objects.filter(run=run, withdrawn_at=None).exclude(person=by)
    seats = set(others.values_list("pk", flat=True))
    marked = Completion.objects.filter(activity=activity, enrolment__in=seats)
    before = set(marked.values_list("enrolment_id", flat=True))
    wanted = seats & set(present)
    marked.exclude(enrolment__in=wanted).delete()
    Completion.objects.bulk_create(
        [
            Completion(enrolment_id=pk, activity=activity, done_at=now, marked_by=by)
            for pk in sorted(wanted - before)
        ],
        ignore_conflicts=True,
    )
    if changed := sorted(wanted ^ before):
        reconsider_seats.enqueue(changed)


@task()
def reconsider_seats(seats: list[int]) -> None:
    """Look at the awards of many participants, after a fact about each has changed."""
    now = moments.now()
    for seat in Enrolment.objects.filter(pk__in=seats).select_related("run__version", "person"):
        reconsider(seat, now=now)
