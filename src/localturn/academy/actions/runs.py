"""Open a run of a published course, and keep its settings, its schedule and its facilitators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from localturn.academy import permissions
from localturn.academy.actions import blog, indexing, own_days
from localturn.academy.actions.date_letters import Moved, dates_moved
from localturn.academy.actions.enrolment.moving_up import settle
from localturn.academy.actions.enrolment.quotas import refuse_for_partners
from localturn.academy.actions.planning import plan_anew, plan_run
from localturn.academy.actions.run_dates import (
    move,
    refuse_misplaced,
    refuse_to_end_too_early,
)
from localturn.academy.domain import schedule
from localturn.academy.domain.pace import MOST_DAYS, ROLLING, Pace, Plan
from localturn.academy.domain.schedule import Phase
from localturn.academy.models import CourseVersion, Run, RunFacilitator, RunPartner
from localturn.academy.queries.attempts import answers_were_shown
from localturn.academy.queries.blog import followed_in
from localturn.academy.queries.meetings_held import meeting_things
from localturn.academy.queries.own_days import own_dates
from localturn.academy.queries.places import span_of
from localturn.academy.queries.seats import taken_in
from localturn.foundation import moments, seats
from localturn.foundation.people.models import Organisation, Person
from localturn.foundation.refusals import Invalid, NotNow, require
from localturn.foundation.room import tell_followers
from localturn.foundation.trail.actions import record


@transaction.atomic
def open_run(
    version: CourseVersion,
    *,
    slug: str,
    title: str,
    zone: str,
    starts_on: date,
    is_open: bool,
    capacity: int | None,
    host: Organisation | None,
    partners: Sequence[Organisation],
    by: Person,
    now: datetime,
    ends_on: date | None = None,
    enrolment_closes_at: datetime | None = None,
    plan: Plan | None = None,
) -> Run:
    """Deliver a published version from a day on; modules open and are due as the plan says. A run
    at each person's own pace lasts for two years where no last day is given.

    Who opens the run facilitates it.
    """
    require(permissions.can_open_run(by, version.course))
    plan = plan or Plan.WEEKLY
    if version.number is None:
        raise NotNow(_("Publish the course first: a run delivers a published version."))
    if ends_on and ends_on < starts_on:
        raise Invalid(_("The last day must not come before the first."))
    try:
        with transaction.atomic():
            run = Run.objects.create(
                slug=slug,
                version=version,
                title=title,
                zone=zone,
                starts_on=starts_on,
                ends_on=_last_day(version, plan, starts_on=starts_on, chosen=ends_on),
                pace=plan.pace,
                is_open=is_open,
                capacity=capacity,
                enrolment_closes_at=enrolment_closes_at,
                host=host,
                created_at=now,
                created_by=by,
            )
    except IntegrityError as error:
        if not Run.objects.filter(slug=slug).exists():
            raise
        raise Invalid(_("Another run has this address already. Choose another.")) from error
    plan_run(run, plan, now=now)
    RunPartner.objects.bulk_create(RunPartner(run=run, organisation=each) for each in partners)
    RunFacilitator.objects.create(run=run, person=by, added_at=now)
    indexing.index_run(run)
    record(what="academy.run.opened", by=by, now=now, subject=_subject(run))
    return run


@transaction.atomic
def change_settings(
    run: Run,
    *,
    title: str,
    zone: str,
    starts_on: date,
    ends_on: date,
    is_open: bool,
    capacity: int | None,
    enrolment_closes_at: datetime | None,
    host: Organisation | None,
    partners: Sequence[Organisation],
    by: Person,
    now: datetime,
    plan: Plan | None = None,
) -> None:
    """Change what a run says of itself. A new start or zone moves every opening and deadline,
    each to the same time on the wall, and is refused once the run has begun; another plan, once
    somebody has taken a seat. Participants are told of a new first or last day and of what moves
    with it; at their own pace, those for whom something moves.

    Raises EndsTooEarly for a last day before meetings, or before deadlines for everybody.
    """
    run = Run.objects.select_for_update().get(pk=run.pk)
    require(permissions.can_facilitate(by, run))
    before, was = own_dates(run), span_of(run)
    moves = starts_on - run.starts_on
    is_moved = bool(moves) or zone != run.zone
    is_shorter = ends_on < run.ends_on + moves
    if is_moved and span_of(run).phase(now) is not Phase.BEFORE:
        raise NotNow(_("The run has begun: its first day and its zone stay as they are."))
    if ends_on < starts_on:
        raise Invalid(_("The last day must not come before the first."))
    _refuse_to_prolong(run, ends_on, now)
    if not seats.fits(seats.Capacity(capacity), taken_in(run, now=now)):
        raise Invalid(_("More places than that are already taken or kept for invitations."))
    wanted = {each.pk: each for each in partners}
    refuse_for_partners(run, capacity, wanted)
    planned_anew = plan is not None and plan != current_plan(run)
    if planned_anew and run.enrolments.exists():
        raise NotNow(_("Somebody has enrolled: how modules open stays as it is."))
    if is_moved:
        move(run, by=moves, zone=zone, now=now)
    run.title, run.zone, run.starts_on, run.ends_on = title, zone, starts_on, ends_on
    run.is_open, run.capacity, run.host = is_open, capacity, host
    run.enrolment_closes_at = enrolment_closes_at
    if plan is not None and planned_anew:
        run.pace = plan.pace
        plan_anew(run, plan, now=now)
    run.save()
    blog.follow_meetings(run, now=now)
    tell_followers(meeting_things(run), now=now)
    if is_shorter or planned_anew:
        refuse_to_end_too_early(run)
    is_new = span_of(run) != was
    tells = any(each.phase(now) is not Phase.ENDED for each in (was, span_of(run)))
    everybodys = _all_of(run) if is_moved else Moved()
    if run.pace == Pace.OWN:
        own_days.follow(
            run, before=before, everybodys=everybodys, now=now, tells=tells, run_days=is_new
        )
    elif is_new and tells:
        dates_moved(run, everybodys, now=now, run_days=True)
    run.partners.exclude(organisation__in=wanted).delete()
    here = set(run.partners.values_list("organisation_id", flat=True))
    RunPartner.objects.bulk_create(
        RunPartner(run=run, organisation=each) for pk, each in wanted.items() if pk not in here
    )
    settle(run, now=now)
    indexing.index_run(run)


def current_plan(run: Run) -> Plan:
    """What the form of a run says of its modules: however its days came about, they are days."""
    return Plan.OWN if run.pace == Pace.OWN else Plan.DATES


@dataclass(frozen=True)
class Planned:
    """What a schedule says of one activity; a day is due to its last minute. In a run at each
    person's own pace, `due_after` says how many days after their enrolment."""

    due_on: date | None = None
    due_after: int | None = None
    starts_at: datetime | None = None
    link: str = ""


