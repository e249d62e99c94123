"""Dates of a run that cannot be: due before it opens, or after the last day; and all of its dates
moved along with its first."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from localturn.academy.domain import schedule
from localturn.academy.domain.schedule import Misplaced, misplaced
from localturn.academy.models import Allowance, Run
from localturn.academy.queries.blog import followed_in
from localturn.foundation import moments
from localturn.foundation.refusals import Invalid
from localturn.foundation.ui.times import day_text


class EndsTooEarly(Invalid):
    """A last day after which something would still be due."""


def refuse_misplaced(run: Run, activities: Collection[int], modules: Collection[int]) -> None:
    """Refuse deadlines of these activities, or of those in these modules, that are none: before
    the module opens, or after the run's last day. What a meeting decides is not asked."""
    rows = run.schedule.exclude(due_at=None).exclude(activity__in=followed_in(run))
    rows = rows.filter(Q(activity__in=activities) | Q(activity__module__in=modules))
    opens = dict(run.releases.values_list("module_id", "opens_at"))
    for row in rows.select_related("activity").order_by("activity__position"):
        opens_at = opens.get(row.activity.module_id)
        if row.due_at is None:
            continue
        wrong = misplaced(
            moments.day_in(row.due_at, run.zone),
            opens_on=opens_at and moments.day_in(opens_at, run.zone),
            last=run.ends_on,
        )
        if wrong is Misplaced.BEFORE_IT_OPENS:
            raise Invalid(
                _("“%(title)s” would be due before its module opens.")
                % {"title": row.activity.title}
            )
        if wrong is Misplaced.AFTER_THE_END:
            raise Invalid(
                _("“%(title)s” would be due after the last day of the run.")
                % {"title": row.activity.title}
            )


def refuse_to_end_before_deadlines(run: Run) -> None:
    """Refuse a last day, already set on the run, that leaves deadlines for everybody behind it."""
    ends_at = schedule.Span(run.starts_on, run.ends_on, run.zone).ends_at
    works = run.group_works.filter(comments_due_at__gte=ends_at)
    rows = [
        *run.schedule.filter(due_at__gte=ends_at).values_list("due_at", "activity__title"),
        *works.values_list("comments_due_at", "activity__title"),
    ]
    dues = [(due_at, title) for due_at, title in rows if due_at is not None]
    if dues:
        due_at, title = max(dues)
        raise EndsTooEarly(
            _(
                "“%(title)s” is due on %(day)s. Choose that day or a later one, or move the"
                " deadline in the schedule first."
            )
            % {"title": title, "day": day_text(moments.day_in(due_at, run.zone))}
        )


def move(run: Run, *, by: timedelta, zone: str, now: datetime) -> None:
    """Move every opening, deadline and meeting by whole days, to the same time on the wall."""

    def moved(moment: datetime | None) -> datetime | None:
        return moment and schedule.moved(moment, by=by, zone=run.zone, to=zone)

    for release in run.releases.all():
        release.opens_at = moved(release.opens_at) or release.opens_at
        release.changed_at = now
        release.times_moved += 1
        release.save(update_fields=["opens_at", "changed_at", "times_moved"])
    for row in run.schedule.all():
        row.due_at, row.starts_at, row.zone = moved(row.due_at), moved(row.starts_at), zone
        row.changed_at = now
        row.times_moved += 1
        row.save(update_fields=["due_at", "starts_at", "zone", "changed_at", "times_moved"])
    for given in Allowance.objects.filter(enrolment__run=run, due_at__isnull=False):
        given.due_at, given.zone, given.given_at = moved(given.due_at), zone, now
        given.times_given += 1
        given.save(update_fields=["due_at", "zone", "given_at", "times_given"])
    further: tuple[QuerySet[Any], ...] = (run.group_works.all(), run.proposal_days.all())
    for day, field in zip(further, ("comments_due_at", "due_at"), strict=True):
        for each in day.filter(**{f"{field}__isnull": False}):
            setattr(each, field, moved(getattr(each, field)))
            each.changed_at = now
            each.times_moved += 1
            each.save(update_fields=[field, "changed_at", "times_moved"])
    for grouping in run.groupings.exclude(closes_at=None):
        grouping.closes_at = moved(grouping.closes_at)
        grouping.save(update_fields=["closes_at"])
