"""What the participants of the demonstration answer in its surveys."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from localturn.academy.actions import surveys
from localturn.academy.demo import doing
from localturn.academy.domain.surveys import Question
from localturn.academy.models import Activity, Enrolment
from localturn.academy.queries.surveys import is_anonymous, questions_of

HOPES = (
    "Tell my council what our figures do not show, without losing the meeting.",
    "Write a plan that has an owner and a sum for each measure.",
    "Know whom to ask in the ministry, and what they must answer.",
    "Explain to residents why the counter is open in four languages.",
)
WISHES = (
    "More time for the second assignment; the fair was in the same week.",
    "A second meeting half way. I would have asked more in a call than in writing.",
    "Fewer abbreviations. I kept a list.",
    "Nothing on families who came back. With us they are the majority.",
)


def answer(
    course: doing.Course, seats: Sequence[Enrolment], *, anonymous: bool, now: datetime
) -> list[Activity]:
    """These people answer the surveys of one sort, an hour after each other; the surveys."""
    asked = [
        each
        for each in course.activities
        if each.kind == "survey" and is_anonymous(each) == anonymous
    ]
    for activity in asked:
        questions = questions_of(activity)
        for number, seat in enumerate(seats):
            answers = {
                question.id: value
                for question in questions
                if (value := _answer(question, number)) is not None
            }
            if seat.person is not None:
                surveys.answer(
                    seat,
                    activity,
                    answers,
                    due=None,
                    by=seat.person,
                    now=now + timedelta(hours=number),
                )
    return asked


def _answer(question: Question, number: int) -> Any:
    match question.kind:
        case "single":
            return (0, 0, 1, 2, 0, 1)[number % 6] % len(question.choices)
        case "multiple":
            return sorted({number % len(question.choices), 2, number * 2 % 3})
        case "scale":
            return (4, 5, 3, 4, 2)[number % 5]
        case "number":
            return str(
                (3, 1, 8, 12, 5, 2, 15)[number % 7] + (10 if question.unit == "hours" else 0)
            )
        case _:
            texts = HOPES if question.id == "hope" else WISHES
            return texts[number % len(texts)] if number % 3 != 2 else None