@transaction.atomic
def change_schedule(
    run: Run,
    *,
    opens_on: Mapping[int, date],
    planned: Mapping[int, Planned],
    by: Person,
    now: datetime,
    opens_after: Mapping[int, int] | None = None,
) -> None:
    """Set when modules open (by module id) and what is due or meets when (by activity id), in the
    run's zone; participants are told by mail of the openings, deadlines and meetings that moved.

    A run at each person's own pace takes `opens_after` and `due_after`, others take days. Nothing
    is due before it opens, and nothing is due or meets on a day after the run's last.
    """
    run = Run.objects.select_for_update().get(pk=run.pk)
    own_pace = run.pace == Pace.OWN
    days = {**(opens_after or {}), **{key: p.due_after or 0 for key, p in planned.items()}}
    if not all(0 <= each <= MOST_DAYS for each in days.values()):
        raise Invalid(_("Give from 0 to %(most)s days.") % {"most": MOST_DAYS})
    require(permissions.can_facilitate(by, run))
    opened = set()
    opens: Mapping[int, date | int] = (opens_after or {}) if own_pace else opens_on
    for release in run.releases.select_for_update().filter(module__in=opens):
        said = opens[release.module_id]
        opens_at = None if isinstance(said, int) else moments.at(said, schedule.MIDNIGHT, run.zone)
        after = said if isinstance(said, int) else None
        if (release.opens_at, release.opens_after) != (opens_at, after):
            release.opens_at, release.opens_after, release.changed_at = opens_at, after, now
            release.times_moved += 1
            release.save(update_fields=["opens_at", "opens_after", "changed_at", "times_moved"])
            opened.add(release.module_id)
    _refuse_to_reopen_tests(run, planned, now)
    moved = []
    follow = followed_in(run)
    for row in run.schedule.select_for_update().filter(activity__in=planned):
        if row.activity_id in follow:
            continue
        plan = planned[row.activity_id]
        due_at, due_after = None, plan.due_after if own_pace else None
        if plan.due_on and not own_pace:
            due_at = moments.at(plan.due_on, schedule.LAST_MINUTE, run.zone)
        before = (row.due_at, row.due_after, row.starts_at)
        if before != (due_at, due_after, plan.starts_at):
            moved.append(row.activity_id)
            row.times_moved += 1
        row.changed_at = now
        row.due_at, row.due_after = due_at, due_after
        row.starts_at, row.link, row.zone = plan.starts_at, plan.link, run.zone
        row.save()
    moved += blog.follow_meetings(run, now=now)
    tell_followers(meeting_things(run, moved), now=now)
    if run.schedule.filter(
        activity__module__releases__run=run,
        due_after__lt=F("activity__module__releases__opens_after"),
    ).exists():
        raise Invalid(_("Something would be due before it opens."))
    refuse_misplaced(run, planned, opens)
    everything = Moved(frozenset(moved), frozenset(opened))
    if everything and span_of(run).phase(now) is not Phase.ENDED:
        dates_moved(run, everything, now=now)


