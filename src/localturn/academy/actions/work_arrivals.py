"""Files of an assignment that came in pieces: looked through and laid by in a task, since no
request may be long, with the refusal kept for who sent them."""

from datetime import datetime
from functools import partial

from django.core.files.base import File
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from localturn.academy.actions.hand_ins import refuse_beyond_limits
from localturn.academy.actions.work_files import (
    lies_there,
    lock,
    make_room,
    refuse_if_closed_to_files,
    require_own,
)
from localturn.academy.domain.kinds.assignment import file_limits
from localturn.academy.models import Activity, DraftFile, Enrolment
from localturn.academy.queries.hand_ins import HAND_IN, MIB, laid_by, subject_of_draft
from localturn.foundation import moments
from localturn.foundation.files import actions as files
from localturn.foundation.files.arriving import put_together, settle
from localturn.foundation.files.checking import check
from localturn.foundation.files.models import Arrival
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotFound, NotNow, Refusal
from localturn.foundation.tasks import task


@transaction.atomic
def take_arrived(
    enrolment: Enrolment, activity: Activity, token: str, *, by: Person, now: datetime
) -> Arrival:
    """Have a file that is there as a whole looked through and laid by; asked again, it is done once
    and the answer tells how far that is."""
    require_own(enrolment, by)
    own = Arrival.objects.select_for_update().filter(owner=by, expires_at__gt=now)
    arrival = own.filter(token=token, purpose__startswith=f"{HAND_IN}/{enrolment.pk}/").first()
    if arrival is None:
        raise NotFound
    if arrival.taken_at is not None:
        return arrival
    if not arrival.is_whole:
        raise NotNow(_("This file has not arrived as a whole yet."))
    refuse_if_closed_to_files(enrolment, activity, now=now)
    limits = file_limits(activity.settings)
    if limits.files > 1:
        lying = [row.file.size for row in laid_by(enrolment, activity)]
        refuse_beyond_limits([*lying, arrival.size], limits)
    arrival.taken_at = now
    arrival.save(update_fields=["taken_at"])
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
    with translation.override(arrival.owner.language):
        try:
            _lay_by(arrival, enrolment, activity, by=arrival.owner)
        except Refusal as refusal:
            sentence = refusal.sentence or _("You may not do this.")
            settle(arrival, {"refused": sentence}, now=moments.now())


def _as_it_is_now(activity: Activity, enrolment: Enrolment) -> Activity:
    """The run may have been moved to a newer version since the file was handed over."""
    same = Activity.objects.filter(version=enrolment.run.version, stable_id=activity.stable_id)
    return same.first() or activity


def _lay_by(arrival: Arrival, enrolment: Enrolment, activity: Activity, *, by: Person) -> None:
    """What came in time is in time, however long it waited here. The content is written before the
    transaction begins that names it."""
    handed_over_at = arrival.taken_at or moments.now()
    limits = file_limits(activity.settings)
    with put_together(arrival) as whole:
        content = File(whole, name=arrival.name)
        content.size = arrival.size
        checked = check(content, most=limits.each * MIB)
        written = files.write(content)
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
            if (
                not Arrival.objects.select_for_update()
                .filter(pk=arrival.pk, outcome__isnull=True)
                .first()
            ):
                return  # given up meanwhile, or laid by by another worker
            refuse_if_closed_to_files(enrolment, activity, now=handed_over_at)
            if not lies_there(enrolment, activity, written.sha256):
                make_room(enrolment, activity, [written.size], limits, by=by)
                DraftFile.objects.create(enrolment=enrolment, activity=activity, file=named())
                is_kept = True
            settle(arrival, {"refused": ""}, now=handed_over_at)
    finally:
        if not is_kept:
            files.discard_written(written)
