"""Group works of a run: which groups have handed in, and who owes whom a comment."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import F, FilteredRelation, Max, Q, QuerySet

from localturn.academy.domain import groupwork as domain
from localturn.academy.domain.groupwork import Cell, GroupState, Owes
from localturn.academy.domain.kinds.assignment import ACCEPTED, file_limits
from localturn.academy.domain.kinds.group_work import COMMENT_DAYS, COMMENT_ON
from localturn.academy.domain.schedule import Span, is_in_time
from localturn.academy.models import (
    Activity,
    CommentTask,
    CommentWaiver,
    Enrolment,
    Group,
    GroupComment,
    GroupFile,
    GroupHandIn,
    GroupSeat,
    GroupSummary,
    GroupWork,
    Run,
)
from localturn.academy.queries.hand_ins import MIB, PATIENCE
from localturn.academy.queries.places import span_of
from localturn.foundation.files.models import Arrival
from localturn.foundation.people.reader import Reader

HAND_IN = "group-hand-in"
"""What large files are sent for: "group-hand-in/12/34" with a seat and an activity."""

KIND = "group-work"


@dataclass(frozen=True)
class WorkState:
    """A group work with its groups, its deadlines, and what was handed in."""

    work: GroupWork
    due_at: datetime | None
    """The first deadline, which is the same for all groups that were given no later one."""
    comments_due: datetime | None
    groups: tuple[GroupState, ...]
    span: Span

    @property
    def comment_on(self) -> int | None:
        """On how many other groups each comments; None for all of them."""
        number: int | None = self.work.activity.settings.get(COMMENT_ON.key)
        return number

    @property
    def is_settled(self) -> bool:
        return self.work.settled_at is not None

    def is_read_by_all(self, group: GroupState, now: datetime) -> bool:
        """Whether the others may read what a group handed in: once all have had their time."""
        if not group.may_be_commented_on:
            return False
        return self.due_at is None or not is_in_time(now, self.due_at)

    @cached_property
    def later(self) -> Mapping[int, datetime]:
        """By group, the later deadline that somebody in it was given, which is then the whole
        group's (1 statement, asked once). What was handed in before the deadline of all others is
        commented on from then on: for such a group there is no later one."""
        if self.due_at is None:
            return {}
        work = self.work
        given = GroupSeat.objects.filter(
            grouping=work.grouping_id,
            enrolment__withdrawn_at=None,
            enrolment__allowances__activity=work.activity_id,
            enrolment__allowances__due_at__gt=self.due_at,
        )
        later = given.values_list("group_id").annotate(Max("enrolment__allowances__due_at"))
        in_time = {each.key for each in self.groups if each.is_in_time}
        return {group: due for group, due in later.order_by() if group not in in_time}

    def due_of(self, group: int) -> datetime | None:
        """The first deadline as it is for one group."""
        return self.later.get(group, self.due_at)

    def is_shown_late(self, group: int, of: GroupState | GroupHandIn) -> bool:
        """Whether something came later than the group itself had time."""
        if not of.is_late or of.handed_in_at is None:
            return False
        due = self.due_of(group)
        return due is None or not is_in_time(of.handed_in_at, due)

    @cached_property
    def had_time(self) -> frozenset[int]:
        """Where each comments on some groups: those that came late, but in the time that they were
        given (1 statement; none where no group came late)."""
        late = [group for group in self.groups if group.is_late]
        if self.comment_on is None or not late:
            return frozenset()
        return frozenset(each.key for each in late if not self.is_shown_late(each.key, each))

    def asked_by(self, group: GroupState) -> datetime | None:
        return domain.asked_by(group, due=self.due_at, comments=self.comments_due, span=self.span)

    def group(self, key: int | None) -> GroupState | None:
        return next((each for each in self.groups if each.key == key), None)

    def is_certain(self, now: datetime) -> bool:
        """Whether it is settled by now which groups are to be commented on."""
        return domain.is_settled(self.due_at, self.groups, now=now, ends_at=self.span.ends_at)


def states_in(works: Iterable[GroupWork]) -> list[WorkState]:
    """Group works that bring their run, activity and `due_at` (`works_of`), with their groups (2
    statements; none where there is no work)."""
    works = list(works)
    if not works:
        return []
    groups: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    for row in (
        Group.objects.filter(grouping__in={work.grouping_id for work in works}, closed_at=None)
        .order_by("number")
        .values_list("grouping_id", "pk", "number", "name")
    ):
        groups[row[0]].append(row[1:])
    first = {
        (work, group): (at, is_late)
        for work, group, at, is_late in GroupHandIn.objects.filter(work__in=works, number=1)
        .order_by()
        .values_list("work_id", "group_id", "handed_in_at", "is_late")
    }
    return [_state(work, groups[work.grouping_id], first) for work in works]


def _state(
    work: GroupWork,
    groups: list[tuple[int, int, str]],
    first: Mapping[tuple[int, int], tuple[datetime, bool]],
) -> WorkState:
    span = span_of(work.run)
    due_at: datetime | None = work.due_at  # type: ignore[attr-defined]
    days = work.activity.settings.get(COMMENT_DAYS.key, COMMENT_DAYS.default)
    return WorkState(
        work,
        due_at,
        work.comments_due_at or domain.comments_due(due_at, days, span),
        tuple(
            GroupState(key, number, name, *first.get((work.pk, key), (None, False)))
            for key, number, name in groups
        ),
        span,
    )


def works_of(runs: Iterable[Run] | Iterable[int]) -> QuerySet[GroupWork]:
    """The group works of what these runs deliver now, in the order of their courses."""
    planned = FilteredRelation("activity__schedule", condition=Q(activity__schedule__run=F("run")))
    return (
        GroupWork.objects.filter(run__in=list(runs), activity__version=F("run__version"))
        .annotate(planned=planned, due_at=F("planned__due_at"))
        .select_related("run", "activity")
        .order_by("run_id", "activity__position")
    )


def state_of(run: Run, activity: Activity) -> WorkState | None:
    """The work of one activity (3 statements); None where the run has none (a retired one)."""
    work = works_of([run.pk]).filter(activity=activity).first()
    return None if work is None else states_in([work])[0]


def owes_in(
    run: Run, seats: Collection[int] | None = None, *, states: list[WorkState] | None = None
) -> dict[tuple[int, int], Owes]:
    """By seat and activity, what everybody (or some) still has to do (6 statements, 7 where one
    comments on some of the groups and 8 if one of them came late; 1 where the course has no group
    work)."""
    states = states_in(works_of([run.pk])) if states is None else states
    if not states:
        return {}
    works = {state.work.pk: state.work for state in states}
    groupings = {work.grouping_id for work in works.values()}
    members = GroupSeat.objects.filter(grouping__in=groupings)
    comments = GroupComment.objects.filter(work__in=works)
    waivers = CommentWaiver.objects.filter(work__in=works)
    people = Enrolment.objects.filter(run=run, withdrawn_at=None, person__isnull=False)
    if seats is None:
        everybody: Collection[int] = list(people.order_by().values_list("pk", flat=True))
    else:
        everybody = seats
        members = members.filter(enrolment__in=seats)
        comments = comments.filter(enrolment__in=seats)
        waivers = waivers.filter(enrolment__in=seats)
    own = {
        (seat, of): group
        for seat, of, group in members.values_list("enrolment_id", "grouping_id", "group_id")
    }
    written = _by_seat(comments)
    waived = _by_seat(waivers)
    theirs = tasks_in(states, seats)
    nothing: frozenset[int] = frozenset()
    return {
        (seat, state.work.activity_id): domain.owes(
            own.get((seat, state.work.grouping_id)),
            state.groups,
            written=written.get((state.work.pk, seat), nothing),
            waived=waived.get((state.work.pk, seat), nothing),
            is_settled=state.is_settled,
            due=state.comments_due,
            theirs=None if state.comment_on is None else theirs[state.work.pk, seat],
            had_time=state.had_time,
        )
        for state in states
        for seat in everybody
    }


def tasks_in(
    states: Iterable[WorkState], seats: Collection[int] | None = None
) -> Mapping[tuple[int, int], set[int]]:
    """By work and seat, the groups to comment on, of works where these are not all (1 statement;
    none where there is no such work). Who has none has an empty set."""
    works = [state.work.pk for state in states if state.comment_on is not None]
    if not works:
        return defaultdict(set)
    rows = CommentTask.objects.filter(work__in=works)
    return _by_seat(rows if seats is None else rows.filter(enrolment__in=seats))


def _by_seat(
    rows: QuerySet[GroupComment] | QuerySet[CommentWaiver] | QuerySet[CommentTask],
) -> defaultdict[tuple[int, int], set[int]]:
    found: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for work, seat, group in rows.order_by().values_list("work_id", "enrolment_id", "group_id"):
        found[work, seat].add(group)
    return found


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One participant on the board."""

    seat: int
    name: str
    group: GroupState | None
    cells: tuple[Cell, ...]
    owed: int


