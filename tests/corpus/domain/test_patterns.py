"""Patterns of strangers, within a time."""

import time

import pytest

from localturn.corpus.domain.patterns import Found, Unreadable, compiled, search

pytestmark = pytest.mark.once

TEXTS = [(3, "a town, the towns"), (5, "Town halls")]


def test_every_place_is_found_in_the_order_of_the_texts() -> None:
    answer = search(compiled(r"\btowns?\b"), TEXTS, most=10, seconds=5)

    assert answer.found == [Found(3, 2, 6), Found(3, 12, 17), Found(5, 0, 4)]
    assert (answer.looked_through, answer.next_text, answer.too_slow) == (2, None, [])


def test_a_search_that_has_enough_says_where_it_goes_on() -> None:
    first = search(compiled("town"), TEXTS, most=1, seconds=5)

    assert (first.found, first.next_text, first.next_at) == ([Found(3, 2, 6)], 3, 12)

    rest = search(compiled("town"), TEXTS, most=10, seconds=5, begin=first.next_at)
    assert rest.found == [Found(3, 12, 16), Found(5, 0, 4)]


def test_a_pattern_that_explodes_leaves_its_text_and_goes_on() -> None:
    began = time.process_time()

    answer = search(
        compiled(r"^(a|aa)+$|^f"), [(1, "a" * 60 + "b"), (2, "fine")], most=5, seconds=0.4
    )

    assert time.process_time() - began < 2
    assert answer.too_slow == [1]
    assert answer.found == [Found(2, 0, 1)]


def test_when_the_time_is_over_the_next_text_is_named() -> None:
    answer = search(compiled("town"), TEXTS, most=5, seconds=0)

    assert (answer.found, answer.next_text) == ([], 3)


@pytest.mark.parametrize("pattern", ["(", "[a", "a" * 301, "(" * 150 + "a" + ")" * 149, "(?P<n>"])
def test_what_is_no_pattern_is_told(pattern: str) -> None:
    with pytest.raises(Unreadable):
        compiled(pattern)


def test_what_matches_nothing_is_no_place() -> None:
    assert search(compiled("x*"), [(1, "axa")], most=5, seconds=1).found == [Found(1, 1, 2)]
    assert search(compiled("T", ignore_case=False), TEXTS, most=5, seconds=1).found == [
        Found(5, 0, 1)
    ]