@transaction.atomic
def add_facilitator(run: Run, *, person: Person, by: Person, now: datetime) -> None:
    """Let another person guide the run."""
    require(permissions.can_appoint(by, run))
    if person == by and not permissions.can_facilitate(by, run):
        require(
            permissions.is_author(by, run.version.course),
            _("Who guides a run reads what its participants wrote. Name somebody else."),
        )
    _row, added = RunFacilitator.objects.get_or_create(
        run=run, person=person, defaults={"added_at": now}
    )
    if added:
        record(
            what="academy.facilitator.added",
            by=by,
            about=[person],
            subject=_subject(run),
            now=now,
        )


@transaction.atomic
def remove_facilitator(run: Run, *, person: Person, by: Person, now: datetime) -> None:
    """Take a person off the run's facilitators; one always stays."""
    run = Run.objects.select_for_update().get(pk=run.pk)
    require(permissions.can_facilitate(by, run))
    if not run.facilitators.exclude(person=person).exists():
        raise NotNow(_("A run has at least one facilitator. Add another first."))
    run.facilitators.filter(person=person).delete()
    record(
        what="academy.facilitator.removed", by=by, about=[person], subject=_subject(run), now=now
    )


def _last_day(version: CourseVersion, plan: Plan, *, starts_on: date, chosen: date | None) -> date:
    """A run with a module a week does not end before its last week; others end when one says."""
    if plan is Plan.OWN:
        return chosen or starts_on + ROLLING
    weeks = max((module.week for module in version.modules.all()), default=1)
    last = schedule.last_day(weeks, starts_on=starts_on)
    return chosen or last if plan is Plan.AT_ONCE else max(last, chosen or last)


def _all_of(run: Run) -> Moved:
    """All that has a date for everybody in a run."""
    dated = run.schedule.exclude(due_at=None, starts_at=None)
    releases = run.releases.exclude(opens_at=None)
    return Moved(
        frozenset(dated.values_list("activity_id", flat=True)),
        frozenset(releases.values_list("module_id", flat=True)),
    )


def _refuse_to_reopen_tests(run: Run, planned: Mapping[int, Planned], now: datetime) -> None:
    """A final test is not sat by somebody whom another may tell its answers."""
    tests = run.schedule.filter(activity__in=planned, activity__kind="final-test")
    for row in tests.select_related("activity"):
        due_on = planned[row.activity_id].due_on
        due_at = moments.at(due_on, schedule.LAST_MINUTE, run.zone) if due_on else None
        if (
            due_at != row.due_at
            and schedule.is_in_time(now, due_at)
            and answers_were_shown(run, row.activity, now=now)
        ):
            raise NotNow(
                _("The right answers of “%(title)s” have been shown, so it is not opened again.")
                % {"title": row.activity.title}
            )


def _refuse_to_prolong(run: Run, ends_on: date, now: datetime) -> None:
    """A final test without a deadline is open as long as its run."""
    tests = run.schedule.filter(activity__kind="final-test", due_at=None)
    if ends_on > run.ends_on and any(
        answers_were_shown(run, row.activity, now=now) for row in tests.select_related("activity")
    ):
        raise NotNow(
            _("The right answers of the final test have been shown: the last day stays as it is.")
        )


def _subject(run: Run) -> str:
    return f"academy/run/{run.pk}"