@dataclass(frozen=True)
class Board:
    """Everybody and every group: who has commented on whom, and who still owes it."""

    state: WorkState
    rows: tuple[BoardRow, ...]
    """Who owes most first."""

    @property
    def owed(self) -> int:
        return sum(row.owed for row in self.rows)

    @property
    def ungrouped(self) -> int:
        return sum(row.group is None for row in self.rows)


def board_of(state: WorkState) -> Board:
    """The whole board (4 statements)."""
    work = state.work
    people = Enrolment.objects.filter(
        run=work.run_id, withdrawn_at=None, person__isnull=False
    ).order_by()
    own = dict(
        GroupSeat.objects.filter(grouping=work.grouping_id).values_list("enrolment_id", "group_id")
    )
    written = _of_work(GroupComment.objects.filter(work=work))
    waived = _of_work(CommentWaiver.objects.filter(work=work))
    theirs = tasks_in([state])
    by_key = {group.key: group for group in state.groups}
    nothing: set[int] = set()
    rows = []
    for seat, name in people.values_list("pk", "person__name"):
        group = own.get(seat)
        wrote, free = written.get(seat, nothing), waived.get(seat, nothing)
        own_tasks = None if state.comment_on is None else theirs[work.pk, seat]
        cells = tuple(
            domain.cell(
                group, each, written=wrote, waived=free, theirs=own_tasks, had_time=state.had_time
            )
            for each in state.groups
        )
        rows.append(BoardRow(seat, name, by_key.get(group or 0), cells, cells.count(Cell.OWED)))
    rows.sort(key=lambda row: (-row.owed, row.name, row.seat))
    return Board(state, tuple(rows))


