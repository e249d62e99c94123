"""People's own days that move with the days of their run: nothing is due after its last day, and
nothing is counted from before its first."""

from datetime import datetime

from django.db.models import F

from localturn.academy.actions.letters import write_of_moved
from localturn.academy.domain.schedule import Phase
from localturn.academy.models import Run
from localturn.academy.queries.own_days import Dates, OwnDates, own_dates
from localturn.academy.queries.places import span_of
from localturn.foundation.tasks import task


def follow(run: Run, *, before: OwnDates, now: datetime) -> None:
    """Let calendars have the dates that moved, and write to those whose deadlines did."""
    after = own_dates(run)
    opens, due = _moved(before.opens, after.opens), _moved(before.due, after.due)
    moved = {"times_moved": F("times_moved") + 1, "changed_at": now}
    run.releases.filter(module__in={module for _seat, module in opens}).update(**moved)
    run.schedule.filter(activity__in={activity for _seat, activity in due}).update(**moved)
    theirs: dict[str, list[int]] = {}
    for seat, activity in due:
        theirs.setdefault(str(seat), []).append(activity)
    if theirs and span_of(run).phase(now) is not Phase.ENDED:
        tell_of_own_dates.enqueue(run.pk, theirs, now.isoformat())


@task()
def tell_of_own_dates(run_id: int, moved: dict[str, list[int]], moved_at: str) -> None:
    """Write to participants of a run, by their seats, about their own new dates."""
    run = Run.objects.select_related("version").get(pk=run_id)
    write_of_moved(run, {int(seat): set(each) for seat, each in moved.items()}, moved_at)


def _moved(before: Dates, after: Dates) -> list[tuple[int, int]]:
    return sorted(key for key, at in after.items() if key in before and before[key] != at)
