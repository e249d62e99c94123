"""Dates of a run that cannot be: due before it opens, due or met after the last day; and all of its
dates moved along with its first."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from localturn.academy.domain import schedule
from localturn.academy.domain.schedule import Misplaced, misplaced
from localturn.academy.models import Allowance, Run
from localturn.academy.queries.blog import followed_in
from localturn.academy.queries.places import span_of
from localturn.foundation import moments
from localturn.foundation.refusals import Invalid
from localturn.foundation.ui.times import day_text


class EndsTooEarly(Invalid):
    """A last day after which something would still be due or meet."""


def refuse_misplaced(run: Run, activities: Collection[int], modules: Collection[int]) -> None:
    """Refuse dates of these activities, or of those in these modules, that are none: due before
    the module opens, due or met after the run's last day. A meeting may come before its module,
    and what it decides is not asked."""
    rows = run.schedule.filter(Q(activity__in=activities) | Q(activity__module__in=modules))
    rows = rows.select_related("activity").order_by("activity__position")
    opens = dict(run.releases.values_list("module_id", "opens_at"))
    for row in rows.filter(starts_at__gte=span_of(run).ends_at):
        raise Invalid(
            _("“%(title)s” would begin after the last day of the run.")
            % {"title": row.activity.title}
        )
    for row in rows.exclude(due_at=None).exclude(activity__in=followed_in(run)):
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


def refuse_to_end_too_early(run: Run) -> None:
    """Refuse a last day, already set on the run, that leaves meetings behind it, or deadlines for
    everybody."""
    ends_at = span_of(run).ends_at
    last = run.schedule.filter(starts_at__gte=ends_at).select_related("activity")
    if (meeting := last.order_by("starts_at").last()) is not None and meeting.starts_at:
        raise EndsTooEarly(
            _(
                "“%(title)s” begins on %(day)s. Choose that day or a later one, or move the"
                " meeting in the schedule first."
            )
            % {
                "title": meeting.activity.title,
                "day": day_text(moments.day_in(meeting.starts_at, run.zone)),
            }
        )
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
