"""Recording who was at a meeting, many at once. The last thing recorded can be taken back."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.academy import permissions
from localturn.academy.actions.awards import reconsider
from localturn.academy.actions.progress import complete, uncomplete
from localturn.academy.domain.attendance import Mark, Presence, Terms
from localturn.academy.models import Activity, Attendance, Completion, Enrolment, Run
from localturn.academy.queries.attendance import BY_FACILITATORS, meeting_of, terms_in
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotNow, require
from localturn.foundation.tasks import task

Origin = Attendance.Origin
UNMARKED = Mark(Presence.UNMARKED)


@transaction.atomic
def mark_attendance(
    activity: Activity,
    *,
    run: Run,
    marks: Mapping[int, Mark],
    by: Person,
    now: datetime,
    origin: str = Origin.FACILITATOR,
    seen: Mapping[int, datetime | None] | None = None,
) -> int:
    """Record how these seats stand to a meeting; how many of them stood otherwise before.

    What follows from it, a completion, is written with it; awards follow in a task. Seats of
    other runs and the facilitator's own are left as they are. Raises NotNow if a seat was recorded
    otherwise since it was `seen`, at the moment recorded then, where that is said.
    """
    require(permissions.can_facilitate(by, run))
    others = Enrolment.objects.filter(run=run, withdrawn_at=None).exclude(person=by)
    seats = set(others.filter(pk__in=marks).values_list("pk", flat=True))
    wanted = {seat: mark for seat, mark in marks.items() if seat in seats}
    changed = _write(activity, run, wanted, origin=origin, by=by, now=now, seen=seen or {})
    if changed:
        reconsider_seats.enqueue(changed)
    return len(changed)


@transaction.atomic
def mark_the_rest(activity: Activity, *, run: Run, mark: Mark, by: Person, now: datetime) -> int:
    """Record one thing about everybody of whom nothing is recorded."""
    marked = Attendance.objects.filter(activity=activity, is_standing=True).exclude(
        state=Presence.UNMARKED
    )
    rest = Enrolment.objects.filter(run=run, withdrawn_at=None, person__isnull=False).exclude(
        pk__in=marked.values("enrolment")
    )
    marks = dict.fromkeys(rest.values_list("pk", flat=True), mark)
    return mark_attendance(activity, run=run, marks=marks, by=by, now=now)


@transaction.atomic
def take_back(activity: Activity, *, run: Run, by: Person, now: datetime) -> int:
    """Let what facilitators last recorded in one go be as it was before; doing it twice brings it
    back. What was recorded about somebody since then stays."""
    require(permissions.can_facilitate(by, run))
    entries = Attendance.objects.filter(
        activity=activity, enrolment__run=run, origin__in=BY_FACILITATORS
    )
    last = entries.order_by("-recorded_at").first()
    if last is None:
        raise NotNow(_("There is nothing to take back."))
    done = entries.filter(recorded_at=last.recorded_at, is_standing=True)
    before = {
        entry.enrolment_id: entry.before.mark if entry.before else UNMARKED
        for entry in done.select_related("replaces__replaces")
    }
    return mark_attendance(activity, run=run, marks=before, by=by, now=now, origin=Origin.UNDO)


@transaction.atomic
def record_own(
    seat: Enrolment, activity: Activity, mark: Mark, *, origin: str, now: datetime
) -> None:
    """Record what a participant does themselves: checks in, or has watched the recording."""
    if _write(activity, seat.run, {seat.pk: mark}, origin=origin, by=None, now=now):
        reconsider(seat, now=now)


@transaction.atomic
def weigh_anew(activity: Activity, *, run: Run, by: Person | None, now: datetime) -> None:
    """Let completions be what the marks that stand make of them now that something else counts."""
    others = Attendance.objects.all()
    if by is not None:
        others = others.exclude(enrolment__person=by)
    entries = others.filter(activity=activity, enrolment__run=run, is_standing=True)
    terms = terms_in(meeting_of(run, activity), activity)
    marks = {entry.enrolment_id: entry.mark for entry in entries}
    changed = {*_complete(activity, marks, terms, by=by, now=now)}
    # an award may ask for another share of it than the meeting itself
    changed |= {seat for seat, mark in marks.items() if mark.minutes is not None}
    if changed:
        reconsider_seats.enqueue(sorted(changed))


@task()
def reconsider_seats(seats: list[int]) -> None:
    """Look at the awards of many participants, after a fact about each has changed."""
    now = moments.now()
    for seat in Enrolment.objects.filter(pk__in=seats).select_related("run__version", "person"):
        reconsider(seat, now=now)


def _write(
    activity: Activity,
    run: Run,
    marks: Mapping[int, Mark],
    *,
    origin: str,
    by: Person | None,
    now: datetime,
    seen: Mapping[int, datetime | None] = MappingProxyType({}),
) -> list[int]:
    """Add an entry for each seat that stood otherwise; the seats."""
    # two who record at the same moment: the second one waits, and sees what the first one wrote
    list(
        Enrolment.objects.select_for_update(no_key=True)
        .filter(pk__in=marks)
        .order_by("pk")
        .values_list("pk")
    )
    standing = {
        entry.enrolment_id: entry
        for entry in Attendance.objects.filter(
            activity=activity, enrolment__in=marks, is_standing=True
        )
    }
    changed = {
        seat: mark
        for seat, mark in sorted(marks.items())
        if mark != (standing[seat].mark if seat in standing else UNMARKED)
    }
    for seat in changed.keys() & seen.keys():
        if (standing[seat].recorded_at if seat in standing else None) != seen[seat]:
            raise NotNow(_("Something else was recorded meanwhile. Read it again first."))
    replaced = [standing[seat].pk for seat in changed if seat in standing]
    Attendance.objects.filter(pk__in=replaced).update(is_standing=False)
    Attendance.objects.bulk_create(
        Attendance(
            enrolment_id=seat,
            activity=activity,
            state=mark.state,
            minutes=mark.minutes,
            origin=origin,
            recorded_at=now,
            recorded_by=by,
            replaces=standing.get(seat),
        )
        for seat, mark in changed.items()
    )
    terms = terms_in(meeting_of(run, activity), activity)
    _complete(activity, changed, terms, by=by, now=now)
    return list(changed)


def _complete(
    activity: Activity,
    marks: Mapping[int, Mark],
    terms: Terms,
    *,
    by: Person | None,
    now: datetime,
) -> list[int]:
    """Let the meeting be done for exactly those of the seats whose mark counts; those for whom
    it changed."""
    there = Completion.objects.filter(activity=activity, enrolment__in=marks, is_own=True)
    before = set(there.values_list("enrolment_id", flat=True))
    wanted = {seat for seat, mark in marks.items() if terms.counts(mark)}
    uncomplete(there.filter(enrolment__in=before - wanted))
    complete(activity.pk, sorted(wanted - before), now=now, marked_by=by)
    return sorted(wanted ^ before)
