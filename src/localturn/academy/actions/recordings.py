"""The recording of a meeting: kept with its captions, also where it comes in pieces."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.academy import permissions
from localturn.academy.actions import arrived_work
from localturn.academy.models import Activity, Meeting, Run
from localturn.academy.queries.recordings import RECORDING, purpose_of
from localturn.academy.standards import webvtt
from localturn.foundation import moments
from localturn.foundation.files import actions as files
from localturn.foundation.files.arriving import settle
from localturn.foundation.files.kinds import VTT
from localturn.foundation.files.models import Arrival, StoredFile
from localturn.foundation.files.uploading import Upload
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, require
from localturn.foundation.tasks import task


def subject_of(meeting: Meeting) -> str:
    return f"academy/meeting/{meeting.pk}"


def put_recording(meeting: Meeting, file: StoredFile | None) -> None:
    """In the place of an earlier one, whose captions go with it."""
    old = [each for each in (meeting.recording, meeting.captions) if each is not None]
    meeting.recording, meeting.captions = file, None
    meeting.save(update_fields=["recording", "captions"])
    for each in old:
        files.delete(each)


def put_captions(meeting: Meeting, upload: Upload, *, now: datetime) -> None:
    """In the place of earlier ones; raises Invalid where a line cannot be read."""
    if meeting.recording is None:
        raise Invalid(_("There is no recording that these captions belong to."))
    old = meeting.captions
    meeting.captions = files.store(
        upload, owner=None, subject=subject_of(meeting), now=now, with_media=True
    )
    meeting.save(update_fields=["captions"])
    if old is not None:
        files.delete(old)


def refuse_unreadable(captions: Upload) -> None:
    """Raise Invalid for what is no WebVTT, with the first line that is wrong."""
    captions.seek(0)
    content = captions.read()
    captions.seek(0)
    try:
        reading = webvtt.read(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Invalid(_("Save the captions as text in UTF-8.")) from None
    for fault in reading.faults[:1]:
        raise Invalid(
            _("Line %(line)s: %(what)s")
            % {"line": fault.line, "what": _(fault.message) % fault.values}
        )


@transaction.atomic
def take_arrived(run: Run, activity: Activity, token: str, *, by: Person, now: datetime) -> Arrival:
    """Have a recording that is there as a whole looked through and kept; asked again, it is done
    once and the answer tells how far that is."""
    require(permissions.can_facilitate(by, run))
    arrival = arrived_work.held_for(purpose_of(run, activity), token, by=by, now=now)
    if arrival.taken_at is None:
        arrived_work.mark_taken(arrival, now=now)
        look_through_recording.enqueue(arrival.pk, run.pk, activity.stable_id)
    return arrival


@task()
def look_through_recording(pk: int, run_pk: int, stable_id: str) -> None:
    """Look through a recording and keep it; run twice, the second has nothing to do."""
    arrival = Arrival.objects.select_related("owner").filter(pk=pk, outcome__isnull=True).first()
    if arrival is None:
        return
    with arrived_work.refusals_told(arrival):
        _keep(arrival, Run.objects.get(pk=run_pk), stable_id)


def _keep(arrival: Arrival, run: Run, stable_id: str) -> None:
    """The content is written before the transaction begins that names it."""
    checked, written = arrived_work.write_checked(arrival, RECORDING)
    is_kept = False
    try:
        if checked.media_type == VTT.media_type:
            raise Invalid(_("Choose captions at their own field."))
        with transaction.atomic():
            held = Run.objects.select_for_update(no_key=True).get(pk=run.pk)
            require(permissions.can_facilitate(arrival.owner, held))
            if not arrived_work.is_waiting(arrival):
                return
            activity = Activity.objects.get(version=held.version_id, stable_id=stable_id)
            meeting, _new = Meeting.objects.get_or_create(run=held, activity=activity)
            now = moments.now()
            file = files.name_written(
                written,
                name=checked.name,
                media_type=checked.media_type,
                owner=None,
                subject=subject_of(meeting),
                now=now,
            )
            put_recording(meeting, file)
            is_kept = True
            settle(arrival, {"refused": ""}, now=now)
    finally:
        if not is_kept:
            files.discard_written(written)
