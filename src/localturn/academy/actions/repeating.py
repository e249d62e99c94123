"""Give a run once more: everything of it but its people, on other dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.academy import permissions
from localturn.academy.actions import blog
from localturn.academy.actions.run_dates import refuse_misplaced
from localturn.academy.actions.runs import open_run
from localturn.academy.domain.pace import Pace, Plan
from localturn.academy.domain.papers import PAPER
from localturn.academy.domain.repeating import Shift
from localturn.academy.models import CourseVersion, Run, RunFacilitator
from localturn.academy.queries.repeating import Repetition, days_of, links_of
from localturn.academy.queries.runs import partners_of
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, require
from localturn.foundation.trail.actions import record


@dataclass(frozen=True)
class Dates:
    """When everything of the new run is, by stable id."""

    starts_on: date
    ends_on: date
    closes_at: datetime | None
    opens: Mapping[str, datetime]
    due: Mapping[str, datetime | None]
    starts: Mapping[str, datetime | None]


def as_proposed(repetition: Repetition) -> Dates:
    """Every date as it is proposed."""
    chosen: dict[str, dict[str, Any]] = {"opens": {}, "due": {}, "starts": {}}
    for each in repetition.dates:
        chosen[each.what][each.id] = each.new
    return Dates(repetition.starts_on, repetition.ends_on, repetition.closes_at, **chosen)


@transaction.atomic
def repeat_run(
    run: Run,
    *,
    version: CourseVersion,
    slug: str,
    title: str,
    zone: str,
    dates: Dates,
    by: Person,
    now: datetime,
) -> Run:
    """A new run with the settings, partners, facilitators and meeting links of this one.

    Nothing of its participants comes along. Who repeats a run guides it and may open runs.
    """
    require(
        permissions.can_facilitate(by, run), _("Only the facilitators of this run may do this.")
    )
    if version.course_id != run.version.course_id:
        raise Invalid(_("This version belongs to another course."))
    if dates.ends_on < dates.starts_on:
        raise Invalid(_("The last day must not come before the first."))
    new = open_run(
        version,
        slug=slug,
        title=title,
        zone=zone,
        starts_on=dates.starts_on,
        ends_on=dates.ends_on,
        is_open=run.is_open,
        capacity=run.capacity,
        enrolment_closes_at=dates.closes_at,
        host=run.host,
        partners=partners_of(run),
        by=by,
        now=now,
        plan=Plan.OWN if run.pace == Pace.OWN else None,
    )
    new.ends_on, new.is_rest_shared = dates.ends_on, run.is_rest_shared
    new.confirmation_days = run.confirmation_days
    new.save(update_fields=["ends_on", "is_rest_shared", "confirmation_days"])
    for partner in run.partners.all():
        new.partners.filter(organisation=partner.organisation_id).update(
            quota=partner.quota, is_answered=partner.is_answered
        )
    _plan(new, dates, links_of(run), days_of(run))
    refuse_misplaced(new, (), list(new.releases.values_list("module_id", flat=True)))
    blog.follow_meetings(new, now=now)
    _plan_groups(run, new)
    _plan_proposals(run, new, now=now)
    guides = run.facilitators.filter(person__is_active=True).exclude(person=by)
    RunFacilitator.objects.bulk_create(
        RunFacilitator(run=new, person_id=each.person_id, added_at=now) for each in guides
    )
    record(
        what="academy.run.repeated",
        by=by,
        about=[each.person for each in guides.select_related("person")],
        now=now,
        subject=f"academy/run/{new.pk}",
        before={"run": run.slug},
        after={"version": version.number},
    )
    return new


def _plan(
    new: Run,
    dates: Dates,
    links: Mapping[str, str],
    days: tuple[Mapping[str, int], Mapping[str, int]],
) -> None:
    """Put the chosen dates, or the days of the run before, in the place of those that a new run
    gets by its plan."""
    opens_after, due_after = days
    for release in new.releases.select_related("module"):
        key = release.module.stable_id
        release.opens_at = dates.opens.get(key, release.opens_at)
        release.opens_after = opens_after.get(key, release.opens_after)
        release.save(update_fields=["opens_at", "opens_after"])
    for row in new.schedule.select_related("activity"):
        key = row.activity.stable_id
        row.due_at = dates.due.get(key, row.due_at)
        row.due_after = due_after.get(key)
        row.starts_at = dates.starts.get(key, row.starts_at)
        row.link = links.get(key, "")
        row.save(update_fields=["due_at", "due_after", "starts_at", "link"])


def _plan_groups(run: Run, new: Run) -> None:
    """How groups come about, and the second deadlines that were chosen; not who was in which."""
    shift = Shift(new.starts_on - run.starts_on, run.zone, to=new.zone)
    for old in run.groupings.all():
        new.groupings.filter(slug=old.slug).update(
            way=old.way,
            most=old.most,
            mixes=old.mixes,
            closes_at=old.closes_at and shift.of(old.closes_at),
        )
    for work in run.group_works.exclude(comments_due_at=None).select_related("activity"):
        rows = new.group_works.filter(activity__stable_id=work.activity.stable_id)
        rows.update(comments_due_at=work.comments_due_at and shift.of(work.comments_due_at))


def _plan_proposals(run: Run, new: Run, *, now: datetime) -> None:
    """The days by which proposals of papers were due, where a day was chosen."""
    shift = Shift(new.starts_on - run.starts_on, run.zone, to=new.zone)
    papers = {each.stable_id: each for each in new.version.activities.filter(kind=PAPER)}
    for day in run.proposal_days.exclude(due_at=None).select_related("activity"):
        if day.due_at is not None and day.activity.stable_id in papers:
            paper = papers[day.activity.stable_id]
            new.proposal_days.create(activity=paper, due_at=shift.of(day.due_at), changed_at=now)
