"""Course blogs: what is done of one, and their deadlines, which follow the meetings that they
belong to."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from localturn.academy.actions.holding import hold_seat
from localturn.academy.actions.progress import record_done, undo_done
from localturn.academy.domain.allowances import NOTHING, deadline
from localturn.academy.domain.blog import BLOG, due_before, terms_of
from localturn.academy.domain.pace import due
from localturn.academy.domain.schedule import is_in_time
from localturn.academy.models import Activity, Completion, Enrolment, Post, Run, RunActivity
from localturn.academy.queries.behind import own_in
from localturn.academy.queries.blog import standing_of
from localturn.academy.queries.places import start_of


@transaction.atomic
def settle(seat: Enrolment, activity: Activity, *, now: datetime) -> None:
    """Let a blog be done for exactly who has written what it asks for, or is excused."""
    hold_seat(seat.pk)
    is_done = Completion.objects.filter(enrolment=seat, activity=activity, is_own=True).exists()
    if standing_of(seat, activity).is_done:
        record_done(seat, activity, now=now)
    elif is_done:
        undo_done(seat, activity, now=now)


def settle_all(run: Run, activities: Iterable[Activity], *, now: datetime) -> None:
    """The same for everybody, after what is asked for has changed."""
    for activity in activities:
        for seat in Enrolment.objects.filter(run=run, withdrawn_at=None).select_related("person"):
            seat.run = run
            settle(seat, activity, now=now)


@transaction.atomic
def follow_meetings(run: Run, *, now: datetime) -> list[int]:
    """Let each blog of a run be due when the meeting that it belongs to says; the activities whose
    deadline moved. Called by whatever sets the time of a meeting."""
    blogs = Activity.objects.filter(version=run.version_id, kind=BLOG)
    following = {each: terms_of(each.settings) for each in blogs}
    following = {each: terms for each, terms in following.items() if terms.before}
    if not following:
        return []
    meetings = {
        row.activity.stable_id: row
        for row in run.schedule.filter(activity__kind="webinar").select_related("activity")
    }
    rows = {
        row.activity_id: row
        for row in run.schedule.select_for_update().filter(activity__in=following)
    }
    moved = []
    for activity, terms in following.items():
        meeting, row = meetings.get(terms.before), rows.get(activity.pk)
        if row is None:
            continue
        starts = meeting.starts_at if meeting else None
        zone = meeting.zone if meeting else run.zone
        due_at = due_before(starts, terms.hours, zone) if starts else None
        if (row.due_at, row.due_after, row.zone) == (due_at, None, zone):
            continue
        if row.due_at != due_at:
            moved.append(activity.pk)
        _let_be_due(row, due_at, zone, now=now)
        take_back_lateness(run, activity, now=now)
    return moved


def _let_be_due(row: RunActivity, due_at: datetime | None, zone: str, *, now: datetime) -> None:
    row.due_at, row.due_after, row.zone = due_at, None, zone
    row.changed_at = now
    row.times_moved += 1
    row.save(update_fields=["due_at", "due_after", "zone", "changed_at", "times_moved"])


def take_back_lateness(run: Run, activity: Activity, *, now: datetime) -> None:
    """Let what was written be late no more where it is in time by a later deadline; where there is
    none for now, it waits for the next one."""
    late = list(Post.objects.filter(run=run, activity=activity, is_late=True))
    if not late:
        return
    row = RunActivity.objects.get(run=run, activity=activity)
    own = own_in(run)
    seats = {
        seat.person_id: seat
        for seat in Enrolment.objects.filter(run=run, person__isnull=False).select_related("person")
    }
    touched = {}
    for post in late:
        seat = seats.get(post.author_id)
        if seat is None:
            continue
        given = own.get(seat.pk, {}).get(activity.pk, NOTHING)
        due_at = deadline(due(row.due_at, row.due_after, start_of(run, seat)), given.due_at)
        if due_at is not None and is_in_time(post.posted_at, due_at):
            post.is_late = False
            post.save(update_fields=["is_late"])
            touched[seat.pk] = seat
    for _number, seat in sorted(touched.items()):
        seat.run = run
        settle(seat, activity, now=now)
