"""How right an answer is."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localturn.academy.domain.marking import number, share
from localturn.academy.domain.questions import (
    Choice,
    Essay,
    Gap,
    GapText,
    Matching,
    Multiple,
    Numerical,
    Ordering,
    Pair,
    ShortAnswer,
    Single,
    Task,
    TrueFalse,
)

SINGLE = Single((Choice("yes", correct=True), Choice("no")))
MULTIPLE = Multiple(
    (Choice("a", correct=True), Choice("b", correct=True), Choice("c"), Choice("d"))
)
NUMERICAL = Numerical(Decimal("12.5"), Decimal("0.1"), "‰")
SHORT = ShortAnswer(("usual residence",))
MATCHING = Matching((Pair("a", "1"), Pair("b", "2"), Pair("c", "3")), ("4",))
ORDERING = Ordering(("a", "b", "c", "d"))
GAPS = GapText("{1} and {2}", (Gap(("usual residence", "home")), Gap(("stock",), ("flow",))))
TASKS = (SINGLE, MULTIPLE, TrueFalse(True), NUMERICAL, SHORT, MATCHING, ORDERING, GAPS)


@pytest.mark.parametrize(
    ("task", "answer", "expected"),
    [
        (SINGLE, 0, "1"),
        (SINGLE, 1, "0"),
        (SINGLE, "0", "0"),
        (SINGLE, False, "0"),
        (MULTIPLE, [0, 1], "1"),
        (MULTIPLE, [0], "0.5"),
        (MULTIPLE, [0, 1, 2], "0.5"),
        (MULTIPLE, [0, 0, 0], "0.5"),
        (MULTIPLE, [0, 1, 2, 3], "0"),
        (MULTIPLE, [], "0"),
        (TrueFalse(False), False, "1"),
        (TrueFalse(False), None, "0"),
        (TrueFalse(False), 0, "0"),
        (NUMERICAL, "12,6", "1"),
        (NUMERICAL, "12.61", "0"),
        (NUMERICAL, " 12.5 ‰", "1"),
        (NUMERICAL, "twelve", "0"),
        (SHORT, " Usual  Résidence. ", "1"),
        (SHORT, "residence", "0"),
        (MATCHING, {"0": "1", "1": "2", "2": "3"}, "1"),
        (MATCHING, {"0": "1", "1": "3", "2": "4"}, "0.333333"),
        (MATCHING, [], "0"),
        (ORDERING, {"a": 1, "b": 2, "c": 3, "d": 4}, "1"),
        (ORDERING, {"b": 1, "c": 2, "d": 3, "a": 4}, "0.666667"),
        (ORDERING, {"d": 1, "c": 2, "b": 3, "a": 4}, "0"),
        (ORDERING, {"a": 1, "b": 2}, "0.333333"),
        (ORDERING, {"a": 1, "b": 2, "c": 1, "d": 2}, "0"),
        (ORDERING, {"a": 1, "b": 2, "c": 3, "d": 3}, "0.333333"),
        (ORDERING, {"a": 0, "b": 1, "c": 5, "d": 6}, "0"),
        (ORDERING, {"a": True, "b": 2, "c": 3.0, "d": "4"}, "0"),
        (ORDERING, ["a", "b", "c", "d"], "0"),
        (GAPS, {"0": " Usual  Résidence. ", "1": "stock"}, "1"),
        (GAPS, {"0": "HOME", "1": "flow"}, "0.5"),
        (GAPS, {"0": "house", "1": "stock"}, "0.5"),
        (GAPS, {"0": "house", "1": "Stock"}, "0"),
        (GAPS, {"1": "stock"}, "0.5"),
        (GAPS, {"0": None, "1": ["stock"]}, "0"),
        (GAPS, ["home", "stock"], "0"),
    ],
)
def test_an_answer_gets_its_share(task: Task, answer: Any, expected: str) -> None:
    assert share(task, answer) == Decimal(expected)


def test_an_essay_waits_for_a_person() -> None:
    assert share(Essay(), "A long text") is None


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1 234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1'000", "1000"),
        ("\u22123", "-3"),
        ("45 %", "45"),
        ("", None),
        ("NaN", None),
        ("Infinity", None),
        ("1e400", None),
        ("1e9999999", None),
    ],
)
def test_a_number_is_read_as_people_type_it(typed: str, value: str | None) -> None:
    assert number(typed) == (None if value is None else Decimal(value))


@given(st.lists(st.text("abc", max_size=3), min_size=3, max_size=7, unique=True), st.data())
def test_only_the_right_order_is_all_right(items: list[str], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(items))
    answer = {item: place for place, item in enumerate(shuffled, 1)}

    assert (share(Ordering(tuple(items)), answer) == 1) is (shuffled == items)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(json_values)
def test_whatever_is_sent_gets_a_share_from_nothing_to_all(answer: Any) -> None:
    for task in TASKS:
        assert 0 <= (share(task, answer) or 0) <= 1
