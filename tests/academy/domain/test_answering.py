"""What a form sends becomes an answer, and the form does not tell which is right."""

from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from localturn.academy.domain.answering import (
    answer_from,
    by_alphabet,
    choices_to_order,
    items_of,
    options_in,
    options_of,
    order_that_tells,
    trouble_with,
)
from localturn.academy.domain.questions import (
    Choice,
    Gap,
    GapText,
    Matching,
    Multiple,
    Ordering,
    Pair,
    Single,
    Task,
)

ORDERING = Ordering(("Plan", "Act", "Look back"))
GAPS = GapText("{1} and {2}", (Gap(("home",)), Gap(("stock",), ("flow", "rate"))))


@pytest.mark.parametrize(
    ("task", "sent", "answer"),
    [
        (ORDERING, "a7-0=2&a7-1=3&a7-2=1", {"Act": 2, "Look back": 3, "Plan": 1}),
        (ORDERING, "a7-0=2&a7-1=&a7-2=2", {"Act": 2, "Plan": 2}),
        (ORDERING, "a7-0=0&a7-1=4&a7-2=x&a7-3=1&a8-0=1", None),
        (ORDERING, "a7-0=-1&a7-1=١&a7-2=99999", None),
        (GAPS, "a7-0= home &a7-1=2", {"0": " home ", "1": "stock"}),
        (GAPS, "a7-0=&a7-1=0", {"1": "flow"}),
        (GAPS, "a7-0=h%00ome&a7-1=3", {"0": "home"}),
        (GAPS, "a7-0=%20&a7-1=stock", None),
    ],
)
def test_what_is_sent_becomes_an_answer(task: Task, sent: str, answer: Any) -> None:
    assert answer_from(task, 7, QueryDict(sent)) == answer


def test_what_is_written_in_a_gap_has_an_end() -> None:
    answer = answer_from(GAPS, 7, QueryDict("a7-0=" + "x" * 600))

    assert answer == {"0": "x" * 500}


@pytest.mark.parametrize(
    ("task", "answer", "is_trouble"),
    [
        (ORDERING, {"Act": 2, "Look back": 3, "Plan": 1}, False),
        (ORDERING, {"Act": 2, "Look back": 3}, True),
        (ORDERING, {"Act": 2, "Look back": 2, "Plan": 1}, True),
        (ORDERING, None, False),
        (GAPS, {"0": "home", "1": "flow"}, False),
        (GAPS, {"1": "flow"}, True),
        (GAPS, None, False),
    ],
)
def test_a_place_given_twice_or_an_empty_gap_is_told_in_time(
    task: Task, answer: Any, is_trouble: bool
) -> None:
    assert trouble_with(task, answer) is is_trouble


@given(st.lists(st.text("abc", max_size=3), min_size=3, max_size=6, unique=True), st.data())
def test_the_numbers_of_a_form_do_not_tell_the_right_order(
    items: list[str], data: st.DataObject
) -> None:
    other = data.draw(st.permutations(items))

    assert items_of(Ordering(tuple(items))) == items_of(Ordering(tuple(other)))
    assert options_in(Gap((items[0],), tuple(items[1:]))) == options_in(
        Gap((other[0],), tuple(other[1:]))
    )


def test_the_order_that_tells_is_the_right_one_by_the_numbers_of_the_form() -> None:
    assert [items_of(ORDERING)[i] for i in order_that_tells(ORDERING)] == list(ORDERING.items)
    assert order_that_tells(GAPS) == []


def test_items_and_what_may_be_chosen_have_an_order_of_each_attempts_own() -> None:
    assert (choices_to_order(ORDERING), choices_to_order(GAPS)) == (3, 3)


@given(st.permutations(["Town", "Region", "State", "Union"]))
def test_a_form_does_not_tell_which_choice_was_written_first(texts: list[str]) -> None:
    choices = tuple(Choice(text, correct=at == 0) for at, text in enumerate(texts))

    assert [texts[at] for at in by_alphabet(choices)] == ["Region", "State", "Town", "Union"]
    town = answer_from(Single(choices), 7, QueryDict("a7=2"))
    assert texts[town] == "Town"
    both = answer_from(Multiple(choices), 7, QueryDict("a7=0&a7=3&a7=4&a7=x"))
    assert {texts[at] for at in both} == {"Region", "Union"}
    pairs = tuple(Pair(f"left {at}", text) for at, text in enumerate(texts[1:]))
    assert options_of(Matching(pairs, (texts[0],))) == ["Region", "State", "Town", "Union"]
