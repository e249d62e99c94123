"""Keeping a meeting: its length, its recording, and the code by which people check in."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from localturn.academy import permissions
from localturn.academy.actions import recordings
from localturn.academy.actions.attendance import UNMARKED, Origin, record_own, weigh_anew
from localturn.academy.actions.holding import hold_seat
from localturn.academy.domain import check_in
from localturn.academy.domain.attendance import Mark, Presence
from localturn.academy.models import Activity, CodeTry, Enrolment, Meeting, Run, RunActivity
from localturn.academy.permissions import can_participate
from localturn.academy.queries.attendance import meeting_of, standing_of, terms_in
from localturn.academy.queries.meetings_held import meeting_things
from localturn.foundation.files import actions as files
from localturn.foundation.files.uploading import Upload
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotNow, require
from localturn.foundation.room import tell_followers


@transaction.atomic
def keep_meeting(
    activity: Activity,
    *,
    run: Run,
    minutes: int | None,
    recording_link: str,
    by: Person,
    now: datetime,
    recording: Upload | None = None,
    captions: Upload | None = None,
    keeps_recording: bool = True,
) -> Meeting:
    """Say how long a meeting lasts in this run, and where its recording is.

    Another length moves the meeting's end in calendars, and completions of those who were there
    in part are weighed anew.
    """
    require(permissions.can_facilitate(by, run))
    Meeting.objects.get_or_create(run=run, activity=activity)
    meeting = Meeting.objects.select_for_update().get(run=run, activity=activity)
    before = terms_in(meeting, activity)
    meeting.minutes = None if minutes == activity.minutes else minutes
    meeting.recording_link = recording_link
    meeting.save(update_fields=["minutes", "recording_link"])
    if recording is not None:
        subject = recordings.subject_of(meeting)
        stored = files.store(recording, owner=None, subject=subject, now=now, with_media=True)
        recordings.put_recording(meeting, stored)
    elif not keeps_recording:
        recordings.put_recording(meeting, None)
    if captions is not None:
        recordings.put_captions(meeting, captions, now=now)
    if terms_in(meeting, activity).length != before.length:
        RunActivity.objects.filter(run=run, activity=activity).update(
            changed_at=now, times_moved=F("times_moved") + 1
        )
        weigh_anew(activity, run=run, by=by, now=now)
        tell_followers(meeting_things(run, [activity.pk]), now=now)
    return meeting


@transaction.atomic
def open_check_in(
    activity: Activity, *, run: Run, turns: bool, by: Person, now: datetime
) -> Meeting:
    """Let participants check in with a new code until the meeting ends."""
    require(permissions.can_facilitate(by, run))
    meeting, _new = Meeting.objects.get_or_create(run=run, activity=activity)
    starts = (
        RunActivity.objects.filter(run=run, activity=activity)
        .values_list("starts_at", flat=True)
        .first()
    )
    if starts is None:
        raise NotNow(_("Set the date of the meeting first, in the schedule."))
    ends = terms_in(meeting, activity).ends(starts)
    if now < starts - check_in.OPENS_BEFORE:
        raise NotNow(_("Check-in can be opened from one hour before the meeting begins."))
    if now >= ends + check_in.OPENS_UNTIL:
        raise NotNow(_("The meeting is over. Mark who was there by hand, or from a list."))
    meeting.code_seed, meeting.code_turns = secrets.token_hex(16), turns
    meeting.code_opened_at, meeting.code_closes_at = now, check_in.closes(ends=ends, now=now)
    meeting.save(update_fields=["code_seed", "code_turns", "code_opened_at", "code_closes_at"])
    return meeting


@transaction.atomic
def close_check_in(activity: Activity, *, run: Run, by: Person, now: datetime) -> None:
    """Take no code any more; closing twice closes once."""
    require(permissions.can_facilitate(by, run))
    Meeting.objects.filter(run=run, activity=activity, code_closes_at__gt=now).update(
        code_closes_at=now
    )


class Answer(Enum):
    """What becomes of a code that somebody enters."""

    IN = "in"
    WRONG = "wrong"
    TOO_OFTEN = "too often"
    NOT_OPEN = "not open"
    CLOSED = "closed"
    MARKED_OTHERWISE = "marked otherwise"


@dataclass(frozen=True)
class CheckIn:
    answer: Answer
    tries_left: int = 0


def check_in_with(
    seat: Enrolment, activity: Activity, code: str, *, by: Person, now: datetime
) -> CheckIn:
    """Record that somebody is there, if the code is right.

    What a facilitator has marked stands. A try is counted before the code is looked at, in a
    transaction of its own, so that no number of requests at once tries more codes.
    """
    require(can_participate(seat) and seat.person_id == by.pk)
    require(not permissions.can_facilitate(by, seat.run), _("Another facilitator has to mark you."))
    meeting = meeting_of(seat.run, activity)
    if meeting.code_opened_at is None or meeting.code_closes_at is None:
        return CheckIn(Answer.NOT_OPEN)
    if now >= meeting.code_closes_at:
        return CheckIn(Answer.CLOSED)
    left = _take_a_try(seat, activity, now)
    if left is None:
        return CheckIn(Answer.TOO_OFTEN)
    if not check_in.fits(code, meeting.code_seed, now, turns=meeting.code_turns):
        return CheckIn(Answer.WRONG, left)
    return _let_in(seat, activity, now)


@transaction.atomic
def _let_in(seat: Enrolment, activity: Activity, now: datetime) -> CheckIn:
    CodeTry.objects.filter(enrolment=seat, activity=activity).delete()
    hold_seat(seat.pk)
    standing = standing_of(seat, activity)
    mark = standing.mark if standing else UNMARKED
    if standing and standing.before and mark.state is Presence.WATCHED:
        mark = standing.before.mark
    if mark.state is Presence.PRESENT:
        return CheckIn(Answer.IN)
    if mark.state in (Presence.PARTLY, Presence.ABSENT):
        return CheckIn(Answer.MARKED_OTHERWISE)
    record_own(seat, activity, Mark(Presence.PRESENT), origin=Origin.CODE, now=now)
    return CheckIn(Answer.IN)


@transaction.atomic
def _take_a_try(seat: Enrolment, activity: Activity, now: datetime) -> int | None:
    """Count one more try; how many are left after it, None if there was none."""
    rows = CodeTry.objects.filter(enrolment=seat, activity=activity)
    CodeTry.objects.get_or_create(enrolment=seat, activity=activity, defaults={"since": now})
    fresh = Q(since__gt=now - check_in.TRIES_WITHIN)
    rows.exclude(fresh).update(since=now, tries=0)
    if not rows.filter(fresh, tries__lt=check_in.MOST_TRIES).update(tries=F("tries") + 1):
        return None
    return check_in.MOST_TRIES - rows.values_list("tries", flat=True).get()


@transaction.atomic
def say_watched(seat: Enrolment, activity: Activity, *, by: Person, now: datetime) -> None:
    """Record that somebody who was not there has watched the recording."""
    require(can_participate(seat) and seat.person_id == by.pk)
    meeting = meeting_of(seat.run, activity)
    if not (meeting.recording_link or meeting.recording):
        raise NotNow(_("There is no recording yet."))
    terms = terms_in(meeting, activity)
    times = RunActivity.objects.filter(run=seat.run, activity=activity)
    starts = times.values_list("starts_at", flat=True).first()
    if not terms.recording_counts or (starts is not None and now < terms.ends(starts)):
        raise NotNow(_("Watching the recording does not count here, or not yet."))
    standing = standing_of(seat, activity)
    if standing and standing.state == Presence.PRESENT:
        return
    record_own(seat, activity, Mark(Presence.WATCHED), origin=Origin.RECORDING, now=now)


@transaction.atomic
def say_not_watched(seat: Enrolment, activity: Activity, *, by: Person, now: datetime) -> None:
    """Take that back: what stood before stands again."""
    require(can_participate(seat) and seat.person_id == by.pk)
    standing = standing_of(seat, activity)
    if standing is None or standing.state != Presence.WATCHED:
        return
    before = standing.before.mark if standing.before else UNMARKED
    record_own(seat, activity, before, origin=Origin.RECORDING, now=now)
