"""When things open and are due for each participant of a run at each person's own pace."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Max

from localturn.academy.domain.allowances import NOTHING, deadline
from localturn.academy.domain.pace import Pace, beyond, due, opening
from localturn.academy.models import Run
from localturn.academy.queries.behind import own_in
from localturn.academy.queries.places import start_of

Dates = Mapping[tuple[int, int], datetime | None]
"""By seat, and by module or activity."""


@dataclass(frozen=True)
class OwnDates:
    """All that counts from people's own days."""

    opens: Dates = field(default_factory=dict)
    due: Dates = field(default_factory=dict)


def own_dates(run: Run) -> OwnDates:
    """As the run is now, of everybody who takes part (4 statements; none in a run with dates)."""
    if run.pace != Pace.OWN:
        return OwnDates()
    own = own_in(run)
    seats = run.enrolments.filter(withdrawn_at=None, person__isnull=False)
    starts = [(pk, start_of(run, at)) for pk, at in seats.values_list("pk", "enrolled_at")]
    releases = list(run.releases.values_list("module_id", "opens_at", "opens_after"))
    schedule = list(run.schedule.values_list("activity_id", "due_at", "due_after"))
    return OwnDates(
        {
            (seat, module): opening(at, after, start)
            for seat, start in starts
            for module, at, after in releases
        },
        {
            (seat, activity): deadline(
                due(at, after, start), own.get(seat, {}).get(activity, NOTHING).due_at
            )
            for seat, start in starts
            for activity, at, after in schedule
        },
    )


def reach_of(run: Run, *, now: datetime) -> date | None:
    """To which day the days of who takes a seat now would reach, if the run ends before it; None
    where it lasts long enough (2 statements; none in a run with dates)."""
    start = start_of(run, now)
    if start is None:
        return None
    opens = run.releases.aggregate(most=Max("opens_after"))["most"]
    is_due = run.schedule.aggregate(most=Max("due_after"))["most"]
    return beyond(start, max(opens or 0, is_due or 0))
