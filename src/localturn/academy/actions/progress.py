"""What somebody has done: the facts that awards rest on."""

from datetime import datetime

from django.db import transaction

from localturn.academy.actions.awards import reconsider
from localturn.academy.models import Activity, Completion, Enrolment
from localturn.foundation.people.models import Person


@transaction.atomic
def record_done(
    enrolment: Enrolment, activity: Activity, *, now: datetime, marked_by: Person | None = None
) -> None:
    """Record that the activity is done; the first record stands, however often it is said."""
    Completion.objects.get_or_create(
        enrolment=enrolment,
        activity=activity,
        defaults={"done_at": now, "marked_by": marked_by},
    )
    reconsider(enrolment, now=now)


@transaction.atomic
def undo_done(enrolment: Enrolment, activity: Activity, *, now: datetime) -> None:
    """Take the record back, where there is one; an award that was issued stays issued."""
    Completion.objects.filter(enrolment=enrolment, activity=activity).delete()
    reconsider(enrolment, now=now)
