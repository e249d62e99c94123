"""What a rule makes of an answer, and what stays of it when it is taken back."""

import random
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from localturn.academy.domain import question_figures
from localturn.academy.domain.marking import share
from localturn.academy.domain.question_figures import Line, Sat, answered, figures, tells_apart
from localturn.academy.domain.questions import (
    Choice,
    Essay,
    Gap,
    GapText,
    Multiple,
    Numerical,
    Ordering,
    ShortAnswer,
    Single,
    Task,
    TrueFalse,
    task_fields,
    task_from,
)
from localturn.academy.domain.regrading import (
    AS_PUBLISHED,
    Given,
    How,
    Rule,
    fits_rule,
    plainly,
    scored,
    shown_key,
    worth,
)
from makers.marking import EVERY_KIND

ONE = Single((Choice("A", correct=True), Choice("B"), Choice("C")))
OTHER = Single((Choice("A"), Choice("B", correct=True), Choice("C")))


def given(task: Task, value: Any, rule: Rule = AS_PUBLISHED, points: int = 1) -> Given:
    published = Decimal(0) if value is None else share(task, value)
    return Given(Decimal(points), value, published, rule)


@pytest.mark.parametrize(
    ("rule", "worth_of_a_b_c_and_nothing"),
    [
        (AS_PUBLISHED, [1, 0, 0, 0]),
        (Rule(How.ALSO, OTHER), [1, 1, 0, 0]),
        (Rule(How.INSTEAD, OTHER), [0, 1, 0, 0]),
        (Rule(How.EVERYBODY), [1, 1, 1, 1]),
    ],
)
def test_each_rule_says_what_an_answer_is_worth(
    rule: Rule, worth_of_a_b_c_and_nothing: list[int]
) -> None:
    assert [scored(given(ONE, value, rule)).share for value in (0, 1, 2, None)] == (
        worth_of_a_b_c_and_nothing
    )


def test_what_does_not_count_leaves_its_weight_to_the_others() -> None:
    dropped = given(ONE, 1, Rule(How.UNCOUNTED), points=2)

    assert worth([dropped, given(ONE, 0), given(ONE, 1)]) == Decimal("0.5")


def test_an_attempt_with_no_answer_is_worth_nothing_whatever_everybody_gets() -> None:
    everybody = Rule(How.EVERYBODY)

    assert worth([given(ONE, None, everybody), given(ONE, None)]) == 0
    assert worth([given(ONE, None, everybody), given(ONE, 1)]) == Decimal("0.5")


def test_an_essay_that_nobody_has_marked_holds_nothing_up_where_it_does_not_matter() -> None:
    essay = Given(Decimal(1), "A text.", None)

    assert worth([essay, given(ONE, 0)]) is None
    assert worth([replace(essay, rule=Rule(How.EVERYBODY)), given(ONE, 1)]) == Decimal("0.5")
    assert worth([replace(essay, rule=Rule(How.UNCOUNTED)), given(ONE, 0)]) == 1


def some_answer(task: Task, chance: random.Random) -> Any:
    match task:
        case Single(choices):
            return chance.choice([None, *range(len(choices))])
        case Multiple(choices):
            return chance.choice([None, [i for i in range(len(choices)) if chance.random() < 0.5]])
        case TrueFalse():
            return chance.choice([None, True, False])
        case Numerical():
            return chance.choice([None, "12.5", "13", "words"])
        case ShortAnswer():
            return chance.choice([None, "usual residence", "Home", "else"])
        case Ordering(items):
            return dict(
                zip(items, chance.sample(range(1, len(items) + 1), len(items)), strict=True)
            )
        case GapText():
            return {"0": chance.choice(["home", "house"]), "1": chance.choice(["stock", "flow"])}
        case _:
            return {"0": chance.choice(["First", "Second"]), "1": "Second"}


def other_key(task: Task) -> Task:
    match task:
        case Single(choices) | Multiple(choices):
            return type(task)(tuple(replace(c, correct=not c.correct) for c in choices))
        case TrueFalse(right):
            return TrueFalse(not right)
        case Numerical(unit=unit):
            return Numerical(Decimal(13), Decimal(0), unit)
        case ShortAnswer():
            return ShortAnswer(("Home",))
        case Ordering(items):
            return Ordering(items[::-1])
        case GapText(passage, (_first, second)):
            return GapText(passage, (Gap(("house",)), second))
        case _:
            pairs = task_fields(task)["pairs"]
            return task_from(
                "matching",
                {
                    "pairs": [
                        {"left": pair["left"], "right": other["right"]}
                        for pair, other in zip(pairs, pairs[::-1], strict=True)
                    ],
                    "distractors": ["Third"],
                },
            )


