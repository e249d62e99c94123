"""Questions of surveys, answers to them, and answers told together."""

from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from localturn.academy.domain.surveys import (
    LEAST_ANSWERS,
    Question,
    answers_from,
    question_fields,
    question_from,
    result_of,
    said,
)

PACE = Question("pace", "single", "Pace?", required=True, choices=("Slow", "Right", "Fast"))
HELPED = Question("helped", "multiple", "What helped?", choices=("Texts", "Talks"))
USE = Question("use", "scale", "Useful?", steps=4, low="No", high="Yes")
HOURS = Question("hours", "number", "Hours?", least=0, most=100, unit="hours")
WISH = Question("wish", "text", "What else?")
ALL = [PACE, HELPED, USE, HOURS, WISH]


def sent(**fields: Any) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in fields.items():
        query.setlist(f"s-{name}", value if isinstance(value, list) else [value])
    return query


def test_answers_are_taken_as_they_are_stored() -> None:
    answered = answers_from(
        ALL, sent(pace="1", helped=["1", "0", "1"], use="4", hours=" 12,50 ", wish=" More\r\ntime ")
    )

    assert answered.answers == {
        "pace": 1,
        "helped": [0, 1],
        "use": 4,
        "hours": "12.5",
        "wish": "More\ntime",
    }
    assert answered.wrong == {}


def test_what_may_be_passed_over_has_no_answer() -> None:
    assert answers_from(ALL, sent(pace="0")).answers == {"pace": 0}


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, {"pace": "Answer this question."}),
        ({"pace": "3"}, {"pace": "Answer this question."}),
        ({"pace": "x"}, {"pace": "Answer this question."}),
        ({"pace": "0", "hours": "many"}, {"hours": "Write a number, such as 12.5."}),
        (
            {"pace": "0", "hours": "101"},
            {"hours": "This number is smaller or larger than can be."},
        ),
        ({"pace": "0", "wish": "x" * 5_001}, {"wish": "This text is too long. Shorten it."}),
        ({"pace": "0", "use": "0", "helped": ["9", "-1"]}, {}),
        ({"pace": "0", "use": "5"}, {}),
    ],
)
def test_what_cannot_be_is_told(fields: dict[str, Any], wrong: dict[str, str]) -> None:
    answered = answers_from(ALL, sent(**fields))

    assert answered.wrong == wrong
    assert not answered.answers.keys() & {"use", "helped", "wish", "hours"}


def test_choices_are_counted_with_the_share_of_who_answered() -> None:
    result = result_of(HELPED, [[0], [0, 1], [1], [0]])

    assert [(bar.label, bar.count, bar.percent) for bar in result.bars] == [
        ("Texts", 3, 75),
        ("Talks", 2, 50),
    ]


def test_a_scale_has_every_step_and_its_middles() -> None:
    result = result_of(USE, [1, 4, 4])

    assert [(bar.label, bar.count) for bar in result.bars] == [
        ("1 – No", 1),
        ("2", 0),
        ("3", 0),
        ("4 – Yes", 2),
    ]
    assert (result.mean, result.median) == (Decimal(3), Decimal(4))


def test_few_numbers_stand_alone_and_many_in_spans() -> None:
    few = result_of(HOURS, ["1.5", "3", "1.5"])
    many = result_of(HOURS, [str(number) for number in range(17)])

    assert [(bar.label, bar.count) for bar in few.bars] == [("1.5", 2), ("3", 1)]
    assert [(bar.label, bar.count) for bar in many.bars] == [
        ("0 – 2", 2),
        ("2 – 4", 2),
        ("4 – 6", 2),
        ("6 – 8", 2),
        ("8 – 10", 2),
        ("10 – 12", 2),
        ("12 – 14", 2),
        ("14 – 16", 3),
    ]


@pytest.mark.parametrize("question", ALL)
def test_of_too_few_answers_nothing_is_told(question: Question) -> None:
    value: Any = {"multiple": [0], "text": "Mine", "number": "1"}.get(question.kind, 1)

    few = result_of(question, [value] * (LEAST_ANSWERS - 1), least=LEAST_ANSWERS)
    enough = result_of(question, [value] * LEAST_ANSWERS, least=LEAST_ANSWERS)

    assert (few.is_shown, few.bars, few.texts, few.mean) == (False, (), (), None)
    assert enough.is_shown
    assert enough.bars or enough.texts


@pytest.mark.parametrize(
    ("question", "value"),
    [(PACE, 3), (PACE, "text"), (HELPED, 1), (HELPED, [2]), (USE, 5), (HOURS, 2), (WISH, 1)],
)
def test_an_answer_to_what_was_asked_before_is_left_aside(question: Question, value: Any) -> None:
    assert result_of(question, [value]).answered == 0
    assert said(question, value) == ""


@given(st.lists(st.integers(-1000, 1000).map(str), max_size=20))
def test_every_number_is_in_one_span(numbers: list[str]) -> None:
    assert sum(bar.count for bar in result_of(HOURS, numbers).bars) == len(numbers)


@pytest.mark.parametrize("question", ALL)
def test_a_question_comes_back_from_its_fields(question: Question) -> None:
    assert question_from(question_fields(question)) == question
