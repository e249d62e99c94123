"""What the academy puts into somebody's calendar: what opens, is due and meets in their runs."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from localturn.academy.domain.allowances import deadline
from localturn.academy.domain.attendance import terms_of
from localturn.academy.domain.awards import GROUP_WORK
from localturn.academy.domain.groupwork import comments_due
from localturn.academy.domain.kinds.group_work import COMMENT_DAYS
from localturn.academy.domain.pace import Pace, due, opening
from localturn.academy.domain.papers import PAPER, proposal_due
from localturn.academy.domain.schedule import AFTERWARDS_DAYS
from localturn.academy.models import (
    Allowance,
    Completion,
    Enrolment,
    GroupWork,
    Meeting,
    Proposal,
    ProposalDay,
    Run,
    RunActivity,
    RunFacilitator,
    RunModule,
)
from localturn.academy.queries.places import span_of, start_of
from localturn.foundation import moments
from localturn.foundation.calendar import Entry, Kind
from localturn.foundation.people.models import Person

MOST_RUNS = 100
MOST = 2_000
"""Of what opens, and of what is due or meets."""

A_DAY = timedelta(days=1)

_OF_RUN = (
    *("slug", "title", "zone", "pace", "starts_on", "ends_on"),
    *("version__title", "version__language"),
)


def calendar_entries(person: Person, *, since: datetime, until: datetime) -> list[Entry]:
    """What begins from `since` on and before `until`, in no order (3 statements)."""
    runs = {run.pk: run for run in _runs(person, since=since, until=until)}
    if not runs:
        return []
    return [
        *_openings(runs, since=since, until=until),
        *_planned(runs, person, since=since, until=until),
    ]


def _runs(person: Person, *, since: datetime, until: datetime) -> Iterable[Any]:
    """Runs around these days in which the person has a seat, or which they facilitate."""
    seats = Enrolment.objects.filter(run=OuterRef("pk"), person=person, withdrawn_at=None)
    facilitators = RunFacilitator.objects.filter(run=OuterRef("pk"), person=person)
    return (
        Run.objects.annotate(
            has_seat=Exists(seats), enrolled_at=Subquery(seats.values("enrolled_at")[:1])
        )
        .filter(Q(has_seat=True) | Exists(facilitators))
        .filter(
            ends_on__gte=since.date() - (1 + AFTERWARDS_DAYS) * A_DAY,
            starts_on__lte=until.date() + 31 * A_DAY,  # a webinar may come before the first day
        )
        .select_related("version")
        .only(*_OF_RUN)
        .order_by("starts_on", "pk")[:MOST_RUNS]
    )


def _openings(runs: Mapping[int, Any], *, since: datetime, until: datetime) -> Iterable[Entry]:
    """What opens for everybody, and what by the reader's own days."""
    releases = (
        RunModule.objects.filter(
            Q(opens_at__gte=since, opens_at__lt=until) | Q(opens_after__isnull=False),
            run__in=runs,
        )
        .select_related("module")
        .order_by("opens_at", "pk")[:MOST]
    )
    for release in releases:
        run = runs[release.run_id]
        opens_at = opening(release.opens_at, release.opens_after, start_of(run, run.enrolled_at))
        if opens_at is None or not since <= opens_at < until:
            continue
        yield Entry(
            uid=f"academy/run/{run.pk}/module/{release.module.stable_id}",
            kind=Kind.OPENS,
            title=release.module.title,
            starts=opens_at,
            zone=run.zone,
            url=reverse("academy:run", args=[run.slug]),
            changed_at=release.changed_at,
            sequence=release.times_moved,
            within=_within(run),
            text=_role(run),
            language=run.version.language,
        )


