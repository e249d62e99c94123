"""Who in a run has fallen behind, with what, and since when."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from localturn.academy.domain.allowances import Owed, Own, owed
from localturn.academy.domain.awards import Fact
from localturn.academy.domain.schedule import is_in_time
from localturn.academy.models import Allowance, Completion, Enrolment, Post, Run
from localturn.academy.queries.programme import facts_of, programme_of

Outline = list[tuple[int, Fact]]


@dataclass(frozen=True)
class Behind:
    """Somebody who has not done what was due, and since when."""

    enrolment: int
    person: int
    name: str
    owed: tuple[Owed, ...]

    @property
    def number(self) -> int:
        return len(self.owed)

    @property
    def since(self) -> datetime:
        return min(each.due for each in self.owed)

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(each.title for each in self.owed)


def owed_in(
    run: Run, *, now: datetime, outline: Outline | None = None
) -> Mapping[int, tuple[Owed, ...]]:
    """By seat, what its owner has fallen behind with; nobody is behind with what only waits for a
    facilitator (4 statements; `outline` saves one)."""
    outline = facts_of(programme_of(run)) if outline is None else outline
    past = [
        (key, fact)
        for key, fact in outline
        if fact.due is not None and not is_in_time(now, fact.due)
    ]
    keys = [key for key, _fact in past]
    people = Enrolment.objects.filter(run=run, withdrawn_at=None, person__isnull=False)
    done: dict[int, set[int]] = defaultdict(set)
    for seat, activity in Completion.objects.filter(
        enrolment__run=run, activity__in=keys
    ).values_list("enrolment_id", "activity_id"):
        done[seat].add(activity)
    written: dict[int | None, set[int]] = defaultdict(set)
    posts = Post.objects.filter(run=run, activity__in=keys, removed_at=None)
    for author, activity in posts.order_by().values_list("author_id", "activity_id").distinct():
        written[author].add(activity)
    own = own_in(run)
    found = {
        seat: owed(past, done=done[seat] | written[person], own=own.get(seat, {}), now=now)
        for seat, person in people.values_list("pk", "person_id")
    }
    return {seat: tuple(each) for seat, each in found.items() if each}


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
    """Participants with something past due, those who lack most first (6 statements)."""
    found = owed_in(run, now=now)
    people = Enrolment.objects.filter(pk__in=found).values_list("pk", "person_id", "person__name")
    behind = [Behind(pk, person or 0, name, found[pk]) for pk, person, name in people]
    return sorted(behind, key=lambda each: (-each.number, each.since, each.name))
