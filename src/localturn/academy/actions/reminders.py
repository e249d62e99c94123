"""Mails that go out by the timetable: what has opened, what is due soon, which meeting is near.

Each has a key of its own, so that a task that runs again, or every hour, writes to nobody twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from localturn.academy.actions import place_letters
from localturn.academy.domain.allowances import NOTHING, deadline, phase
from localturn.academy.domain.awards import GROUP_WORK
from localturn.academy.domain.blog import BLOG
from localturn.academy.domain.pace import Pace, due, opening
from localturn.academy.domain.schedule import Phase, is_open
from localturn.academy.models import (
    Allowance,
    Completion,
    Enrolment,
    Invitation,
    Post,
    Run,
    RunActivity,
    RunModule,
)
from localturn.academy.queries.behind import idle_in, own_in
from localturn.academy.queries.groupwork import owes_in, states_in, works_of
from localturn.academy.queries.places import span_of, start_of
from localturn.foundation import moments
from localturn.foundation.mail.actions import post
from localturn.foundation.people.models import Person
from localturn.foundation.tasks import task

TWO_DAYS = timedelta(days=2)
A_DAY = timedelta(days=1)


@task()
def tell_of_openings() -> None:
    """Tell participants of modules that have opened within the last day."""
    now = moments.now()
    releases = RunModule.objects.filter(
        Q(opens_at__gt=now - A_DAY, opens_at__lte=now) | Q(opens_after__gt=0)
    )
    for release in releases.select_related("run__version", "module"):
        if not _is_running(release.run, now):
            continue
        address = reverse("academy:run", args=[release.run.slug])
        for seat in _seats_opening(release, now).filter(person__wants_announcements=True):
            opens_at = opening(release.opens_at, release.opens_after, start_of(release.run, seat))
            if opens_at is None or not max(seat.enrolled_at, now - A_DAY) < opens_at <= now:
                continue
            _post(
                seat,
                "module_opened",
                f"academy/opened/{release.pk}/{seat.person_id}",
                module=release.module.title,
                summary=release.module.summary,
                address=f"{address}#{release.module.stable_id}",
            )


@task()
def remind_of_deadlines() -> None:
    """Two days before a deadline, remind whoever has not done what is due; one mail a deadline. A
    deadline of somebody's own may be beyond the run's end."""
    now = moments.now()
    own = Allowance.objects.filter(
        enrolment__run=OuterRef("run"),
        activity=OuterRef("activity"),
        due_at__gt=now,
        due_at__lte=now + TWO_DAYS,
    )
    has_deadline = Q(due_at__isnull=False) | Q(due_after__isnull=False)
    rows = RunActivity.objects.filter(
        Q(due_at__gt=now, due_at__lte=now + TWO_DAYS)
        | has_deadline & Exists(own)
        | Q(due_after__isnull=False, run__ends_on__gte=now.date() - A_DAY)
    )
    by_run: dict[int, list[RunActivity]] = defaultdict(list)
    for row in rows.select_related("activity").order_by("activity__position"):
        by_run[row.run_id].append(row)
    for run in Run.objects.filter(pk__in=by_run).select_related("version"):
        if span_of(run).phase(now) is not Phase.BEFORE:
            _remind(run, by_run[run.pk], now)


@task()
def remind_of_pauses() -> None:
    """Where nothing has a deadline, write once to whoever has done nothing for two weeks."""
    now = moments.now()
    runs = Run.objects.filter(pace=Pace.OWN, ends_on__gte=now.date() - A_DAY)
    for run in runs.select_related("version"):
        idle = idle_in(run, now=now) if _is_running(run, now) else {}
        for seat in _seats(run).filter(pk__in=idle, person__wants_reminders=True):
            since = idle[seat.pk]
            _post(
                seat,
                "paused",
                f"academy/paused/{seat.pk}/{since:%Y%m%dT%H%M}",
                since=since,
                address=reverse("academy:run", args=[run.slug]),
            )


@task()
def remind_of_meetings() -> None:
    """The day before a meeting, tell participants when and where it is."""
    now = moments.now()
    rows = RunActivity.objects.filter(starts_at__gt=now, starts_at__lte=now + A_DAY)
    for row in rows.select_related("run__version", "activity"):
        for seat in _seats(row.run).filter(person__wants_reminders=True):
            _post(
                seat,
                "meeting_near",
                f"academy/meeting/{row.pk}/{seat.person_id}/{row.starts_at:%Y%m%dT%H%M}",
                title=row.activity.title,
                starts=row.starts_at,
                address=reverse("academy:activity", args=[row.run.slug, row.activity.stable_id]),
            )


@task()
def remind_of_comments() -> None:
    """Two days before comments on the work of groups are due, name to everybody the groups that
    wait for theirs."""
    now = moments.now()
    runs = Run.objects.filter(
        ends_on__gte=now.date() - A_DAY, group_works__settled_at__isnull=False
    )
    for run in runs.select_related("version").distinct():
        if not _is_running(run, now):
            continue
        states = states_in(works_of([run.pk]))
        near = [s for s in states if s.comments_due and now < s.comments_due <= now + TWO_DAYS]
        owes = owes_in(run, states=near) if near else {}
        for state in near:
            activity = state.work.activity
            for seat in _seats(run).filter(person__wants_reminders=True):
                owed = owes[seat.pk, activity.pk].owed if (seat.pk, activity.pk) in owes else ()
                if owed and state.is_settled:
                    _post(
                        seat,
                        "comments_near",
                        f"academy/comments/{state.work.pk}/{seat.person_id}/"
                        f"{state.comments_due:%Y%m%dT%H%M}",
                        title=activity.title,
                        due=state.comments_due,
                        groups=[each.name or str(each.number) for each in owed],
                        address=reverse("academy:activity", args=[run.slug, activity.stable_id]),
                    )


@task()
def remind_of_places() -> None:
    """Two days before a place that is kept for somebody goes on, remind them, once; not on the day
    on which they were invited."""
    now = moments.now()
    kept = Invitation.objects.filter(
        accepted_at=None,
        declined_at=None,
        withdrawn_at=None,
        invited_at__lte=now - A_DAY,
        expires_at__gt=now,
        expires_at__lte=now + TWO_DAYS,
    )
    for invitation in kept.select_related("run__version").order_by("pk"):
        if span_of(invitation.run).phase(now) is not Phase.ENDED:
            place_letters.near(invitation)


def _remind(run: Run, rows: list[RunActivity], now: datetime) -> None:
    releases = {row.module_id: row for row in RunModule.objects.filter(run=run)}
    activities = [row.activity_id for row in rows]
    own, span = own_in(run), span_of(run)
    done = set(
        Completion.objects.filter(enrolment__run=run, activity__in=activities).values_list(
            "enrolment__person_id", "activity_id"
        )
    ) | set(
        Post.objects.filter(run=run, activity__in=activities, removed_at=None)
        .exclude(activity__kind=BLOG)  # where one post may not be all
        .values_list("author_id", "activity_id")
    )
    with_groups = any(row.activity.kind == GROUP_WORK for row in rows)
    handed_in = (
        {key for key, each in owes_in(run).items() if each.has_handed_in} if with_groups else ()
    )
    for seat in _seats(run).filter(person__wants_reminders=True):
        given, start = own.get(seat.pk, {}), start_of(run, seat)
        opened = {
            module
            for module, row in releases.items()
            if is_open(opening(row.opens_at, row.opens_after, start), now)
        }
        owed = [
            (
                deadline(
                    due(row.due_at, row.due_after, start),
                    given.get(row.activity_id, NOTHING).due_at,
                ),
                row,
            )
            for row in rows
            if row.activity.module_id in opened
            and phase(span, given.get(row.activity_id, NOTHING).due_at, now) is Phase.RUNNING
            and (seat.pk, row.activity_id) not in handed_in
            and (
                (seat.person_id, row.activity_id) not in done
                or given.get(row.activity_id, NOTHING).is_reopened
            )
        ]
        near = [(at, row) for at, row in owed if at and now < at <= now + TWO_DAYS]
        for due_at, items in _by_deadline(near):
            _post(
                seat,
                "deadline_near",
                f"academy/near/{run.pk}/{seat.person_id}/{due_at:%Y%m%dT%H%M}",
                due=due_at,
                items=[_item(run, row) for row in items],
            )


def _by_deadline(
    rows: Iterable[tuple[datetime, RunActivity]],
) -> Iterator[tuple[datetime, list[RunActivity]]]:
    grouped: dict[datetime, list[RunActivity]] = defaultdict(list)
    for due_at, row in rows:
        grouped[due_at].append(row)
    yield from sorted(grouped.items(), key=lambda pair: pair[0])


def _item(run: Run, row: RunActivity) -> dict[str, str]:
    address = reverse("academy:activity", args=[run.slug, row.activity.stable_id])
    return {"title": row.activity.title, "address": address}


def _seats(run: Run) -> Any:
    """Seats of whoever takes part now and can be written to."""
    return (
        Enrolment.objects.filter(run=run, withdrawn_at=None, person__is_active=True)
        .select_related("person", "run__version")
        .order_by("pk")
    )


def _seats_opening(release: RunModule, now: datetime) -> Any:
    """Seats for which a module may have opened within the last day (a wide net: own days begin in
    the run's zone, and not before the run)."""
    if release.opens_after is None:
        return _seats(release.run)
    enrolled = now - timedelta(days=release.opens_after)
    seats = _seats(release.run).filter(enrolled_at__lte=enrolled + A_DAY)
    earliest = enrolled - TWO_DAYS - A_DAY
    if release.run.starts_on < earliest.date():
        seats = seats.filter(enrolled_at__gte=earliest)
    return seats


def _is_running(run: Run, now: datetime) -> bool:
    return span_of(run).phase(now) is Phase.RUNNING


def _post(seat: Enrolment, template: str, key: str, **context: Any) -> None:
    person: Person | None = seat.person
    if person is None:
        return
    about = {"course": seat.run.version.title, "zone": seat.run.zone}
    post(to=person, template=f"academy/mail/{template}", key=key, context=about | context)
