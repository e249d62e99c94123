"""Surveys whose answers would say something else after a run was moved to a newer version."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from localturn.academy.domain.moving import says_the_same
from localturn.academy.domain.surveys import Question
from localturn.academy.models import Activity, Completion, Run, SurveyResponse, SurveyUrn
from localturn.academy.queries.surveys import is_anonymous, questions_of

SURVEY = "survey"


@dataclass(frozen=True)
class Reworded:
    """A question of a survey that was answered, and whose answers would say something else."""

    survey: str
    question: str


def reworded_in(
    run: Run, pairs: Iterable[tuple[Activity, Activity]]
) -> tuple[tuple[Reworded, ...], tuple[str, ...]]:
    """Such questions, and the titles of surveys that were answered with names and would be
    anonymous, or the other way round (3 statements where there are surveys)."""
    asked = [(old, new) for old, new in pairs if old.kind == SURVEY]
    if not asked:
        return (), ()
    answered = _answered(run, [old for old, _new in asked])
    here = {old.pk for old, _new in asked}
    done = set(
        Completion.objects.filter(enrolment__run=run, activity__in=here, is_own=True).values_list(
            "activity_id", flat=True
        )
    )
    questions = tuple(
        Reworded(old.title, question.text)
        for old, new in asked
        for question in otherwise_in(old, new)
        if question.id in answered[old.pk]
    )
    unmasked = tuple(
        old.title
        for old, new in asked
        if (old.pk in done or answered[old.pk]) and is_anonymous(old) != is_anonymous(new)
    )
    return questions, unmasked


def otherwise_in(old: Activity, new: Activity) -> Iterator[Question]:
    """Questions of a survey that mean something else in its newer version under the same id."""
    becomes = {question.id: question for question in questions_of(new)}
    for question in questions_of(old):
        if question.id in becomes and not says_the_same(question, becomes[question.id]):
            yield question


def _answered(run: Run, surveys: Sequence[Activity]) -> dict[int, set[str]]:
    """By survey, the questions to which there are answers."""
    found: dict[int, set[str]] = defaultdict(set)
    urns = SurveyUrn.objects.filter(run=run, activity__in=surveys).exclude(answers=[])
    for activity, question in urns.values_list("activity_id", "question"):
        found[activity].add(question)
    responses = SurveyResponse.objects.filter(enrolment__run=run, activity__in=surveys)
    for activity, answers in responses.values_list("activity_id", "answers"):
        found[activity].update(answers)
    return found
