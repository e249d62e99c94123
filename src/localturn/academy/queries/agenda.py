"""What is open or near for one participant, over all their runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from localturn.academy.domain.allowances import deadline, phase
from localturn.academy.domain.attempts import may_start
from localturn.academy.domain.awards import GROUP_WORK
from localturn.academy.domain.blog import BLOG, State
from localturn.academy.domain.pace import due, opening
from localturn.academy.domain.papers import PAPER, asks_for_proposal, proposal_due
from localturn.academy.domain.schedule import A_MINUTE, Phase, is_in_time, is_open
from localturn.academy.models import (
    Activity,
    Allowance,
    Completion,
    Enrolment,
    Post,
    Proposal,
    ProposalDay,
    RunActivity,
    RunModule,
)
from localturn.academy.queries.blog import standings_in
from localturn.academy.queries.groupwork import owes_in
from localturn.academy.queries.places import span_of, start_of
from localturn.academy.queries.runs import seats_of
from localturn.foundation.people.models import Person

NEAR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Task:
    """An activity that somebody has not done, in a module that is open."""

    run: int
    id: str
    title: str
    kind: str
    due_at: datetime | None
    starts_at: datetime | None
    has_written: bool
    """Whether they have done their part of a discussion, or of a group work for now."""
    is_reopened: bool = False
    """Whether what was done was returned and is to be done once more."""

    @property
    def is_mine(self) -> bool:
        """Whether something is left to do for the participant: not where only a facilitator has
        yet to count or to mark attendance."""
        waits = self.has_written and self.kind in ("discussion", GROUP_WORK, BLOG)
        return self.kind != "webinar" and not waits

    def is_near(self, now: datetime) -> bool:
        """Whether it is due, or meets, within a week."""
        moment = self.starts_at or self.due_at
        return moment is not None and now <= moment < now + NEAR


def current_seats(person: Person, *, now: datetime) -> list[Enrolment]:
    """Seats in runs that have not ended, or have for all others but not for them, with run and
    course; the next to end first (1 statement)."""
    return list(seats_of(person).filter(_goes_on(now)).order_by("run__ends_on", "pk"))


def past_seats(person: Person, *, now: datetime) -> list[Enrolment]:
    """Their other seats, with run and course; the last to end first (1 statement)."""
    return list(seats_of(person).filter(~_goes_on(now)).order_by("-run__ends_on", "-pk"))


def _goes_on(now: datetime) -> Q:
    """Of a seat, that its run has not ended, or that something is not done for which its owner has
    a deadline of their own beyond that."""
    done = Completion.objects.filter(enrolment=OuterRef("enrolment"), activity=OuterRef("activity"))
    left = Allowance.objects.filter(
        ~Exists(done) | Q(is_reopened=True),
        enrolment=OuterRef("pk"),
        due_at__gt=now - A_MINUTE,
    )
    return Q(run__ends_on__gte=now.date()) | Q(Exists(left))


def open_tasks(
    person: Person, seats: Sequence[Enrolment], *, now: datetime
) -> Mapping[int, list[Task]]:
    """By run, what is open and not done, what is due first at the head; of a run that has ended,
    what they have longer for (1 statement, and 6 for each run in which group work is)."""
    starts = {seat.run_id: start_of(seat.run, seat) for seat in seats}
    spans = {seat.run_id: span_of(seat.run) for seat in seats}
    runs = list(starts)
    done = Completion.objects.filter(
        enrolment__run=OuterRef("run"), enrolment__person=person, activity=OuterRef("activity")
    )
    written = Post.objects.filter(
        run=OuterRef("run"), author=person, activity=OuterRef("activity"), removed_at=None
    )
    own = Allowance.objects.filter(
        enrolment__run=OuterRef("run"), enrolment__person=person, activity=OuterRef("activity")
    )
    reopened = own.filter(is_reopened=True)
    release = RunModule.objects.filter(run=OuterRef("run"), module=OuterRef("activity__module"))
    rows = (
        RunActivity.objects.filter(~Exists(done) | Exists(reopened), run__in=runs)
        .annotate(
            opens_at=Subquery(release.values("opens_at")),
            opens_after=Subquery(release.values("opens_after")),
            has_written=Exists(written),
            own_due_at=Subquery(own.values("due_at")),
            is_reopened=Exists(reopened),
        )
        .filter(Q(opens_at__lte=now) | Q(opens_after__isnull=False) | Q(starts_at__isnull=False))
        .order_by("activity__position")
        .values_list(
            "run_id",
            "activity__stable_id",
            "activity__title",
            "activity__kind",
            "due_at",
            "starts_at",
            "has_written",
            "is_reopened",
            "own_due_at",
            "due_after",
            "opens_after",
            "activity_id",
        )
    )
    tasks: dict[int, list[Task]] = {run: [] for run in runs}
    keys: dict[Task, int] = {}
    without: dict[Task, datetime | None] = {}
    for row in rows:
        task = Task(*row[:-4])
        own_due_at, due_after, opens_after, key = row[-4:]
        start = starts[task.run]
        if phase(spans[task.run], own_due_at, now) is Phase.ENDED:
            continue
        if task.starts_at is None and not is_open(opening(None, opens_after, start), now):
            continue
        everybodys = due(task.due_at, due_after, start)
        task = replace(task, due_at=deadline(everybodys, own_due_at))
        if may_start(task.kind, due=task.due_at, now=now):
            tasks[task.run].append(task)
            keys[task], without[task] = key, everybodys
    for seat in seats:
        tasks[seat.run_id] += _proposals(seat, tasks[seat.run_id], keys, without)
        tasks[seat.run_id] = _next_of_groups(seat, tasks[seat.run_id], keys)
        tasks[seat.run_id] = _left_of_blogs(seat, tasks[seat.run_id], keys)
    for each in tasks.values():
        each.sort(key=_urgency)
    return tasks


def _next_of_groups(seat: Enrolment, tasks: list[Task], keys: Mapping[Task, int]) -> list[Task]:
    """With the deadline that comes next of a group work; between the two there may be nothing to
    do."""
    if all(task.kind != GROUP_WORK for task in tasks):
        return tasks
    groups = owes_in(seat.run, [seat.pk])
    found = []
    for task in tasks:
        group = groups.get((seat.pk, keys[task])) if task.kind == GROUP_WORK else None
        if group is not None and group.has_handed_in:
            waits = not (group.owed and group.is_settled)
            due_at = group.due if task.due_at is not None else None
            found.append(replace(task, due_at=due_at, has_written=waits))
        else:
            found.append(task)
    return found


def _proposals(
    seat: Enrolment,
    tasks: list[Task],
    keys: dict[Task, int],
    without: Mapping[Task, datetime | None],
) -> list[Task]:
    """The proposals that were not sent, each a task of its own beside its paper (1 statement, where
    a paper is to be written)."""
    papers = [task for task in tasks if task.kind == PAPER and not task.is_reopened]
    if not papers:
        return []
    sent = Proposal.objects.filter(enrolment=seat, activity=OuterRef("pk"))
    days = ProposalDay.objects.filter(run=seat.run_id, activity=OuterRef("pk"))
    rows = Activity.objects.filter(~Exists(sent), pk__in=[keys[task] for task in papers])
    rows = rows.annotate(moved_to=Subquery(days.values("due_at"))).only("settings")
    found = {row.pk: row for row in rows}
    proposals = []
    for task in papers:
        row = found.get(keys[task])
        if row is None or not asks_for_proposal(row.settings):
            continue
        at = proposal_due(
            task.due_at,
            row.settings,
            span_of(seat.run),
            moved_to=row.moved_to,
            without=without[task],
            start=start_of(seat.run, seat),
        )
        title = _("Proposal: %(title)s") % {"title": task.title}
        proposal = replace(task, title=title, due_at=at)
        keys[proposal] = keys[task]
        proposals.append(proposal)
    return proposals


def _left_of_blogs(seat: Enrolment, tasks: list[Task], keys: Mapping[Task, int]) -> list[Task]:
    """Who has written something in a blog may not have written all (2 statements where somebody
    has written without being done)."""
    begun = {keys[task]: task.id for task in tasks if task.kind == BLOG and task.has_written}
    if not begun:
        return tasks
    standings = standings_in(seat.run, {seat.pk: seat.person_id}, begun)
    late = {key for (_seat, key), each in standings.items() if each.state is State.LATE}
    return [
        replace(task, has_written=keys[task] in late) if task.kind == BLOG else task
        for task in tasks
    ]


def is_late(task: Task, now: datetime) -> bool:
    return task.due_at is not None and not is_in_time(now, task.due_at)


def _urgency(task: Task) -> tuple[bool, float]:
    return (task.due_at is None, task.due_at.timestamp() if task.due_at else 0.0)
