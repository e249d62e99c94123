"""Which questions an attempt gets."""

from collections import Counter
from dataclasses import dataclass
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from localturn.academy.domain.drawing import draw, order


@dataclass(frozen=True)
class Drawn:
    pk: int
    topic: str


POOL = [Drawn(i, f"topic {i % 3}") for i in range(45)]


@given(st.integers(0, 60), st.text())
def test_a_draw_has_no_question_twice_and_as_many_as_asked(number: int, seed: str) -> None:
    drawn = draw(POOL, number=number, seed=seed)

    assert len(drawn) == len(set(drawn)) == min(number, len(POOL))


def test_a_draw_takes_evenly_from_each_topic() -> None:
    topics = Counter(q.topic for q in draw(POOL, number=21, seed="a"))

    assert set(topics.values()) == {7}


def test_the_same_seed_draws_the_same_and_another_another() -> None:
    assert draw(POOL, number=20, seed="a") == draw(POOL, number=20, seed="a")
    assert draw(POOL, number=20, seed="a") != draw(POOL, number=20, seed="b")


def test_questions_met_before_come_only_when_the_others_are_used_up() -> None:
    first = {q.pk for q in draw(POOL, number=21, seed="first")}

    second = {q.pk for q in draw(POOL, number=21, seed="second", met=first)}

    assert first & second == set()


def test_a_topic_that_runs_out_is_made_up_for_by_the_others() -> None:
    pool = [Drawn(0, "rare"), *[Drawn(i, "common") for i in range(1, 10)]]

    assert len(draw(pool, number=6, seed="a")) == 6


@given(st.integers(0, 12), st.text())
def test_an_order_holds_each_choice_once(length: int, seed: str) -> None:
    assert sorted(order(length, seed=seed)) == list(range(length))


@given(st.integers(2, 6), st.data())
def test_an_order_is_never_the_one_that_would_tell_the_answer(
    length: int, data: st.DataObject
) -> None:
    right = data.draw(st.permutations(range(length)))

    shown = order(length, seed=data.draw(st.text()), never=right)

    assert shown != right
    assert sorted(shown) == list(range(length))


def test_every_other_order_comes() -> None:
    shown = {tuple(order(3, seed=str(n), never=[2, 0, 1])) for n in range(100)}

    assert shown == set(permutations(range(3))) - {(2, 0, 1)}


def test_where_there_is_no_other_order_it_stays() -> None:
    assert (order(1, seed="a", never=[0]), order(0, seed="a")) == ([0], [])


@given(st.text(), st.text())
def test_a_second_draw_asks_the_other_half_where_there_is_one(first: str, second: str) -> None:
    pool = [Drawn(i, f"topic {i % 2}") for i in range(10)]
    asked = {q.pk for q in draw(pool, number=5, seed=first)}

    assert asked & {q.pk for q in draw(pool, number=5, seed=second, met=asked)} == set()
