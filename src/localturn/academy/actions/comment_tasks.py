"""Who comments on which groups, where everybody comments on some and not on all."""

from collections.abc import Collection, Iterable
from datetime import datetime

from localturn.academy.domain.comment_tasks import Commenter, allot
from localturn.academy.models import CommentTask, GroupComment, GroupSeat
from localturn.academy.queries.groupwork import WorkState, tasks_in


def allot_comments(states: Iterable[WorkState], seats: Collection[int], *, now: datetime) -> None:
    """Give each of the seats as many groups to comment on as the course asks for, once it is
    certain which have handed in in time.

    What somebody has stays theirs. Whoever comes later, or is moved into a group that they were to
    comment on, is given what is missing; a comment written before counts among theirs.
    """
    for state in states:
        if state.comment_on is not None and state.is_settled:
            _allot(state, state.comment_on, seats, now=now)


def _allot(state: WorkState, number: int, seats: Collection[int], *, now: datetime) -> None:
    work = state.work
    in_time = [g.key for g in state.groups if g.may_be_commented_on and not g.is_late]
    has = tasks_in([state])
    for seat, group in GroupComment.objects.filter(work=work).values_list("enrolment_id", "group"):
        if group in in_time:
            has[work.pk, seat].add(group)
    rows = GroupSeat.objects.filter(
        grouping=work.grouping_id, enrolment__withdrawn_at=None, enrolment__person__isnull=False
    ).values_list("enrolment_id", "group_id", "enrolment__organisation_id")
    readers = [
        Commenter(seat, own, str(home or ""), frozenset(has[work.pk, seat] - {own}))
        for seat, own, home in rows
    ]
    waiting = [each for each in readers if len(each.has.intersection(in_time)) < number]
    if not {each.key for each in waiting}.intersection(seats):
        return
    given = allot(readers, in_time, number=number, seed=work.pk)
    CommentTask.objects.bulk_create(
        [
            CommentTask(work=work, enrolment_id=seat, group_id=group, given_at=now)
            for seat, groups in sorted(given.items())
            if seat in seats
            for group in groups
        ],
        ignore_conflicts=True,
    )
