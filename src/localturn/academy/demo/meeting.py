"""The introductory webinar of the demonstration: who came, from a list, by code and by hand."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from localturn.academy.actions import attendance, meetings
from localturn.academy.actions.meeting_lists import look, record_lists
from localturn.academy.demo import doing, setting
from localturn.academy.domain.attendance import Mark, Presence
from localturn.academy.domain.check_in import code_at
from localturn.academy.domain.roster import How
from localturn.academy.models import Activity, Enrolment
from localturn.foundation import moments

MINUTE = timedelta(minutes=1)
RECORDING = "https://meet.example.org/opening/recording"


def hold(course: doing.Course, seats: Sequence[Enrolment]) -> None:
    """The meeting takes place: those on these seats come, the last of them for a while only."""
    for row in course.run.schedule.filter(activity__kind="webinar").select_related("activity"):
        if row.starts_at is not None and len(seats) > 3:
            _hold(course, row.activity, seats, row.starts_at)


def _hold(
    course: doing.Course, activity: Activity, seats: Sequence[Enrolment], starts: datetime
) -> None:
    run, guide = course.run, course.facilitator
    opened = starts + 5 * MINUTE
    meeting = meetings.open_check_in(activity, run=run, turns=False, by=guide, now=opened)
    on_the_phone, *listed = seats
    if on_the_phone.person is not None:
        code = code_at(meeting.code_seed, opened, turns=False)
        meetings.check_in_with(
            on_the_phone, activity, code, by=on_the_phone.person, now=opened + MINUTE
        )
    after = starts + timedelta(hours=2)
    report = teams_report(listed, starts)
    looked = look(
        [("attendance.csv", report)],
        activity,
        run=run,
        starts=starts,
        zone=setting.ZONE,
        by=guide,
    )
    named = {
        index: each.meant.seats[0]
        for index, each in enumerate(looked.found)
        if each.meant.how is How.NAME
    }
    record_lists(looked, activity, run=run, chosen=named, replaces_marks=False, by=guide, now=after)
    come = [seat.pk for seat in seats]
    missing = run.enrolments.filter(withdrawn_at=None).exclude(pk__in=come).order_by("pk")
    excused = {pk: Mark(Presence.EXCUSED) for pk in missing.values_list("pk", flat=True)[:1]}
    attendance.mark_attendance(activity, run=run, marks=excused, by=guide, now=after + 10 * MINUTE)
    attendance.mark_the_rest(
        activity, run=run, mark=Mark(Presence.ABSENT), by=guide, now=after + 11 * MINUTE
    )
    meetings.keep_meeting(
        activity,
        run=run,
        minutes=None,
        recording_link=RECORDING,
        by=guide,
        now=after + 20 * MINUTE,
    )


def teams_report(seats: Sequence[Enrolment], starts: datetime) -> bytes:
    """A report as Microsoft Teams writes it: UTF-16 with tabs, in sections. One of them comes
    twice, one has another address, one leaves early, and one is nobody of the run."""
    came = starts - 3 * MINUTE
    lines = [
        ["1. Summary"],
        ["Meeting title", "Opening webinar"],
        ["Attended participants", str(len(seats) + 1)],
        [],
        ["3. In-Meeting Activities"],
        ["Name", "Join Time", "Leave Time", "Duration", "Email", "Role"],
    ]
    for number, seat in enumerate(seats):
        if seat.person is None:
            continue
        email = "" if number == 0 else seat.person.email
        left = starts + (25 if number == len(seats) - 1 else 61) * MINUTE
        if number == 1:
            lines.append(_stay(seat.person.name, email, came, starts + 20 * MINUTE))
            lines.append(_stay(seat.person.name, email, starts + 22 * MINUTE, left))
        else:
            lines.append(_stay(seat.person.name, email, came + number * MINUTE / 3, left))
    lines.append(_stay("iPad of the town hall", "", came, starts + 40 * MINUTE))
    text = "\r\n".join("\t".join(cells) for cells in lines) + "\r\n"
    return text.encode("utf-16")


def _stay(name: str, email: str, since: datetime, until: datetime) -> list[str]:
    minutes, seconds = divmod(round((until - since).total_seconds()), 60)
    times = [_time(since), _time(until), f"{minutes // 60}h {minutes % 60}m {seconds}s"]
    return [name, *times, email, "Attendee"]


def _time(moment: datetime) -> str:
    local = moment.astimezone(moments.zone(setting.ZONE))
    half = "AM" if local.hour < 12 else "PM"
    clock = f"{local.hour % 12 or 12}:{local:%M:%S} {half}"
    return f"{local.month}/{local.day}/{local:%y}, {clock}"