@pytest.mark.parametrize("seed", range(60))
def test_for_any_attempt_more_answers_cost_nobody_anything_and_taking_back_leaves_nothing(
    seed: int,
) -> None:
    chance = random.Random(seed)
    tasks = [task_from(kind, fields) for kind, fields in EVERY_KIND]
    answers = [
        given(task, some_answer(task, chance), points=chance.randint(1, 4)) for task in tasks
    ]
    before = worth(answers)
    assert before is not None
    at = chance.randrange(len(tasks))
    key = other_key(tasks[at])
    assert fits_rule(tasks[at], Rule(How.ALSO, key)), tasks[at]

    def under(rule: Rule) -> Decimal:
        ruled = [*answers]
        ruled[at] = replace(ruled[at], rule=rule)
        found = worth(ruled)
        assert found is not None
        return found

    also, instead = under(Rule(How.ALSO, key)), under(Rule(How.INSTEAD, key))
    assert before <= also <= under(Rule(How.EVERYBODY))
    assert instead <= also
    for rule in (Rule(How.UNCOUNTED), Rule(How.EVERYBODY), Rule(How.ALSO, tasks[at])):
        assert 0 <= under(rule) <= 1
    assert under(Rule(How.ALSO, tasks[at])) == under(AS_PUBLISHED) == before


def test_a_key_fits_only_the_question_that_it_is_of() -> None:
    assert fits_rule(ONE, Rule(How.INSTEAD, OTHER))
    assert not fits_rule(ONE, Rule(How.INSTEAD, Single((Choice("B", correct=True),))))
    assert not fits_rule(ONE, Rule(How.INSTEAD, TrueFalse(True)))
    assert not fits_rule(ONE, Rule(How.ALSO))
    assert not fits_rule(Essay(), Rule(How.INSTEAD, Essay()))
    assert fits_rule(Essay(), Rule(How.EVERYBODY))
    assert not fits_rule(ONE, Rule(How.EVERYBODY, OTHER))
    assert plainly(ONE, Rule(How.INSTEAD, ONE)) == AS_PUBLISHED


def test_both_answers_are_shown_as_right_where_both_are() -> None:
    shown = shown_key(ONE, Rule(How.ALSO, OTHER))

    assert isinstance(shown, Single)
    assert [choice.correct for choice in shown.choices] == [True, True, False]
    assert shown_key(ONE, Rule(How.INSTEAD, OTHER)) == OTHER
    assert shown_key(ShortAnswer(("a",)), Rule(How.ALSO, ShortAnswer(("b", "a")))) == ShortAnswer(
        ("a", "b")
    )


def test_a_question_answered_rightly_by_those_who_knew_less_is_the_wrong_way_round() -> None:
    wrong_key = [(1.0, 0.1), (0.0, 0.9)] * 5

    assert tells_apart(wrong_key) == pytest.approx(-1)
    assert tells_apart([(0.0, 0.1), (1.0, 0.9)] * 5) == pytest.approx(1)
    assert tells_apart(wrong_key[:9]) is None
    assert tells_apart([(1.0, 0.1), (1.0, 0.9)] * 5) is None


def test_shares_are_told_from_five_answers_on() -> None:
    four = [Sat(0, Decimal(1)), Sat(1, Decimal(0)), Sat(None, Decimal(0)), Sat(0, Decimal(1))]

    assert figures(four) == question_figures.Figures(4, 3, 2, None, None)
    assert figures([*four, Sat(0, Decimal(1))]).mean == Decimal("0.6")


def test_what_was_answered_is_counted_by_the_parts_of_a_question() -> None:
    assert answered(ONE, [0, 1, 1, None]) == [
        Line("A", 1, True),
        Line("B", 2, False),
        Line("C", 0, False),
    ]
    assert answered(TrueFalse(False), [True, False, False]) == [
        Line("true", 1, False),
        Line("false", 2, True),
    ]
    assert answered(ShortAnswer(("Home",)), ["home", " HOME", "else"]) == [
        Line("home", 2, True),
        Line("else", 1, False),
    ]
    assert answered(Ordering(("a", "b")), [{"a": 1, "b": 2}, {"a": 2, "b": 1}]) == [
        Line("a → b", 1, True)
    ]
    assert answered(Essay(), ["Words"]) == []


def test_where_nothing_counts_any_more_it_is_marked_as_published() -> None:
    uncounted = Rule(How.UNCOUNTED)
    answers = [
        Given(Decimal(1), 0, Decimal(1), uncounted),
        Given(Decimal(1), 1, Decimal(0), uncounted),
    ]

    assert worth(answers) == Decimal("0.5")
