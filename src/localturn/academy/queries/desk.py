"""What a facilitator of a run has to do, and how the run stands."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from localturn.academy.domain.awards import Rule, Standing, standing
from localturn.academy.models import Enrolment, Nomination, Run
from localturn.academy.permissions import Reader
from localturn.academy.queries.marking import posts_to_count
from localturn.academy.queries.standing import awards_of, evidence_for


@dataclass(frozen=True)
class Unanswered:
    """A discussion with posts that nobody has counted."""

    activity: str
    title: str
    number: int
    since: datetime


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
