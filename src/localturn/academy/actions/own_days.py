"""People's own days that move with the days of their run: nothing is due after its last day, and
nothing is counted from before its first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import F

from localturn.academy.actions.date_letters import Moved, own_dates_moved
from localturn.academy.models import Run
from localturn.academy.queries.behind import by_pauses
from localturn.academy.queries.own_days import Dates, OwnDates, own_dates


def follow(
    run: Run, *, before: OwnDates, everybodys: Moved, now: datetime, tells: bool, run_days: bool
) -> None:
    """Let calendars have the dates that moved and, where it `tells`, write to those whose dates
    did, or to all if `everybodys` have or only the run's days end what they may do."""
    after = own_dates(run)
    opens, due = _moved(before.opens, after.opens), _moved(before.due, after.due)
    moved = {"times_moved": F("times_moved") + 1, "changed_at": now}
    run.releases.filter(module__in={module for _seat, module in opens}).update(**moved)
    run.schedule.filter(activity__in={activity for _seat, activity in due}).update(**moved)
    seats = {seat for seat, _key in (*opens, *due)}
    if everybodys or (run_days and by_pauses(run)):
        seats |= set(run.enrolments.filter(withdrawn_at=None).values_list("pk", flat=True))
    if not (seats and tells):
        return
    modules, activities = _by_seat(opens), _by_seat(due)
    theirs = {
        seat: Moved(everybodys.activities | activities[seat], everybodys.modules | modules[seat])
        for seat in seats
    }
    own_dates_moved(run, theirs, now=now, run_days=run_days)


def _by_seat(pairs: Iterable[tuple[int, int]]) -> Mapping[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for seat, key in pairs:
        found[seat].add(key)
    return found


def _moved(before: Dates, after: Dates) -> list[tuple[int, int]]:
    return sorted(key for key, at in after.items() if key in before and before[key] != at)
