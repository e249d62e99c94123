"""Files of a group that came in pieces: looked through and laid by in a task, as those of an
assignment are (`work_arrivals`)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.academy.actions import arrived_work
from localturn.academy.actions.group_files import enter, lies_there, make_room, refuse
from localturn.academy.actions.groupwork import own_group, subject_of_draft
from localturn.academy.domain.kinds.assignment import file_limits
from localturn.academy.models import Enrolment, GroupFile
from localturn.academy.permissions import can_participate
from localturn.academy.queries.groupwork import HAND_IN, WorkState, states_in, works_of
from localturn.foundation import moments
from localturn.foundation.files import actions as files
from localturn.foundation.files.arriving import settle
from localturn.foundation.files.models import Arrival
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotNow, require
from localturn.foundation.tasks import task


@transaction.atomic
def take_arrived(
    seat: Enrolment, state: WorkState, token: str, *, by: Person, now: datetime
) -> Arrival:
    """Have a file that is there as a whole looked through and laid by for one's group; asked again,
    it is done once and the answer tells how far that is."""
    require(can_participate(seat) and seat.person_id == by.pk)
    arrival = arrived_work.held(HAND_IN, seat, token, by=by, now=now)
    if arrival.taken_at is not None:
        return arrival
    refuse(state, own_group(seat, state.work), now=now)
    arrived_work.mark_taken(arrival, now=now)
    look_through_for_group.enqueue(arrival.pk, seat.pk, state.work.pk)
    return arrival


@task()
def look_through_for_group(pk: int, seat: int, work: int) -> None:
    """Look through a file and lay it by; run twice, the second has nothing to do."""
    arrival = Arrival.objects.select_related("owner").filter(pk=pk, outcome__isnull=True).first()
    if arrival is None:
        return
    enrolment = Enrolment.objects.select_related("run__version", "person").get(pk=seat)
    with arrived_work.refusals_told(arrival):
        _lay_by(arrival, enrolment, _state(work, enrolment), by=arrival.owner)


def _state(work: int, seat: Enrolment) -> WorkState:
    found = states_in(works_of([seat.run_id]).filter(pk=work))
    if not found:
        raise NotNow(_("The course is not running now."))
    return found[0]


def _lay_by(arrival: Arrival, seat: Enrolment, state: WorkState, *, by: Person) -> None:
    """What came in time is in time, however long it waited here. The content is written before the
    transaction begins that names it."""
    handed_over_at = arrival.taken_at or moments.now()
    limits = file_limits(state.work.activity.settings)
    checked, written = arrived_work.write_checked(arrival, limits)
    is_kept = False
    try:
        with transaction.atomic():
            group = enter(seat, state, by=by, now=handed_over_at)
            if not arrived_work.is_waiting(arrival):
                return
            if not lies_there(state, group, written.sha256):
                make_room(state, group, [written.size], limits, by=by)
                file = files.name_written(
                    written,
                    name=checked.name,
                    media_type=checked.media_type,
                    owner=by,
                    subject=subject_of_draft(group),
                    now=moments.now(),
                )
                GroupFile.objects.create(work=state.work, group=group, file=file, laid_by=by)
                is_kept = True
            settle(arrival, {"refused": ""}, now=handed_over_at)
    finally:
        if not is_kept:
            files.discard_written(written)
