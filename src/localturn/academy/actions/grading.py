"""The gradebook's one door: to it is only ever added, and one entry an activity stands."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from localturn.academy.domain.attempts import points_for
from localturn.academy.models import Activity, Attempt, Enrolment, GradeEntry, HandIn
from localturn.foundation.people.models import Person


def standing_entry(enrolment: Enrolment, activity: Activity) -> GradeEntry | None:
    """The entry that stands, locked until the transaction ends."""
    return (
        GradeEntry.objects.select_for_update()
        .filter(enrolment=enrolment, activity=activity, is_standing=True)
        .first()
    )


@transaction.atomic
def enter(
    enrolment: Enrolment,
    activity: Activity,
    *,
    points: Decimal,
    origin: str,
    now: datetime,
    by: Person | None = None,
    attempt: Attempt | None = None,
    hand_in: HandIn | None = None,
    feedback: str = "",
    feedback_html: str = "",
    reason: str = "",
) -> GradeEntry:
    """Let a new entry stand, and the one that stood be replaced by it."""
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    old = standing_entry(enrolment, activity)
    if old is not None:
        GradeEntry.objects.filter(pk=old.pk).update(is_standing=False)
    return GradeEntry.objects.create(
        enrolment=enrolment,
        activity=activity,
        points=points,
        origin=origin,
        attempt=attempt,
        hand_in=hand_in,
        feedback=feedback,
        feedback_html=feedback_html,
        reason=reason,
        replaces=old,
        entered_at=now,
        entered_by=by,
    )


@transaction.atomic
def enter_best(attempt: Attempt, *, now: datetime) -> GradeEntry | None:
    """Enter what a marked attempt is worth, if that is more than what stands; the new entry."""
    activity = attempt.activity
    if attempt.share is None or not activity.points:
        return None
    points = points_for(attempt.share, activity.points)
    old = standing_entry(attempt.enrolment, activity)
    if old is not None and old.points >= points:
        return None
    return enter(
        attempt.enrolment,
        activity,
        points=points,
        origin=GradeEntry.Origin.ATTEMPT,
        attempt=attempt,
        now=now,
    )
