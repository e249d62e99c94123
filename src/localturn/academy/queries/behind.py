"""Who in a run has fallen behind, with what, and since when."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Max, Q

from localturn.academy.domain.allowances import NOTHING, Owed, Own, owed
from localturn.academy.domain.awards import GROUP_WORK, Fact
from localturn.academy.domain.blog import BLOG, State, terms_of
from localturn.academy.domain.groupwork import Owes
from localturn.academy.domain.pace import Pace, due, is_idle, opening
from localturn.academy.domain.schedule import is_in_time
from localturn.academy.models import (
    Allowance,
    Attempt,
    Completion,
    Draft,
    Enrolment,
    HandIn,
    Post,
    Run,
)
from localturn.academy.queries import frozen
from localturn.academy.queries.blog import written_in
from localturn.academy.queries.groupwork import owes_in
from localturn.academy.queries.places import start_of
from localturn.academy.queries.programme import Part, fact_of, programme_of

Programme = Sequence[Part]


@dataclass(frozen=True)
class Behind:
    """Somebody who has not done what was due, or nothing where nothing is due; and since when."""

    enrolment: int
    person: int
    name: str
    owed: tuple[Owed, ...]
    idle_since: datetime | None = None
    """Where nothing has a deadline: since when they have done nothing."""

    @property
    def number(self) -> int:
        return len(self.owed)

    @property
    def since(self) -> datetime:
        return self.idle_since or min(each.due for each in self.owed)

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(each.title for each in self.owed)


def owed_in(
    run: Run, *, now: datetime, programme: Programme | None = None
) -> Mapping[int, tuple[Owed, ...]]:
    """By seat, what its owner has fallen behind with; nobody is behind with what only waits for a
    facilitator (4 statements, and 6 more once a group work is past its first deadline; `programme`,
    that of nobody's seat, saves one)."""
    programme = programme_of(run) if programme is None else programme
    past = [
        (step.key, step.due_after, fact_of(part, step))
        for part in programme
        for step in part.steps
        if step.due_after is not None
        or (step.due_at is not None and not is_in_time(now, step.due_at))
    ]
    people = Enrolment.objects.filter(run=run, withdrawn_at=None, person__isnull=False)
    done = _done_in(run, [key for key, _after, _fact in past])
    own = own_in(run)
    everybodys = [(key, fact) for key, _after, fact in past]
    groups = owes_in(run) if any(fact.kind == GROUP_WORK for _key, fact in everybodys) else {}
    waiting = _late_in_blogs(run, everybodys)
    found = {}
    for seat, person, enrolled_at in people.values_list("pk", "person_id", "enrolled_at"):
        start = start_of(run, enrolled_at)
        facts = everybodys
        if start is not None:
            facts = [
                (key, replace(fact, due=due(fact.due, after, start))) for key, after, fact in past
            ]
        if groups:
            facts = [(key, _next_of_group(fact, groups.get((seat, key)))) for key, fact in facts]
        theirs = done.seats[seat] | done.people[person] | waiting[person]
        found[seat] = owed(facts, done=theirs, own=own.get(seat, {}), now=now)
    return {seat: tuple(each) for seat, each in found.items() if each}


def _late_in_blogs(run: Run, facts: Sequence[tuple[int, Fact]]) -> Mapping[int | None, set[int]]:
    """By person, blogs in which they have written all, some of it late (1 statement where a blog is
    past its deadline)."""
    found: dict[int | None, set[int]] = defaultdict(set)
    version = frozen.key_of(run.version)
    terms = {
        key: terms_of(activity.settings)
        for key, fact in facts
        if fact.kind == BLOG and (activity := frozen.activity(version, fact.activity_id))
    }
    for (person, key), written in written_in(run, list(terms)).items() if terms else ():
        if terms[key].state(written, is_excused=False) is State.LATE:
            found[person].add(key)
    return found


def _next_of_group(fact: Fact, group: Owes | None) -> Fact:
    """What is due next of a group work: the work, then the comments that are owed, then nothing."""
    if group is None or not group.has_handed_in:
        return fact
    return replace(fact, due=group.due if group.owed and group.is_settled else None)


def by_pauses(run: Run) -> bool:
    """Whether somebody falls behind in a run by doing nothing, since nothing has a deadline (1
    statement where people go at their own pace)."""
    if run.pace != Pace.OWN:
        return False
    return not run.schedule.filter(Q(due_at__isnull=False) | Q(due_after__isnull=False)).exists()


def has_deadlines(programme: Programme) -> bool:
    """Whether anything in it is due, on a day or after days."""
    steps = [step for part in programme for step in part.steps]
    return any(step.due_at is not None or step.due_after is not None for step in steps)


def idle_in(
    run: Run, *, now: datetime, programme: Programme | None = None
) -> Mapping[int, datetime]:
    """By seat, since when its owner has done nothing, where that is too long: only in a run at each
    person's own pace in which nothing has a deadline (9 statements there; none elsewhere)."""
    if run.pace != Pace.OWN:
        return {}
    programme = programme_of(run) if programme is None else programme
    if has_deadlines(programme):
        return {}
    people = Enrolment.objects.filter(run=run, withdrawn_at=None, person__isnull=False)
    done = _done_in(run, [step.key for part in programme for step in part.steps])
    own, last, posted = own_in(run), _last_done(run), _last_posts(run)
    found = {}
    for seat, person, enrolled_at in people.values_list("pk", "person_id", "enrolled_at"):
        start = start_of(run, enrolled_at)
        if start is None:
            continue
        theirs = done.seats[seat] | done.people[person]
        given = own.get(seat, {})
        left = [
            opens
            for part in programme
            if (opens := opening(part.opens_at, part.opens_after, start) or start.at) <= now
            and any(
                step.kind.name != "webinar"
                and (step.key not in theirs or given.get(step.key, NOTHING).is_reopened)
                for step in part.steps
            )
        ]
        if not left:
            continue
        acted = [at for at in (last.get(seat), posted.get(person)) if at]
        since = max([start.at, enrolled_at, min(left), *acted])
        if is_idle(since, now):
            found[seat] = since
    return found


@dataclass(frozen=True)
class _Done:
    """By seat what is recorded as done, by person where they have written."""

    seats: Mapping[int, set[int]]
    people: Mapping[int | None, set[int]]


def _done_in(run: Run, keys: Sequence[int]) -> _Done:
    done: dict[int, set[int]] = defaultdict(set)
    for seat, activity in Completion.objects.filter(
        enrolment__run=run, activity__in=keys
    ).values_list("enrolment_id", "activity_id"):
        done[seat].add(activity)
    written: dict[int | None, set[int]] = defaultdict(set)
    posts = Post.objects.filter(run=run, activity__in=keys, removed_at=None)
    posts = posts.exclude(activity__kind=BLOG)  # where one post may not be all
    for author, activity in posts.order_by().values_list("author_id", "activity_id").distinct():
        written[author].add(activity)
    return _Done(done, written)


def _last_done(run: Run) -> Mapping[int, datetime]:
    """By seat, when its owner last did anything but write a post, or got work back to go on with
    (4 statements)."""
    last: dict[int, datetime] = {}
    own = Completion.objects.filter(is_own=True)
    rows: list[tuple[int, datetime]] = [
        *_latest(own.filter(enrolment__run=run, marked_by=None), "done_at"),
        *_latest(Attempt.objects.filter(enrolment__run=run), "started_at"),
        *_latest(Draft.objects.filter(enrolment__run=run), "saved_at"),
        *_latest(
            HandIn.objects.filter(enrolment__run=run), "handed_in_at", "returned__returned_at"
        ),
    ]
    for seat, at in rows:
        last[seat] = max(at, last.get(seat, at))
    return last


def _latest(rows: Any, *fields: str) -> Iterator[tuple[int, datetime]]:
    found = rows.order_by().values_list("enrolment_id").annotate(*map(Max, fields))
    return ((seat, at) for seat, *every in found for at in every if at)


def _last_posts(run: Run) -> Mapping[int | None, datetime]:
    """By person, when they last wrote in a discussion (1 statement)."""
    posts = Post.objects.filter(run=run).order_by().values_list("author_id")
    return dict(posts.annotate(Max("posted_at")))


def behind_in(run: Run, *, now: datetime, programme: Programme | None = None) -> Mapping[int, int]:
    """By seat, with how many things its owner is behind; 1 for who has done nothing for long where
    nothing is due (statements as of `owed_in`, and of `idle_in` where that is asked)."""
    programme = programme_of(run) if programme is None else programme
    owed = owed_in(run, now=now, programme=programme)
    idle = idle_in(run, now=now, programme=programme)
    return dict.fromkeys(idle, 1) | {seat: len(each) for seat, each in owed.items()}


def own_in(run: Run) -> Mapping[int, Mapping[int, Own]]:
    """By seat and activity, what participants of a run were given (1 statement)."""
    found: dict[int, dict[int, Own]] = defaultdict(dict)
    for row in Allowance.objects.filter(enrolment__run=run):
        found[row.enrolment_id][row.activity_id] = own_of(row)
    return found


def own_of(row: Allowance) -> Own:
    """What stands in a row, as a value."""
    return Own(
        row.due_at,
        row.extra_minutes,
        row.extra_attempts,
        row.is_reopened,
        row.zone,
        row.reason,
    )


def people_behind(run: Run, *, now: datetime) -> list[Behind]:
    """Participants with something past due, those who lack most first; or, where nothing is due,
    who has done nothing for long, the longest first (6 statements, 9 more in the latter case)."""
    programme = programme_of(run)
    found = owed_in(run, now=now, programme=programme)
    idle = idle_in(run, now=now, programme=programme)
    people = Enrolment.objects.filter(pk__in={*found, *idle})
    behind = [
        Behind(pk, person or 0, name, found.get(pk, ()), idle.get(pk))
        for pk, person, name in people.values_list("pk", "person_id", "person__name")
    ]
    return sorted(behind, key=lambda each: (-each.number, each.since, each.name))
