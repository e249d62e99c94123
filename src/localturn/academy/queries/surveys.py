"""Surveys of a run: who has answered, whether they are open, and what was answered."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from localturn.academy.domain.allowances import deadline, last_deadline
from localturn.academy.domain.pace import due
from localturn.academy.domain.schedule import Phase, is_in_time
from localturn.academy.domain.surveys import (
    LEAST_ANSWERS,
    Question,
    Result,
    is_fit,
    question_from,
    result_of,
    said,
)
from localturn.academy.models import (
    Activity,
    Allowance,
    Completion,
    Enrolment,
    Run,
    RunActivity,
    SurveyClosing,
    SurveyResponse,
    SurveyUrn,
)
from localturn.academy.queries.places import span_of, start_of
from localturn.foundation.tables import Cell


def is_anonymous(activity: Activity) -> bool:
    return bool(activity.settings.get("anonymous", True))


def questions_of(activity: Activity) -> list[Question]:
    return [question_from(fields) for fields in activity.settings.get("questions", ())]


def closing_of(run: Run, activity: Activity) -> SurveyClosing | None:
    """When it was closed for good (1 statement)."""
    return SurveyClosing.objects.filter(run=run, activity=activity).first()


def is_open(
    run: Run, closing: SurveyClosing | None, *, due: datetime | None, now: datetime
) -> bool:
    """Whether an answer is taken now: until it is closed, its deadline or the end of the run."""
    return closing is None and is_in_time(now, due) and span_of(run).phase(now) is Phase.RUNNING


def response_of(seat: Enrolment, activity: Activity) -> SurveyResponse | None:
    """What somebody has answered in a named survey (1 statement)."""
    return SurveyResponse.objects.filter(enrolment=seat, activity=activity).first()


def fit_answers(activity: Activity, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that still answer what is asked."""
    return {
        question.id: answers[question.id]
        for question in questions_of(activity)
        if question.id in answers and is_fit(question, answers[question.id])
    }


def no_longer_asked(activity: Activity, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to questions that the survey had before its run moved to a newer version."""
    asked = {question.id for question in questions_of(activity)}
    return {id_: value for id_, value in answers.items() if id_ not in asked}


@dataclass(frozen=True)
class Responded:
    """How many have answered, and who has not."""

    people: int
    missing: tuple[str, ...]

    @property
    def answered(self) -> int:
        return self.people - len(self.missing)


def responded(run: Run, activity: Activity) -> Responded:
    """Among those who take part now (2 statements)."""
    everybody = Enrolment.objects.filter(run=run, withdrawn_at=None, person__isnull=False)
    answered = Completion.objects.filter(enrolment=OuterRef("pk"), activity=activity, is_own=True)
    missing = everybody.filter(~Exists(answered)).order_by("person__name", "pk")
    return Responded(everybody.count(), tuple(missing.values_list("person__name", flat=True)))


def owing(run: Run, activity: Activity) -> QuerySet[Enrolment]:
    """Seats of those who have not answered, and for whom nobody has counted it as done."""
    done = Completion.objects.filter(enrolment=OuterRef("pk"), activity=activity)
    return Enrolment.objects.filter(~Exists(done), run=run, withdrawn_at=None, person__isnull=False)


def last_due(run: Run, activity: Activity, everybody: datetime | None) -> datetime | None:
    """The deadline after which nobody at all answers in time (1 statement)."""
    own = Allowance.objects.filter(enrolment__run=run, activity=activity)
    return last_deadline(everybody, own.values_list("due_at", flat=True))


def to_remind(
    run: Run, activity: Activity, *, now: datetime
) -> list[tuple[Enrolment, datetime | None]]:
    """Seats of those who have not answered, still can, and want reminders, each with its own
    deadline (4 statements)."""
    if closing_of(run, activity) is not None:
        return []
    row = run.schedule.filter(activity=activity).first()
    own = dict(
        Allowance.objects.filter(enrolment__run=run, activity=activity).values_list(
            "enrolment_id", "due_at"
        )
    )
    asked = owing(run, activity).filter(person__is_active=True, person__wants_reminders=True)
    dated = [
        (seat, deadline(_due_without(run, row, seat), own.get(seat.pk)))
        for seat in asked.select_related("person").order_by("pk")
    ]
    return [(seat, at) for seat, at in dated if is_in_time(now, at)]


def _due_without(run: Run, row: RunActivity | None, seat: Enrolment) -> datetime | None:
    return due(row.due_at, row.due_after, start_of(run, seat)) if row else None


@dataclass(frozen=True)
class Own:
    """One person's answers in a named survey, with their text for each question."""

    name: str
    organisation: str
    answers: tuple[str, ...]


def anonymous_results(run: Run, activity: Activity) -> list[Result]:
    """What was answered, question by question, where enough people did (1 statement)."""
    urns = dict(
        SurveyUrn.objects.filter(run=run, activity=activity).values_list("question", "answers")
    )
    found = [
        result_of(question, urns.get(question.id, []), least=LEAST_ANSWERS)
        for question in _asked_in(run, activity, urns)
    ]
    return [_shuffled(result) for result in found]


def named_results(run: Run, activity: Activity) -> tuple[list[Result], list[Own]]:
    """The same of a named survey, and each person's answers by name (1 statement)."""
    rows = list(
        SurveyResponse.objects.filter(
            enrolment__run=run, activity=activity, enrolment__person__isnull=False
        )
        .order_by("enrolment__person__name", "pk")
        .values_list("enrolment__person__name", "enrolment__organisation__name", "answers")
    )
    questions = _asked_in(run, activity, {key for _n, _o, answers in rows for key in answers})
    results = [
        result_of(question, [a[question.id] for _n, _o, a in rows if question.id in a])
        for question in questions
    ]
    people = [
        Own(
            name,
            of or "",
            tuple(said(q, answers[q.id]) if q.id in answers else "" for q in questions),
        )
        for name, of, answers in rows
    ]
    return results, people


def anonymous_table(results: Sequence[Result]) -> tuple[list[str], list[list[Cell]]]:
    """For a spreadsheet: an answer a line with how often it was given, texts in a chance order."""
    rows: list[list[Cell]] = []
    for result in results:
        rows += [[result.question.text, bar.label, bar.count, bar.percent] for bar in result.bars]
        rows += [[result.question.text, text, None, None] for text in result.texts]
    return [_("Question"), _("The answer"), _("Number"), _("Share")], rows


def named_table(
    results: Sequence[Result], people: Sequence[Own]
) -> tuple[list[str], list[list[Cell]]]:
    """For a spreadsheet: a line for each person."""
    head = [_("Participant"), _("Organisation"), *(result.question.text for result in results)]
    return head, [[own.name, own.organisation, *own.answers] for own in people]


def _asked_in(run: Run, activity: Activity, answered: Iterable[str]) -> list[Question]:
    """What a survey asks, and after it what was answered before the run moved to a version that
    does not ask it (1 statement where there is such a question)."""
    asked = {question.id: question for question in questions_of(activity)}
    gone = set(answered) - asked.keys()
    if gone:
        before = Activity.objects.filter(
            version__in=run.moves.values("version_before"),
            stable_id=activity.stable_id,
            kind=activity.kind,
        )
        for earlier in before.order_by("-version__number"):
            for question in questions_of(earlier):
                if question.id in gone:
                    asked.setdefault(question.id, question)
    return list(asked.values())


def _shuffled(result: Result) -> Result:
    texts: list[Any] = list(result.texts)
    random.SystemRandom().shuffle(texts)
    return replace(result, texts=tuple(texts))
