"""Who comments on which groups, where everybody comments on some and not on all."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef

from localturn.academy.domain.comment_tasks import Commenter, allot, surplus
from localturn.academy.models import (
    CommentTask,
    CommentWaiver,
    GroupComment,
    GroupSeat,
    GroupWork,
)
from localturn.academy.queries.groupwork import WorkState


def allot_comments(states: Iterable[WorkState], seats: Collection[int], *, now: datetime) -> None:
    """Give each of the seats as many groups to comment on as the course asks for, once it is
    certain which have handed in in time.

    What somebody has stays theirs. Whoever comes later, or is moved into a group that they were to
    comment on, is given what is missing, and that is taken back if they are moved away again; a
    comment written before counts among theirs.
    """
    for state in states:
        if state.comment_on is not None and state.is_settled:
            _allot(state, state.comment_on, seats, now=now)


def take_back_untouched(work: GroupWork) -> None:
    """Let nobody comment on a group any more on whose work they have neither written nor been let
    off."""
    same = {
        "work": OuterRef("work"),
        "enrolment": OuterRef("enrolment"),
        "group": OuterRef("group"),
    }
    CommentTask.objects.filter(
        ~Exists(GroupComment.objects.filter(**same)),
        ~Exists(CommentWaiver.objects.filter(**same)),
        work=work,
    ).delete()


def _allot(state: WorkState, number: int, seats: Collection[int], *, now: datetime) -> None:
    work = state.work
    in_time = [group.key for group in state.groups if group.is_in_time]
    tasks = CommentTask.objects.filter(work=work, group__in=in_time)
    comments = GroupComment.objects.filter(work=work, group__in=in_time)
    given = _by_seat(tasks.values_list(*_KEYS, "given_at"))
    written = _by_seat(comments.values_list(*_KEYS, "written_at"))
    rows = GroupSeat.objects.filter(
        grouping=work.grouping_id, enrolment__withdrawn_at=None, enrolment__person__isnull=False
    ).values_list("enrolment_id", "group_id", "enrolment__organisation_id")
    readers = []
    for seat, own, home in rows:
        has = {group: at for group, at in given[seat].items() if group != own}
        wrote = {group: at for group, at in written[seat].items() if group != own}
        too_many = surplus(has, wrote, number=number) if seat in seats else set()
        if too_many:
            tasks.filter(enrolment=seat, group__in=too_many).delete()
        theirs = frozenset(has.keys() - too_many | wrote.keys())
        readers.append(Commenter(seat, own, str(home or ""), theirs))
    waiting = [each for each in readers if len(each.has) < number]
    if not {each.key for each in waiting}.intersection(seats):
        return
    more = allot(readers, in_time, number=number, seed=work.pk)
    CommentTask.objects.bulk_create(
        [
            CommentTask(work=work, enrolment_id=seat, group_id=group, given_at=now)
            for seat, groups in sorted(more.items())
            if seat in seats
            for group in groups
        ],
        ignore_conflicts=True,
    )


_KEYS = ("enrolment_id", "group_id")


def _by_seat(rows: Iterable[tuple[int, int, datetime]]) -> defaultdict[int, dict[int, datetime]]:
    found: defaultdict[int, dict[int, datetime]] = defaultdict(dict)
    for seat, group, at in rows:
        found[seat][group] = at
    return found