def _planned(
    runs: Mapping[int, Any], person: Person, *, since: datetime, until: datetime
) -> Iterable[Entry]:
    done = Completion.objects.filter(
        activity=OuterRef("activity"), enrolment__run=OuterRef("run"), enrolment__person=person
    )
    own = Allowance.objects.filter(
        activity=OuterRef("activity"), enrolment__run=OuterRef("run"), enrolment__person=person
    )
    own_paced = [pk for pk, run in runs.items() if run.has_seat and run.pace == Pace.OWN]
    groups = GroupWork.objects.filter(run=OuterRef("run"), activity=OuterRef("activity"))
    proposals = ProposalDay.objects.filter(run=OuterRef("run"), activity=OuterRef("activity"))
    sent = Proposal.objects.filter(
        activity=OuterRef("activity"), enrolment__run=OuterRef("run"), enrolment__person=person
    )
    lasts = Meeting.objects.filter(run=OuterRef("run"), activity=OuterRef("activity"))
    rows = (
        RunActivity.objects.filter(run__in=runs)
        .annotate(
            own_due_at=Subquery(own.values("due_at")),
            own_given_at=Subquery(own.values("given_at")),
            own_times=Subquery(own.values("times_given")),
        )
        .filter(
            Q(due_at__gte=since, due_at__lt=until)
            | Q(own_due_at__gte=since, own_due_at__lt=until)
            | Q(due_after__isnull=False, run__in=own_paced)
            | Q(starts_at__gte=since, starts_at__lt=until)
            | Q(activity__kind__in=[GROUP_WORK, PAPER], run__in=runs)
        )
        .select_related("activity")
        .only(
            "run_id",
            "due_at",
            "due_after",
            "starts_at",
            "zone",
            "link",
            "changed_at",
            "times_moved",
            "activity__stable_id",
            "activity__title",
            "activity__minutes",
            "activity__settings",
            "activity__kind",
        )
        .annotate(
            comments_due_at=Subquery(groups.values("comments_due_at")),
            comments_changed_at=Subquery(groups.values("changed_at")),
            comments_moved=Subquery(groups.values("times_moved")),
        )
        .annotate(
            proposal_due_at=Subquery(proposals.values("due_at")),
            proposal_changed_at=Subquery(proposals.values("changed_at")),
            proposal_moved=Subquery(proposals.values("times_moved")),
            has_proposed=Exists(sent),
        )
        .annotate(lasts=Subquery(lasts.values("minutes")))
        .annotate(
            is_done=ExpressionWrapper(
                Exists(done) & ~Exists(own.filter(is_reopened=True)), output_field=BooleanField()
            )
        )
        .order_by("due_at", "starts_at", "activity__position", "pk")[:MOST]
    )
    for row in rows:
        run = runs[row.run_id]
        without = due(row.due_at, row.due_after, start_of(run, run.enrolled_at))
        due_at = deadline(without, row.own_due_at)
        if due_at and since <= due_at < until:
            yield _entry(row, run, Kind.DUE, due_at)
        if row.starts_at and since <= row.starts_at < until:
            yield _entry(row, run, Kind.MEETING, row.starts_at)
        if row.activity.kind == GROUP_WORK:
            yield from _comments(row, run, since=since, until=until)
        if row.activity.kind == PAPER:
            yield from _proposal(row, run, due_at, without, since=since, until=until)


def _comments(row: Any, run: Any, *, since: datetime, until: datetime) -> Iterable[Entry]:
    """The second deadline of a group work; where the first is moved, it moves along."""
    days = row.activity.settings.get(COMMENT_DAYS.key, COMMENT_DAYS.default)
    due_at = row.comments_due_at or comments_due(row.due_at, days, span_of(run))
    if due_at is None or not since <= due_at < until:
        return
    entry = _entry(row, run, Kind.DUE, due_at)
    yield replace(
        entry,
        uid=f"academy/run/{run.pk}/activity/{row.activity.stable_id}/comments-due",
        title=_("Comments: %(title)s") % {"title": entry.title},
        changed_at=max(filter(None, (row.changed_at, row.comments_changed_at))),
        sequence=row.times_moved + (row.comments_moved or 0),
    )


def _proposal(
    row: Any,
    run: Any,
    due_at: datetime | None,
    without: datetime | None,
    *,
    since: datetime,
    until: datetime,
) -> Iterable[Entry]:
    """The first deadline of a paper, so many days before the second."""
    settings, moved_to = row.activity.settings, row.proposal_due_at
    at = proposal_due(
        due_at,
        settings,
        span_of(run),
        moved_to=moved_to,
        without=without,
        start=start_of(run, run.enrolled_at),
    )
    if at is None or not since <= at < until:
        return
    entry = _entry(row, run, Kind.DUE, at)
    yield replace(
        entry,
        uid=f"academy/run/{run.pk}/activity/{row.activity.stable_id}/proposal-due",
        title=_("Proposal: %(title)s") % {"title": entry.title},
        changed_at=max(filter(None, (entry.changed_at, row.proposal_changed_at))),
        sequence=entry.sequence + (row.proposal_moved or 0),
        is_done=entry.is_done or row.has_proposed,
    )


def _entry(row: Any, run: Any, kind: Kind, starts: datetime) -> Entry:
    activity = row.activity
    meets = kind is Kind.MEETING
    terms = terms_of(activity.settings, minutes=activity.minutes, of_run=row.lasts)
    return Entry(
        uid=f"academy/run/{run.pk}/activity/{activity.stable_id}/{'meeting' if meets else 'due'}",
        kind=kind,
        title=activity.title,
        starts=starts,
        ends=terms.ends(starts) if meets else None,
        zone=row.zone or run.zone,
        url=reverse("academy:activity", args=[run.slug, activity.stable_id]),
        # before that, the page is what leads to the meeting
        link=row.link if meets and terms.link_opens(starts) <= moments.now() else "",
        changed_at=max(filter(None, (row.changed_at, row.own_given_at))),
        sequence=row.times_moved + (row.own_times or 0),
        is_done=row.is_done,
        within=_within(run),
        text=_role(run),
        language=run.version.language,
    )


def _within(run: Any) -> str:
    """The course, and which run of it."""
    words = {"course": run.version.title, "run": run.title}
    return _("%(course)s, %(run)s") % words if run.title else words["course"]


def _role(run: Any) -> str:
    """Why who does not take part sees it."""
    return "" if run.has_seat else _("You facilitate this course.")
