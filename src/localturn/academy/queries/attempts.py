"""Attempts at quizzes and tests: as they are sat, and as they are looked back on."""

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import (
    Count,
    Exists,
    FilteredRelation,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
)
from django.db.models.functions import Cast

from localturn.academy.domain.allowances import deadline, end, time_limit
from localturn.academy.domain.attempts import (
    Shown,
    attempts_allowed,
    by_topic,
    closes,
    shown,
)
from localturn.academy.domain.pace import Pace, due
from localturn.academy.domain.questions import Task, task_from
from localturn.academy.domain.regrading import Given, How, scored, shown_key
from localturn.academy.domain.schedule import A_MINUTE
from localturn.academy.models import (
    Activity,
    Allowance,
    Answer,
    Attempt,
    Enrolment,
    Module,
    Question,
    Regrade,
    Run,
    RunActivity,
)
from localturn.academy.queries.asked import Asked, asked_from
from localturn.academy.queries.places import span_of, start_of
from localturn.academy.queries.regrades import given_in, regrades_for, rule_of, rules_from
from localturn.foundation.prepared import prepared


@dataclass(frozen=True)
class Window:
    """Until when an activity of a run is in time for somebody, and when it ends for them: with the
    run, or with their own deadline beyond it."""

    due: datetime | None
    due_without: datetime | None
    """What it would be if they were given nothing."""
    ends: datetime
    minutes: int | None = None
    """How long an attempt of theirs lasts; None where nothing but the deadline ends it."""
    extra_attempts: int = 0
    starts: datetime | None = None

    def is_running(self, now: datetime) -> bool:
        """Whether anything is taken of them now."""
        return (self.starts is None or self.starts <= now) and now < self.ends

    def closes(self, started: datetime) -> datetime:
        """When the server closes an attempt of theirs that was begun then."""
        return closes(started, due=self.due, ends=self.ends, minutes=self.minutes)


@dataclass(frozen=True)
class Marks:
    """A question of a closed attempt, with what came of it."""

    asked: Asked
    share: Decimal | None
    feedback_html: str
    right_answer: str
    comment: str
    answer_id: int
    guidance: str = ""
    regrade: Regrade | None = None
    """What holds in the place of the published key."""

    @property
    def counts(self) -> bool:
        return self.regrade is None or self.regrade.how != How.UNCOUNTED

    @property
    def got(self) -> Decimal | None:
        return self.share * self.asked.points if self.share is not None and self.counts else None


def window_of(enrolment: Enrolment, activity: Activity) -> Window:
    """1 statement, if the enrolment brings its run."""
    span, limit = span_of(enrolment.run), activity.settings.get("limit")
    own = FilteredRelation(
        "activity__allowances", condition=Q(activity__allowances__enrolment=enrolment)
    )
    found = (
        RunActivity.objects.filter(run_id=enrolment.run_id, activity=activity)
        .annotate(own=own)
        .values_list(
            "due_at", "due_after", "own__due_at", "own__extra_minutes", "own__extra_attempts"
        )
        .first()
    )
    if found is None:
        return Window(None, None, span.ends_at, limit, starts=span.starts_at)
    at, after, own_due, minutes, attempts = found
    without = due(at, after, start_of(enrolment.run, enrolment))
    return Window(
        deadline(without, own_due),
        without,
        end(span, own_due),
        time_limit(limit, minutes),
        attempts or 0,
        span.starts_at,
    )


def attempts_of(enrolment: Enrolment, activity: Activity) -> QuerySet[Attempt]:
    """A participant's attempts at one activity in their order; `answered` says how many questions
    were, and `waiting` how many wait for a facilitator."""
    return (
        Attempt.objects.filter(enrolment=enrolment, activity=activity)
        .annotate(
            answered=Count("answers", filter=Q(answers__value__isnull=False)),
            waiting=Count("answers", filter=Q(answers__share=None)),
        )
        .order_by("number")
    )


def open_attempt(enrolment: Enrolment, activity: Activity) -> Attempt | None:
    """The attempt that a participant sits now; there is at most one."""
    return next(iter(_open(enrolment.pk, activity.pk)), None)


@prepared
def _open(enrolment: int, activity: int) -> QuerySet[Attempt]:
    return Attempt.objects.filter(
        enrolment_id=enrolment, activity_id=activity, closed_at=None
    ).order_by("pk")


def attempts_left(activity: Activity, attempts: list[Any], *, extra: int = 0) -> int | None:
    """How many more may be begun; None for as many as one likes.

    An attempt that was closed without a single answer has cost nothing.
    """
    allowed = attempts_allowed(activity.kind, activity.settings.get("attempts"), extra=extra)
    if allowed is None:
        return None
    used = sum(1 for a in attempts if a.closed_at is None or a.answered > 0)
    return max(0, allowed - used)


_ASKED = (
    "position",
    "order",
    "value",
    "sequence",
    "saved_at",
    "question__kind",
    "question__text_html",
    Cast("question__task", TextField()),
    "question__points",
)


def asked_in(attempt: Attempt) -> list[Asked]:
    """The questions of an attempt in its order, with what was answered so far; 1 statement."""
    return [asked_from(_task(row[5], row[7]), row, written=row[7]) for row in _answers(attempt.pk)]


