"""When the modules of a run open and what is due when, before anybody changes a single date."""

from dataclasses import dataclass
from datetime import datetime

from localturn.academy.domain import schedule
from localturn.academy.domain.kinds.group_work import GROUPING
from localturn.academy.domain.pace import Plan
from localturn.academy.models import (
    Activity,
    Grouping,
    GroupWork,
    Module,
    Run,
    RunActivity,
    RunModule,
)
from localturn.academy.queries.blog import follows_meeting
from localturn.academy.queries.repeating import WITHOUT_DEADLINE
from localturn.foundation import moments


@dataclass(frozen=True)
class Times:
    """What a plan says of a module: its opening, and what its activities are due by."""

    opens_at: datetime | None = None
    opens_after: int | None = None
    due_at: datetime | None = None


def times_of(run: Run, week: int, plan: Plan) -> Times:
    """A module a week, each due at the week's end; all at once, due on the run's last day; or, at
    each person's own pace, all open from their enrolment on and nothing due. Whoever sets the days
    for each module begins with a module a week."""
    first, zone = run.starts_on, run.zone
    match plan:
        case Plan.OWN:
            return Times(opens_after=0)
        case Plan.AT_ONCE:
            due = moments.at(run.ends_on, schedule.LAST_MINUTE, zone)
            return Times(schedule.opens_at(1, starts_on=first, zone=zone), due_at=due)
    opens = schedule.opens_at(week, starts_on=first, zone=zone)
    return Times(opens, due_at=schedule.due_at(week, starts_on=first, zone=zone))


def has_due(activity: Activity) -> bool:
    """Whether a plan gives it a deadline; a blog before a meeting has the meeting's."""
    if activity.kind in WITHOUT_DEADLINE or follows_meeting(activity):
        return False
    return activity.has_deadline


def plan_run(run: Run, plan: Plan, *, now: datetime) -> None:
    """Give a new run its openings and deadlines."""
    modules = {module.pk: module for module in Module.objects.filter(version=run.version_id)}
    times = {pk: times_of(run, module.week, plan) for pk, module in modules.items()}
    RunModule.objects.bulk_create(
        RunModule(
            run=run,
            module=module,
            opens_at=times[pk].opens_at,
            opens_after=times[pk].opens_after,
            changed_at=now,
        )
        for pk, module in modules.items()
    )
    RunActivity.objects.bulk_create(
        RunActivity(
            run=run,
            activity=activity,
            zone=run.zone,
            changed_at=now,
            due_at=times[activity.module_id].due_at if has_due(activity) else None,
        )
        for activity in Activity.objects.filter(module__in=modules)
    )
    plan_groups(run, now=now)


def plan_groups(run: Run, *, now: datetime) -> None:
    """Give a run a grouping for each id that its group works name, and each of these its row."""
    for activity in Activity.objects.filter(version=run.version_id, kind="group-work"):
        slug = activity.settings.get(GROUPING.key, GROUPING.default)
        grouping, _new = Grouping.objects.get_or_create(
            run=run, slug=slug, defaults={"created_at": now}
        )
        work, is_new = GroupWork.objects.get_or_create(
            run=run, activity=activity, defaults={"grouping": grouping, "changed_at": now}
        )
        if not is_new and work.grouping_id != grouping.pk and not work.hand_ins.exists():
            work.grouping = grouping
            work.save(update_fields=["grouping"])


def plan_anew(run: Run, plan: Plan, *, now: datetime) -> None:
    """Let another plan hold for a run that nobody takes part in; meetings stay as they are."""
    for release in run.releases.select_related("module"):
        times = times_of(run, release.module.week, plan)
        release.opens_at, release.opens_after = times.opens_at, times.opens_after
        release.changed_at = now
        release.times_moved += 1
        release.save(update_fields=["opens_at", "opens_after", "changed_at", "times_moved"])
    for row in run.schedule.select_related("activity__module"):
        times = times_of(run, row.activity.module.week, plan)
        row.due_at = times.due_at if has_due(row.activity) else None
        row.due_after, row.changed_at = None, now
        row.times_moved += 1
        row.save(update_fields=["due_at", "due_after", "changed_at", "times_moved"])
