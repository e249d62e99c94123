"""What would follow from a question's regrading, before it is regraded."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from localturn.academy.domain.attempts import points_for
from localturn.academy.domain.awards import Evidence, standing, with_points
from localturn.academy.domain.regrading import Rule, worth
from localturn.academy.models import (
    Answer,
    Attempt,
    Certificate,
    Enrolment,
    GradeEntry,
    Question,
    Regrade,
    Run,
)
from localturn.academy.queries.consequences import AwardTurn, Turn, turn_of
from localturn.academy.queries.regrades import (
    given_in,
    regrades_in,
    rule_of,
    rules_from,
    same_questions,
)
from localturn.academy.queries.standing import awards_of, evidence_for
from localturn.foundation.people.reader import Reader
from localturn.foundation.refusals import NotFound


@dataclass(frozen=True)
class ActivityTurn:
    """The points of one activity before and after; None where none stand."""

    title: str
    before: Decimal | None
    after: Decimal | None

    @property
    def difference(self) -> Decimal:
        return (self.after or Decimal(0)) - (self.before or Decimal(0))


@dataclass(frozen=True)
class PersonTurn:
    """Somebody whose points would be others."""

    seat: int
    name: str
    activities: tuple[ActivityTurn, ...]
    before: Decimal
    after: Decimal
    """In the whole course."""
    awards: tuple[AwardTurn, ...]

    @property
    def difference(self) -> Decimal:
        return sum((each.difference for each in self.activities), Decimal(0))

    def turns(self, turn: Turn) -> int:
        return sum(each.turn is turn for each in self.awards)


@dataclass(frozen=True)
class Effect:
    """Everything that somebody should know who regrades a question."""

    met: int
    """People who have met it in an attempt that is closed."""
    sitting: int
    """Attempts with it that are open: they are marked by the rule when they close."""
    people: tuple[PersonTurn, ...]
    """Whose points change: who loses first, then by name."""
    by_hand: tuple[str, ...]
    """Who would have other points, had they not been given or corrected by hand."""
    other_shares: int
    """People for whom what was right of a test without points changes."""

    @property
    def gaining(self) -> int:
        return sum(each.difference > 0 for each in self.people)

    @property
    def losing(self) -> int:
        return sum(each.difference < 0 for each in self.people)

    @property
    def most_gained(self) -> Decimal:
        return max((each.difference for each in self.people), default=Decimal(0))

    @property
    def most_lost(self) -> Decimal:
        return -min((each.difference for each in self.people), default=Decimal(0))

    def certificates(self, turn: str) -> int:
        return sum(each.turns(Turn(turn)) for each in self.people)

    @property
    def doubted(self) -> int:
        return self.certificates("doubted")


def question_in(run: Run, pk: int) -> Question:
    """The first row of a question of the run, by any of its rows. Raises NotFound."""
    asked = Question.objects.filter(pk=pk, bank__version__course=run.version.course_id)
    question = asked.select_related("bank__version").first()
    rows = same_questions(run, question) if question is not None else []
    if not rows:
        raise NotFound
    return rows[0]


def standing_regrade(run: Run, question: Question) -> Regrade | None:
    """What was last said of a question in a run."""
    rows = Regrade.objects.filter(run=run, question=question, is_standing=True)
    return rows.select_related("question", "replaces__question").first()


def history_of(run: Run, question: Question) -> list[Regrade]:
    """All that was said of it, the newest first."""
    rows = Regrade.objects.filter(run=run, question=question).select_related("question", "made_by")
    return list(rows.order_by("-pk"))


def attempts_with(run: Run, rows: Iterable[Question]) -> QuerySet[Attempt]:
    """Attempts at which somebody has met the question; not those of who was erased, whose answers
    are gone and whose points stay."""
    met = Answer.objects.filter(attempt=OuterRef("pk"), question__in=list(rows))
    return Attempt.objects.filter(
        Exists(met), enrolment__run=run, enrolment__person__isnull=False
    ).order_by("pk")


def has_met(person: Reader, run: Run, rows: Iterable[Question]) -> bool:
    """Whether the regrading would be of what they answered themselves."""
    return attempts_with(run, rows).filter(enrolment__person=person.pk).exists()


@dataclass(frozen=True)
class _Sat:
    pk: int
    seat: int
    activity: int
    share: Decimal | None
    answered: bool


def effect_of(run: Run, question: Question, rule: Rule) -> Effect:
    """If this rule held for a question (about 14 statements, whatever the number of people)."""
    rows = same_questions(run, question)
    affected = list(attempts_with(run, rows).filter(closed_at__isnull=False))
    rules = rules_from(regrades_in(run.pk)) | dict.fromkeys((row.pk for row in rows), rule)
    given = given_in([attempt.pk for attempt in affected], rules)
    after = {pk: worth(answers) for pk, answers in given.items()}
    sat = _sat(run, {attempt.activity_id for attempt in affected})
    turns, by_hand = _turns(run, sat, after)
    people = _people(run, turns)
    seats = {attempt.enrolment_id for attempt in affected}
    weighed = set(turns) | set(by_hand)
    return Effect(
        met=len(seats),
        sitting=attempts_with(run, rows).filter(closed_at=None).count(),
        people=people,
        by_hand=tuple(sorted(_names(run, by_hand).values())),
        other_shares=len({a.enrolment_id for a in affected if after[a.pk] != a.share} - weighed),
    )


def _sat(run: Run, activities: Iterable[int]) -> list[_Sat]:
    """Every closed attempt of the run at some activities."""
    answered = Exists(Answer.objects.filter(attempt=OuterRef("pk"), value__isnull=False))
    rows = Attempt.objects.filter(
        enrolment__run=run, activity__in=list(activities), closed_at__isnull=False
    ).annotate(answered=answered)
    fields = ("pk", "enrolment_id", "activity_id", "share", "answered")
    return [_Sat(*row) for row in rows.values_list(*fields).order_by("pk")]


Turns = dict[int, list[tuple[str, ActivityTurn]]]


def _turns(
    run: Run, sat: Sequence[_Sat], after: Mapping[int, Decimal | None]
) -> tuple[Turns, set[int]]:
    """The activities of each seat whose points change, and the seats that keep what was given by
    hand."""
    best: dict[tuple[int, int], Decimal] = {}
    touched = {(each.seat, each.activity) for each in sat if each.pk in after}
    for each in sat:
        share = after.get(each.pk, each.share)
        if each.answered and share is not None:
            place = each.seat, each.activity
            best[place] = max(best.get(place, Decimal(0)), share)
    standing = {
        (row.enrolment_id, row.activity_id): row
        for row in GradeEntry.objects.filter(
            enrolment__run=run, activity__in={each.activity for each in sat}, is_standing=True
        )
    }
    of = {
        activity.pk: activity
        for activity in run.version.activities.filter(pk__in={each.activity for each in sat})
        if activity.points
    }
    turns: Turns = defaultdict(list)
    by_hand = set()
    for seat, key in sorted(touched):
        if (activity := of.get(key)) is None:
            continue
        entry, share = standing.get((seat, key)), best.get((seat, key))
        before = None if entry is None else entry.points
        points = None if share is None else points_for(share, activity.points)
        if entry is not None and entry.origin != GradeEntry.Origin.ATTEMPT:
            by_hand.add(seat)
        elif before != points:
            turn = ActivityTurn(activity.title, before, points)
            turns[seat].append((activity.stable_id, turn))
    return turns, by_hand


def _names(run: Run, seats: Iterable[int]) -> dict[int, str]:
    rows = Enrolment.objects.filter(run=run, pk__in=list(seats)).select_related("person")
    return {row.pk: str(row.person) for row in rows}


def _people(run: Run, turns: Turns) -> tuple[PersonTurn, ...]:
    seats = list(run.enrolments.filter(pk__in=turns).select_related("person"))
    evidence = evidence_for(run, seats)
    issued: dict[int, dict[str, Certificate]] = defaultdict(dict)
    for certificate in Certificate.objects.filter(enrolment__in=seats, revoked_at=None).defer(
        "content"
    ):
        issued[certificate.enrolment_id][certificate.award_id] = certificate
    found = []
    for seat in seats:
        now = then = evidence[seat.pk]
        for activity, turn in turns[seat.pk]:
            then = with_points(then, activity, turn.after or Decimal(0))
        found.append(
            PersonTurn(
                seat=seat.pk,
                name=str(seat.person),
                activities=tuple(turn for _activity, turn in turns[seat.pk]),
                before=now.points,
                after=then.points,
                awards=_awards(run, now, then, issued[seat.pk])
                if seat.withdrawn_at is None
                else (),
            )
        )
    return tuple(sorted(found, key=lambda each: (each.difference > 0, each.name, each.seat)))


def _awards(
    run: Run, now: Evidence, then: Evidence, issued: Mapping[str, Any]
) -> tuple[AwardTurn, ...]:
    turns = []
    for award in awards_of(run):
        was, will = standing(award, now).earned, standing(award, then)
        certificate = issued.get(award.id)
        turns.append(AwardTurn(turn_of(was, will.earned, certificate), will, certificate))
    return tuple(turns)


def rule_before(regrade: Regrade | None) -> Rule:
    """What held before the regrade that stands."""
    return rule_of(regrade.replaces if regrade is not None else None)