def unanswered(kind: str, written: str, html: str, points: Decimal) -> Asked:
    """A question of that task, as it is stored, before anybody is asked it."""
    return asked_from(_task(kind, written), (0, (), None, 0, None, kind, html, None, points))


@lru_cache(maxsize=2048)
def _task(kind: str, fields: str) -> Task:
    """The task that is written so: everybody who sits a test is asked the same few hundred."""
    return task_from(kind, json.loads(fields))


@prepared
def _answers(attempt: int) -> QuerySet[Any, tuple[Any, ...]]:
    return Answer.objects.filter(attempt_id=attempt).order_by("position").values_list(*_ASKED)


def marks_in(attempt: Attempt) -> list[Marks]:
    """The questions of a closed attempt with everything that is to be said of them (2 statements,
    or 3 where one was regraded)."""
    rows = (
        Answer.objects.filter(attempt=attempt)
        .order_by("position")
        .values_list(*_ASKED, "share", "question__feedback_html", "comment", "pk", "question_id")
    )
    regrades = regrades_for(attempt)
    marks = []
    for row in rows:
        regrade = regrades.get(row[13])
        rule = rule_of(regrade)
        task = _task(row[5], row[7])
        key = shown_key(task, rule)
        marks.append(
            Marks(
                asked=asked_from(key, row, with_answers=True),
                share=scored(Given(row[8], row[2], row[9], rule)).share,
                feedback_html=row[10],
                right_answer=right_answer_of(key),
                comment=row[11],
                answer_id=row[12],
                guidance=getattr(task, "guidance", ""),
                regrade=regrade,
            )
        )
    return marks


def topics_in(attempt: Attempt) -> list[tuple[str, Decimal]]:
    """What was right of each topic, named after its module where there is one of that id."""
    answers = given_in([attempt.pk], rules_from(regrades_for(attempt)))[attempt.pk]
    counted = [each for each in answers if each.rule.how is not How.UNCOUNTED]
    shares = by_topic([scored(each) for each in counted])
    titles = dict(
        Module.objects.filter(version_id=attempt.activity.version_id).values_list(
            "stable_id", "title"
        )
    )
    return [(titles.get(topic, topic), share) for topic, share in shares]


def questions_asked(activity: Activity) -> int:
    """How many questions an attempt has."""
    in_bank: int = Question.objects.filter(bank=activity.bank).count()
    return min(in_bank, activity.settings.get("draw") or in_bank)


def last_deadlines(run: Run, activity: Activity) -> list[datetime | None]:
    """Of each final test in a run that asks what this activity asks: until when anybody at all may
    sit it in time (1 statement).

    In a run at each person's own pace somebody may enrol on its last day: that is until it ends.
    """
    own_pace = run.pace == Pace.OWN
    everybodys = RunActivity.objects.filter(run=run, activity=OuterRef("pk")).values("due_at")
    own = Allowance.objects.filter(activity=OuterRef("pk"), enrolment__run=run)
    latest = own.order_by().values("activity").annotate(latest=Max("due_at")).values("latest")
    tests = Activity.objects.filter(
        version=run.version_id, kind="final-test", bank=activity.bank_id, bank__isnull=False
    )
    rows = tests.values_list(Subquery(everybodys), Subquery(latest)).order_by()
    if own_pace:
        last = span_of(run).ends_at - A_MINUTE
        return [deadline(last, own) for _everybodys, own in rows]
    return [deadline(*each) for each in rows]


def answers_were_shown(
    run: Run, test: Activity, *, now: datetime, to: Enrolment | None = None
) -> bool:
    """Whether somebody (or one person) may have read, with the right answers, what a final test
    asks: whoever has sat it or a quiz from the same bank, once nobody can sit it in time."""
    ends = span_of(run).ends_at
    deadlines = last_deadlines(run, test)
    if any(shown("final-test", due=d, ends=ends, now=now) is Shown.SCORE for d in deadlines):
        return False
    sat = Attempt.objects.filter(
        enrolment__run=run, activity__bank=test.bank_id, closed_at__isnull=False
    )
    if to is not None:
        sat = sat.filter(enrolment=to)
    return sat.exclude(activity__kind="preliminary-test").exists()


def open_attempts() -> QuerySet[Attempt]:
    """Every attempt that somebody still sits, the longest open first."""
    return (
        Attempt.objects.filter(closed_at=None)
        .select_related("enrolment__run", "enrolment__person", "activity")
        .order_by("started_at", "pk")
    )


def open_in_time_past(now: datetime) -> QuerySet[Attempt]:
    """Open attempts whose deadline, time limit or run's last day may have passed (a wide net: the
    exact moment depends on the run's zone and on what somebody was given)."""
    passed = RunActivity.objects.filter(
        Q(due_at__lt=now) | Q(due_after__isnull=False),
        run=OuterRef("enrolment__run"),
        activity=OuterRef("activity"),
    )
    return open_attempts().filter(
        Exists(passed)
        | Q(enrolment__run__ends_on__lte=now.date())
        | Q(activity__settings__has_key="limit")
    )


def right_answer_of(task: Task) -> str:
    """The right answer, where it is not one of the choices on the page: "true", "false", a number
    or the first of the accepted words."""
    accepted = getattr(task, "accepted", None)
    if accepted:
        return str(accepted[0])
    answer = getattr(task, "answer", None)
    if isinstance(answer, bool):
        return "true" if answer else "false"
    return "" if answer is None else f"{answer.normalize():f}"