@dataclass(frozen=True, slots=True)
class Owing:
    """Somebody who owes comments, and on which groups."""

    seat: int
    name: str
    groups: tuple[str, ...]


def owing_in(state: WorkState) -> list[Owing]:
    """Everybody who owes comments, who owes most first (4 statements)."""
    names = [each.name or str(each.number) for each in state.groups]
    return [
        Owing(
            row.seat,
            row.name,
            tuple(name for name, cell in zip(names, row.cells, strict=True) if cell is Cell.OWED),
        )
        for row in board_of(state).rows
        if row.owed
    ]


def _of_work(rows: QuerySet[GroupComment] | QuerySet[CommentWaiver]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for seat, group in rows.order_by().values_list("enrolment_id", "group_id"):
        found[seat].add(group)
    return found


def waivers_of(work: GroupWork) -> QuerySet[CommentWaiver]:
    """Who need not comment on which group, the newest first."""
    rows = CommentWaiver.objects.filter(work=work)
    return rows.select_related("enrolment__person", "group").order_by("-given_at", "-pk")


def group_of(seat: Enrolment, work: GroupWork) -> GroupSeat | None:
    """Where somebody sits among the groups of a work."""
    rows = GroupSeat.objects.filter(grouping=work.grouping_id, enrolment=seat)
    return rows.select_related("group").first()


def members_of(group: Group | int) -> QuerySet[GroupSeat]:
    """Who is in a group and takes part, by name."""
    return (
        GroupSeat.objects.filter(group=group, enrolment__withdrawn_at=None)
        .exclude(enrolment__person=None)
        .select_related("enrolment__person", "enrolment__organisation")
        .order_by("enrolment__person__name", "pk")
    )


def versions_of(work: GroupWork, group: int) -> list[GroupHandIn]:
    """What a group has handed in, the newest first, with who did and the files."""
    rows = GroupHandIn.objects.filter(work=work, group=group)
    return list(rows.select_related("handed_in_by").prefetch_related("files").order_by("-number"))


def laid_by(work: GroupWork, group: Group | int) -> QuerySet[GroupFile]:
    """The files that the next version of a group will have."""
    rows = GroupFile.objects.filter(work=work, group=group)
    return rows.select_related("file", "laid_by").order_by("pk")


def comments_on(work: GroupWork, group: int) -> list[GroupComment]:
    """What was written on a group's work, oldest first."""
    return list(
        GroupComment.objects.filter(work=work, group=group)
        .select_related("enrolment__person", "author_group")
        .order_by("written_at", "pk")
    )


def summary_of(work: GroupWork, group: int) -> GroupSummary | None:
    rows = GroupSummary.objects.filter(work=work, group=group)
    return rows.select_related("written_by").first()


def waivers_on(work: GroupWork, group: int) -> list[CommentWaiver]:
    """Who need not comment on a group, and why."""
    rows = CommentWaiver.objects.filter(work=work, group=group)
    return list(rows.select_related("enrolment__person", "given_by").order_by("given_at", "pk"))


def purpose_of(seat: Enrolment, activity: Activity) -> str:
    """What a large file is sent for that is to be laid by."""
    return f"{HAND_IN}/{seat.pk}/{activity.pk}"


def arrivals_told(seat: Enrolment, activity: Activity, *, now: datetime) -> list[Arrival]:
    """Files that one sent in pieces and that are being looked through, or were refused."""
    told = Arrival.objects.filter(
        owner=seat.person_id,
        purpose=purpose_of(seat, activity),
        taken_at__isnull=False,
        expires_at__gt=now,
    )
    return list(told.exclude(outcome__refused="").order_by("pk"))


def is_looked_through(seat: Enrolment, activity: Activity, *, now: datetime) -> bool:
    """Whether a file of theirs is on its way to those that are laid by, and has not been for too
    long."""
    own = Arrival.objects.filter(owner=seat.person_id, purpose=purpose_of(seat, activity))
    return own.filter(taken_at__gt=now - PATIENCE, outcome__isnull=True).exists()


def largest_group_file(person: Reader, seat_and_activity: str) -> int:
    """How many bytes a file may have that they send for their group's work, by what follows the
    purpose: "12/34"; 0 where they may send none."""
    seat, _slash, activity = seat_and_activity.partition("/")
    if not (person.is_authenticated and _is_key(seat) and _is_key(activity)):
        return 0
    work = (
        GroupWork.objects.filter(
            activity=int(activity),
            grouping__seats__enrolment=int(seat),
            grouping__seats__enrolment__person=person.pk,
            grouping__seats__enrolment__withdrawn_at=None,
        )
        .select_related("activity")
        .first()
    )
    if work is None or "file" not in work.activity.settings.get("accepts", ACCEPTED):
        return 0
    return file_limits(work.activity.settings).each * MIB


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 15
