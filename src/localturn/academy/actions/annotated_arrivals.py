"""Files with remarks that came in pieces: looked through and laid by in a task, as those of an
assignment are (`work_arrivals`)."""

from datetime import datetime

from django.db import transaction

from localturn.academy.actions import arrived_work
from localturn.academy.actions.annotated_files import enter, lies_there, make_room, subject_of_draft
from localturn.academy.domain.kinds.assignment import ANNOTATED
from localturn.academy.models import AnnotatedDraft, HandIn
from localturn.academy.queries.annotated import PURPOSE
from localturn.foundation import moments
from localturn.foundation.files import actions as files
from localturn.foundation.files.arriving import settle
from localturn.foundation.files.models import Arrival
from localturn.foundation.people.models import Person
from localturn.foundation.tasks import task


@transaction.atomic
def take_arrived(hand_in: HandIn, token: str, *, by: Person, now: datetime) -> Arrival:
    """Have a file that is there as a whole looked through and laid by for its marker; asked again,
    it is done once and the answer tells how far that is."""
    arrival = arrived_work.held(PURPOSE, hand_in.enrolment, token, by=by, now=now)
    if arrival.taken_at is not None:
        return arrival
    enter(hand_in, by)
    make_room(hand_in, [arrival.size], by=by)
    arrived_work.mark_taken(arrival, now=now)
    look_through_annotated.enqueue(arrival.pk, hand_in.pk)
    return arrival


@task()
def look_through_annotated(pk: int, hand_in: int) -> None:
    """Look through a file and lay it by; run twice, the second has nothing to do."""
    arrival = Arrival.objects.select_related("owner").filter(pk=pk, outcome__isnull=True).first()
    if arrival is None:
        return
    work = HandIn.objects.select_related("enrolment__run", "enrolment__person").get(pk=hand_in)
    with arrived_work.refusals_told(arrival):
        _lay_by(arrival, work, by=arrival.owner)


def _lay_by(arrival: Arrival, work: HandIn, *, by: Person) -> None:
    """The content is written before the transaction begins that names it."""
    checked, written = arrived_work.write_checked(arrival, ANNOTATED)
    is_kept = False
    try:
        with transaction.atomic():
            enter(work, by)
            if not arrived_work.is_waiting(arrival):
                return
            if not lies_there(work, by, written.sha256):
                make_room(work, [written.size], by=by)
                file = files.name_written(
                    written,
                    name=checked.name,
                    media_type=checked.media_type,
                    owner=by,
                    subject=subject_of_draft(by),
                    now=moments.now(),
                )
                AnnotatedDraft.objects.create(hand_in=work, marker=by, file=file)
                is_kept = True
            settle(arrival, {"refused": ""}, now=arrival.taken_at or moments.now())
    finally:
        if not is_kept:
            files.discard_written(written)
