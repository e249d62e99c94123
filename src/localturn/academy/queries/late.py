"""Answers that arrived after the end of an attempt."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from django.db.models import QuerySet

from localturn.academy.domain.marking import share
from localturn.academy.domain.questions import task_from
from localturn.academy.domain.regrading import Given, How, scored, shown_key
from localturn.academy.models import Attempt, LateAnswer, Regrade, Run
from localturn.academy.queries.asked import Asked, asked_from
from localturn.academy.queries.attempts import right_answer_of
from localturn.academy.queries.regrades import regrades_for, rule_of


@dataclass(frozen=True)
class Late:
    """A question with what arrived for it after the end, and what came of that."""

    asked: Asked
    share: Decimal | None
    """How right it is; None where a facilitator would have to mark it."""
    arrived_at: datetime
    accepted_at: datetime | None
    declined_at: datetime | None
    reason: str
    # what the page of marks asks of each question
    feedback_html: str = ""
    right_answer: str = ""
    comment: str = ""
    answer_id: int = 0
    guidance: str = ""
    regrade: Regrade | None = None

    @property
    def is_decided(self) -> bool:
        return self.accepted_at is not None or self.declined_at is not None

    @property
    def counts(self) -> bool:
        return self.regrade is None or self.regrade.how != How.UNCOUNTED

    @property
    def got(self) -> Decimal | None:
        return self.share * self.asked.points if self.share is not None and self.counts else None


def late_in(attempt: Attempt, *, with_answers: bool = False) -> list[Late]:
    """What arrived after the end, in the order of the questions (1 statement, and
    one more or two where there is anything)."""
    rows = (
        LateAnswer.objects.filter(answer__attempt=attempt)
        .select_related("answer__question")
        .order_by("answer__position")
    )
    found: list[Late] = []
    regrades = regrades_for(attempt) if rows else {}
    for late in rows:
        answer = late.answer
        question = answer.question
        task = task_from(question.kind, question.task)
        row = (
            answer.position,
            answer.order,
            late.value,
            late.sequence,
            late.arrived_at,
            question.kind,
            question.text_html,
            question.task,
            question.points,
        )
        regrade = regrades.get(question.pk)
        rule = rule_of(regrade)
        published = Decimal(0) if late.value is None else share(task, late.value)
        worth = scored(Given(question.points, late.value, published, rule)).share
        key = shown_key(task, rule)
        found.append(
            Late(
                asked_from(key, row, with_answers=with_answers),
                worth,
                late.arrived_at,
                late.accepted_at,
                late.declined_at,
                late.reason,
                right_answer=right_answer_of(key),
                regrade=regrade,
            )
        )
    return found


def undecided() -> QuerySet[LateAnswer]:
    """What nobody has accepted or declined."""
    return LateAnswer.objects.filter(accepted_at=None, declined_at=None)


def seen_in(attempt: Attempt) -> str:
    """A mark of everything in an attempt that waits for a decision: another answer, or another
    value of the same, makes another mark (1 statement)."""
    return mark_of(undecided().filter(answer__attempt=attempt))


def mark_of(waiting: Iterable[LateAnswer]) -> str:
    """As `seen_in`, of these; each new value of an answer comes with a higher sequence."""
    rows = sorted((row.answer_id, row.sequence) for row in waiting)
    return sha256(repr(rows).encode()).hexdigest()[:32]


def attempts_with_late_answers(run: Run, *, by: int) -> list[LateAnswer]:
    """The first late answer of each attempt in a run about which nobody has decided, for the desk;
    not the facilitator's own (1 statement)."""
    rows = (
        undecided()
        .filter(
            answer__attempt__enrolment__run=run,
            answer__attempt__enrolment__withdrawn_at=None,
            answer__attempt__enrolment__person__isnull=False,
        )
        .exclude(answer__attempt__enrolment__person_id=by)
        .select_related("answer__attempt__enrolment__person", "answer__attempt__activity")
        .order_by("arrived_at", "pk")
    )
    first: dict[int, LateAnswer] = {}
    for row in rows[:500]:
        first.setdefault(row.answer.attempt_id, row)
    return list(first.values())
