"""What a facilitator of a run has to do, and how the run stands."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from localturn.academy.domain.awards import Rule, Standing, standing
from localturn.academy.domain.schedule import is_in_time
from localturn.academy.models import Completion, Enrolment, Nomination, Run
from localturn.academy.permissions import Reader
from localturn.academy.queries.marking import posts_to_count
from localturn.academy.queries.programme import facts_of, programme_of
from localturn.academy.queries.standing import awards_of, evidence_for


@dataclass(frozen=True)
class Unanswered:
    """A discussion with posts that nobody has counted."""

    activity: str
    title: str
    number: int
    since: datetime


@dataclass(frozen=True)
class Behind:
    """Somebody who has not done what was due, and since when."""

    enrolment: int
    name: str
    number: int
    since: datetime
    titles: tuple[str, ...]


@dataclass(frozen=True)
class AwardOverview:
    """How an award stands for the whole run."""

    title: str
    earned: int
    people: int
    lacking: tuple[tuple[Rule, int], ...]
    """For each rule, how many have not met it yet."""


def unanswered_posts(run: Run, *, by: Reader) -> list[Unanswered]:
    """Where somebody has posts of others to count (1 statement)."""
    rows = (
        posts_to_count([run], by=by)
        .order_by()
        .values_list("activity__stable_id", "activity__title")
        .annotate(number=Count("pk"), since=Min("posted_at"))
        .order_by("since")
    )
    return [Unanswered(*row) for row in rows]


def people_behind(run: Run, *, now: datetime, most: int = 500) -> list[Behind]:
    """Participants with something past due, those who lack most first (3 statements)."""
    past = [
        (key, fact.title, fact.due)
        for key, fact in facts_of(programme_of(run))
        if fact.due is not None and not is_in_time(now, fact.due)
    ]
    done = set(
        Completion.objects.filter(
            enrolment__run=run, activity__in=[key for key, _title, _due in past]
        ).values_list("enrolment_id", "activity_id")
    )
    behind = []
    people = Enrolment.objects.filter(run=run, withdrawn_at=None, person__isnull=False)
    for pk, name in people.values_list("pk", "person__name"):
        missing = [(title, due) for key, title, due in past if (pk, key) not in done]
        if missing:
            since = min(due for _title, due in missing)
            behind.append(
                Behind(pk, name, len(missing), since, tuple(title for title, _due in missing))
            )
    behind.sort(key=lambda each: (-each.number, each.since, each.name))
    return behind[:most]


def nominations_waiting(run: Run) -> int:
    return Nomination.objects.filter(run=run, state=Nomination.State.WAITING).count()


def award_overviews(run: Run) -> list[AwardOverview]:
    """How many have earned each award, and what keeps the others from it (5 statements)."""
    people = Enrolment.objects.filter(run=run, withdrawn_at=None, person__isnull=False)
    evidence = evidence_for(run, people)
    overviews = []
    for award in awards_of(run):
        standings = [standing(award, each) for each in evidence.values()]
        overviews.append(
            AwardOverview(
                award.title,
                earned=sum(each.earned for each in standings),
                people=len(standings),
                lacking=_lacking(award.rules, standings),
            )
        )
    return overviews


def _lacking(rules: Sequence[Rule], standings: Sequence[Standing]) -> tuple[tuple[Rule, int], ...]:
    lacking: Counter[int] = Counter()
    for each in standings:
        lacking.update(place for place, r in enumerate(each.requirements) if not r.met)
    return tuple((rule, lacking[place]) for place, rule in enumerate(rules))
