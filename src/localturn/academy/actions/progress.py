"""What somebody has done: the facts that awards rest on."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from localturn.academy.actions.awards import reconsider
from localturn.academy.models import Activity, Completion, Enrolment
from localturn.foundation.people.models import Person


@transaction.atomic
def record_done(
    enrolment: Enrolment, activity: Activity, *, now: datetime, marked_by: Person | None = None
) -> None:
    """Record that the activity is done; the first record stands, however often it is said."""
    complete(activity.pk, [enrolment.pk], now=now, marked_by=marked_by)
    reconsider(enrolment, now=now)


@transaction.atomic
def undo_done(enrolment: Enrolment, activity: Activity, *, now: datetime) -> None:
    """Take the record back, where there is one; an award that was issued stays issued, and what a
    facilitator lets count goes on to count."""
    uncomplete(Completion.objects.filter(enrolment=enrolment, activity=activity))
    reconsider(enrolment, now=now)


def complete(
    activity: int, seats: Iterable[int], *, now: datetime, marked_by: Person | None = None
) -> None:
    """Record that these have done it; whoever calls looks at their awards."""
    rows = [
        Completion(enrolment_id=seat, activity_id=activity, done_at=now, marked_by=marked_by)
        for seat in seats
    ]
    if not rows:
        return
    Completion.objects.bulk_create(rows, ignore_conflicts=True)
    granted = Completion.objects.filter(
        activity=activity, enrolment__in=[row.enrolment_id for row in rows], is_own=False
    )
    granted.update(is_own=True, done_at=now, marked_by=marked_by)


def uncomplete(rows: QuerySet[Completion]) -> None:
    """Let these no longer be done; whoever calls looks at the awards."""
    rows.exclude(granted_at=None).update(is_own=False)
    rows.filter(granted_at=None).delete()
