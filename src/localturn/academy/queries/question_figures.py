"""How the questions of a run's quizzes and tests did."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef

from localturn.academy.domain.kinds import KINDS
from localturn.academy.domain.question_figures import Figures, Line, Sat, answered, figures
from localturn.academy.domain.questions import Task, task_from
from localturn.academy.domain.regrading import AS_PUBLISHED, Given, scored, shown_key
from localturn.academy.models import Activity, Answer, Attempt, Question, Regrade, Run
from localturn.academy.queries.regrades import Regrades, regrades_in, rule_of, rules_from
from localturn.foundation.refusals import NotFound

ASKING = tuple(name for name, kind in KINDS.items() if kind.asks_questions)


@dataclass(frozen=True)
class Did:
    """A question of a quiz or test, and how it did there."""

    question: Question
    figures: Figures
    regrade: Regrade | None


@dataclass(frozen=True)
class DidThere:
    """How one question did in one quiz or test."""

    activity: Activity
    figures: Figures


def asking(run: Run) -> list[Activity]:
    """The quizzes and tests of a run, in its order."""
    return list(run.version.activities.filter(kind__in=ASKING).order_by("position"))


def asking_activity(run: Run, stable_id: str) -> Activity:
    """Raises NotFound."""
    found = run.version.activities.filter(kind__in=ASKING, stable_id=stable_id).first()
    if found is None:
        raise NotFound
    return found


def questions_of(run: Run, activity: Activity) -> list[Did]:
    """Every question that somebody has met in an activity, the one least often right first
    (5 statements)."""
    regrades = regrades_in(run.pk)
    sat = _sat(run, [activity.pk], regrades)
    rows = {
        row.pk: row
        for row in Question.objects.filter(
            pk__in={question for _activity, question in sat}
        ).select_related("bank__version")
    }
    gathered: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for pk, row in rows.items():
        gathered[row.bank.name, row.stable_id, row.kind, repr(row.task)].append(pk)
    found = []
    for keys in gathered.values():
        row = max((rows[pk] for pk in keys), key=lambda each: each.bank.version.number or 0)
        every = [each for pk in keys for each in sat[activity.pk, pk]]
        found.append(Did(row, figures(every), regrades.get(row.pk)))
    return sorted(found, key=_least_right)


def _least_right(did: Did) -> tuple[bool, Decimal, int]:
    mean = did.figures.mean
    return mean is None, mean if mean is not None else Decimal(0), did.question.position


def question_in_activities(run: Run, rows: Iterable[Question]) -> list[DidThere]:
    """How a question did in each quiz and test that asks it."""
    keys = [row.pk for row in rows]
    activities = asking(run)
    sat = _sat(run, [each.pk for each in activities], regrades_in(run.pk), only=keys)
    found = []
    for activity in activities:
        every = [each for key in keys for each in sat.get((activity.pk, key), ())]
        if every:
            found.append(DidThere(activity, figures(every)))
    return found


def answers_to(run: Run, rows: list[Question], regrade: Regrade | None) -> list[Line]:
    """What was answered in the first attempts, and whether it is right by what holds."""
    task = task_from(rows[0].kind, rows[0].task)
    first = _first_attempts(run, [each.pk for each in asking(run)])
    values = Answer.objects.filter(attempt__in=list(first), question__in=rows)
    return answered(_judging(task, regrade), values.values_list("value", flat=True))


def _judging(task: Task, regrade: Regrade | None) -> Task:
    return shown_key(task, rule_of(regrade))


def _first_attempts(run: Run, activities: Iterable[int]) -> dict[int, int]:
    """The activity of everybody's first attempt with an answer: later ones have seen the key."""
    has_answer = Exists(Answer.objects.filter(attempt=OuterRef("pk"), value__isnull=False))
    rows = Attempt.objects.filter(
        has_answer,
        enrolment__run=run,
        enrolment__person__isnull=False,
        activity__in=list(activities),
        closed_at__isnull=False,
    )
    first: dict[tuple[int, int], int] = {}
    for pk, seat, activity in rows.order_by("number").values_list(
        "pk", "enrolment_id", "activity_id"
    ):
        first.setdefault((seat, activity), pk)
    return {pk: activity for (_seat, activity), pk in first.items()}


def _sat(
    run: Run, activities: Iterable[int], regrades: Regrades, *, only: Iterable[int] = ()
) -> dict[tuple[int, int], list[Sat]]:
    """By activity and question, each answer of a first attempt with what was right of the rest."""
    first, rules, wanted = _first_attempts(run, activities), rules_from(regrades), set(only)
    rows = Answer.objects.filter(attempt__in=list(first)).order_by("pk")
    attempts: dict[int, list[tuple[int, Given]]] = defaultdict(list)
    for attempt, question, points, value, share in rows.values_list(
        "attempt_id", "question_id", "question__points", "value", "share"
    ):
        rule = rules.get(question, AS_PUBLISHED)
        attempts[attempt].append((question, Given(points, value, share, rule)))
    found: dict[tuple[int, int], list[Sat]] = defaultdict(list)
    for attempt, answers in attempts.items():
        marks = [scored(given) for _question, given in answers]
        most = sum((m.points for m in marks if m.share is not None), Decimal(0))
        got = sum((m.points * m.share for m in marks if m.share is not None), Decimal(0))
        for (question, given), mark in zip(answers, marks, strict=True):
            if wanted and question not in wanted:
                continue
            own = mark.points if mark.share is not None else Decimal(0)
            rest = (got - own * (mark.share or 0)) / (most - own) if most > own else None
            # what was answered says how a question did, not what was given to everybody
            share = mark.share if given.rule.how.has_key else given.share
            found[first[attempt], question].append(Sat(given.value, share, rest))
    return found
