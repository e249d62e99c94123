"""What of the work of groups waits for a facilitator."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet

from localturn.academy.domain.schedule import is_in_time
from localturn.academy.models import GradeEntry, GroupHandIn, GroupSeat, Run
from localturn.academy.queries.groupwork import board_of, states_in, works_of
from localturn.foundation.people.reader import Reader


@dataclass(frozen=True)
class GroupsWaiting:
    """A group work with something for a facilitator to do."""

    activity: str
    title: str
    to_mark: int
    """How many groups have handed in, whose members have no points yet."""
    ungrouped: int
    """How many people sit in no group."""
    overdue: int
    """How many comments are owed past their deadline."""


def groups_to_mark(runs: Iterable[Run], *, by: Reader) -> QuerySet[GroupHandIn]:
    """The first version of each group of which nobody else's points stand, where there are points
    to give."""
    seats = GroupSeat.objects.filter(
        group=OuterRef("group"), enrolment__withdrawn_at=None, enrolment__person__isnull=False
    ).exclude(enrolment__person_id=by.pk or 0)
    graded = GradeEntry.objects.filter(
        is_standing=True,
        activity=OuterRef("work__activity"),
        enrolment__group_seats__group=OuterRef("group"),
    )
    rows = GroupHandIn.objects.filter(
        Exists(seats), ~Exists(graded), work__run__in=runs, number=1, work__activity__points__gt=0
    )
    return rows.filter(work__activity__version=F("work__run__version"))


def groups_waiting(run: Run, *, by: Reader, now: datetime) -> list[GroupsWaiting]:
    """Each group work of a run where something is to be done (1 statement where there is none)."""
    states = states_in(works_of([run.pk]))
    if not states:
        return []
    unmarked = list(groups_to_mark([run], by=by).values_list("work_id", flat=True))
    found = []
    for state in states:
        board, activity = board_of(state), state.work.activity
        is_over = not is_in_time(now, state.comments_due) if state.comments_due else False
        found.append(
            GroupsWaiting(
                activity.stable_id,
                activity.title,
                unmarked.count(state.work.pk),
                board.ungrouped,
                board.owed if is_over else 0,
            )
        )
    return [each for each in found if each.to_mark or each.ungrouped or each.overdue]
