"""What a facilitator of a run has to do, and how the run stands."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from localturn.academy.domain.awards import Rule, Standing, standing
from localturn.academy.domain.blog import BLOG
from localturn.academy.models import Enrolment, Nomination, Post, PostReport, Run
from localturn.academy.queries.marking import posts_to_count
from localturn.academy.queries.standing import awards_of, evidence_for
from localturn.foundation.people.reader import Reader


@dataclass(frozen=True)
class Unanswered:
    """A discussion with posts that nobody has counted."""

    activity: str
    title: str
    number: int
    since: datetime


@dataclass(frozen=True)
class OpenQuestion:
    """A post that asks something, without an answer."""

    activity: str
    title: str
    post: int
    author: str
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


@dataclass(frozen=True)
class ReportedPosts:
    """A discussion with posts that somebody has reported."""

    activity: str
    title: str
    first: int
    """The post that was written first of them."""
    number: int
    since: datetime


def posts_reported(*, by: Reader) -> QuerySet[Post]:
    """Posts that wait for a facilitator to look at them; not the facilitator's own, about which
    another decides."""
    waiting = PostReport.objects.filter(post=OuterRef("pk"), settled_at=None)
    return Post.objects.filter(Exists(waiting)).exclude(author_id=by.pk or 0)


def reported_posts(run: Run, *, by: Reader) -> list[ReportedPosts]:
    """Where somebody has reported posts to look at (1 statement)."""
    rows = (
        posts_reported(by=by)
        .filter(run=run)
        .order_by()
        .values_list("activity__stable_id", "activity__title")
        .annotate(
            first=Min("pk"),
            number=Count("pk", distinct=True),
            since=Min("reports__reported_at", filter=Q(reports__settled_at=None)),
        )
        .order_by("since")
    )
    return [ReportedPosts(*row) for row in rows]


def open_questions(run: Run, *, by: Reader, most: int = 20) -> list[OpenQuestion]:
    """Posts of participants that ask something and that nobody else has answered, the oldest
    first; not those of who would answer, nor what was counted or needs no answer (1 statement)."""
    seats = Enrolment.objects.filter(run=OuterRef("run"), person=OuterRef("author"))
    answered = Post.objects.filter(answers=OuterRef("pk"), removed_at=None).exclude(
        author=OuterRef("author")
    )
    rows = (
        Post.objects.filter(
            Exists(seats),
            ~Exists(answered),
            run=run,
            answers=None,
            removed_at=None,
            counted_at=None,
            needs_no_answer=False,
        )
        .filter(Q(body__contains="?") | Q(body__contains="\u061f"))
        .exclude(author_id=by.pk or 0)
        .exclude(activity__kind=BLOG)  # what is asked there is for the meeting
        .order_by("posted_at", "pk")
        .values_list("activity__stable_id", "activity__title", "pk", "author__name", "posted_at")
    )
    return [OpenQuestion(*row) for row in rows[:most]]


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
