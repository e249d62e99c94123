"""Files of an assignment that came in pieces: looked through and laid by in a task."""

from datetime import datetime
from functools import partial

from django.db import transaction

from localturn.academy.actions import arrived_work
from localturn.academy.actions.limits import refuse_beyond_limits
from localturn.academy.actions.work_files import (
    lies_there,
    lock,
    make_room,
    refuse_if_closed_to_files,
    require_own,
)
from localturn.academy.domain.kinds.assignment import file_limits
from localturn.academy.models import Activity, DraftFile, Enrolment
from localturn.academy.queries.hand_ins import HAND_IN, laid_by, subject_of_draft
from localturn.foundation import moments
from localturn.foundation.files import actions as files
from localturn.foundation.files.arriving import settle
from localturn.foundation.files.models import Arrival
from localturn.foundation.people.models import Person
from localturn.foundation.tasks import task


@transaction.atomic
def take_arrived(
    enrolment: Enrolment, activity: Activity, token: str, *, by: Person, now: datetime
) -> Arrival:
    """Have a file that is there as a whole looked through and laid by; asked again, it is done once
    and the answer tells how far that is."""
    require_own(enrolment, by)
    arrival = arrived_work.held(HAND_IN, enrolment, token, by=by, now=now)
    if arrival.taken_at is not None:
        return arrival
    refuse_if_closed_to_files(enrolment, activity, now=now)
    limits = file_limits(activity.settings)
    if limits.files > 1:
        lying = [row.file.size for row in laid_by(enrolment, activity)]
        refuse_beyond_limits([*lying, arrival.size], limits)
    arrived_work.mark_taken(arrival, now=now)
    look_through.enqueue(arrival.pk, enrolment.pk, activity.pk)
    return arrival


@task()
def look_through(pk: int, seat: int, activity_pk: int) -> None:
    """Look through a file and lay it by; run twice, the second has nothing to do."""
    arrival = Arrival.objects.select_related("owner").filter(pk=pk, outcome__isnull=True).first()
    if arrival is None:
        return
    enrolment = Enrolment.objects.select_related("run__version", "person").get(pk=seat)
    activity = _as_it_is_now(Activity.objects.get(pk=activity_pk), enrolment)
    with arrived_work.refusals_told(arrival):
        _lay_by(arrival, enrolment, activity, by=arrival.owner)


def _as_it_is_now(activity: Activity, enrolment: Enrolment) -> Activity:
    """The run may have been moved to a newer version since the file was handed over."""
    same = Activity.objects.filter(version=enrolment.run.version, stable_id=activity.stable_id)
    return same.first() or activity


def _lay_by(arrival: Arrival, enrolment: Enrolment, activity: Activity, *, by: Person) -> None:
    """What came in time is in time, however long it waited here. The content is written before the
    transaction begins that names it."""
    handed_over_at = arrival.taken_at or moments.now()
    limits = file_limits(activity.settings)
    checked, written = arrived_work.write_checked(arrival, limits)
    named = partial(
        files.name_written,
        written,
        name=checked.name,
        media_type=checked.media_type,
        owner=by,
        subject=subject_of_draft(enrolment),
        now=moments.now(),
    )
    is_kept = False
    try:
        with transaction.atomic():
            lock(enrolment, by)
            if not arrived_work.is_waiting(arrival):
                return
            refuse_if_closed_to_files(enrolment, activity, now=handed_over_at)
            if not lies_there(enrolment, activity, written.sha256):
                make_room(enrolment, activity, [written.size], limits, by=by)
                DraftFile.objects.create(enrolment=enrolment, activity=activity, file=named())
                is_kept = True
            settle(arrival, {"refused": ""}, now=handed_over_at)
    finally:
        if not is_kept:
            files.discard_written(written)
