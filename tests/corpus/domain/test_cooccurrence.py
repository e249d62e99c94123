"""Which codes stand together, against a slow reading of the same words."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localturn.corpus.domain.cooccurrence import (
    SYMMETRIC,
    Paragraphs,
    between,
    matrix,
)
from localturn.corpus.domain.nearness import Nearness
from localturn.corpus.domain.spans import is_among, numbered, spans

pytestmark = pytest.mark.once

CITY, STATE, MONEY = 1, 2, 3
CODES = np.array([CITY, STATE, MONEY])
# key, document, start, end, code, coder
TEXT = [
    (10, 1, 0, 20, CITY, 1),
    (11, 1, 10, 15, STATE, 1),
    (12, 1, 25, 30, MONEY, 1),
    (13, 1, 12, 14, CITY, 2),
    (14, 2, 0, 5, STATE, 1),
]
PARAGRAPHS = Paragraphs(np.array([1, 1, 2]), np.array([0, 13, 0]))


def _cells(nearness: Nearness, reach: int = 0) -> dict[tuple[int, int], int]:
    table = matrix(spans(TEXT), CODES, nearness, reach=reach, paragraphs=PARAGRAPHS).pairs
    return {
        (int(CODES[i]), int(CODES[j])): int(table[i, j])
        for i in range(3)
        for j in range(3)
        if table[i, j]
    }


def test_two_passages_overlap_when_they_share_a_character() -> None:
    assert _cells(Nearness.OVERLAP) == {(CITY, STATE): 1, (STATE, CITY): 1}


def test_a_passage_inside_another_is_not_one_around_it() -> None:
    assert _cells(Nearness.WITHIN) == {(STATE, CITY): 1}


def test_near_is_within_reach_on_either_side() -> None:
    assert _cells(Nearness.NEAR, 4) == {(CITY, STATE): 1, (STATE, CITY): 1}
    assert _cells(Nearness.NEAR, 5) == {
        (CITY, STATE): 1,
        (STATE, CITY): 1,
        (CITY, MONEY): 1,
        (MONEY, CITY): 1,
    }


def test_what_follows_begins_after_the_end() -> None:
    assert _cells(Nearness.FOLLOWS, 10) == {(CITY, MONEY): 1, (STATE, MONEY): 1}


def test_a_paragraph_joins_what_stands_in_a_part_of_it() -> None:
    assert _cells(Nearness.PARAGRAPH) == {
        (CITY, STATE): 1,
        (STATE, CITY): 1,
        (CITY, MONEY): 1,
        (MONEY, CITY): 1,
        (STATE, MONEY): 1,
        (MONEY, STATE): 1,
    }


def test_a_cell_leads_to_the_passages_that_it_counts() -> None:
    first, second = between(spans(TEXT), CODES[1:2], CODES[:1])

    assert (first.tolist(), second.tolist()) == ([11], [10])


def test_strength_is_the_shared_part_of_both() -> None:
    table = matrix(spans(TEXT), CODES)

    assert table.strength(0, 1) == 1 / 3
    assert table.strength(0, 2) == 0.0
    assert matrix(spans(), CODES).strength(0, 1) is None


def test_what_cannot_be_asked_is_refused() -> None:
    with pytest.raises(ValueError, match="reach"):
        matrix(spans(TEXT), CODES, Nearness.NEAR, reach=-1)
    with pytest.raises(ValueError, match="paragraphs"):
        matrix(spans(TEXT), CODES, Nearness.PARAGRAPH)


ROWS = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.integers(0, 30),
        st.integers(1, 12),
        st.integers(1, 4),
        st.integers(1, 2),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.sampled_from(list(Nearness)), st.integers(0, 6))
def test_every_pair_is_found_once(
    rows: list[tuple[int, int, int, int, int]], nearness: Nearness, reach: int
) -> None:
    table = [(n, d, s, s + length, c, p) for n, (d, s, length, c, p) in enumerate(rows)]
    paragraphs = Paragraphs(np.repeat([1, 2, 3], 5), np.tile([0, 7, 14, 21, 28], 3))
    codes = np.array([1, 2, 3, 4])

    found = matrix(spans(table), codes, nearness, reach=reach, paragraphs=paragraphs).pairs

    slow = np.zeros((4, 4), dtype=int)
    for a, b in permutations(table, 2):
        if a[1] == b[1] and a[5] == b[5] and _stand(a, b, nearness, reach):
            slow[a[4] - 1, b[4] - 1] += 1
    if nearness in SYMMETRIC:
        slow[np.diag_indices(4)] //= 2
    assert found.tolist() == slow.tolist()
    for i, j in ((0, 1), (2, 2)):
        first, second = between(
            spans(table),
            codes[i : i + 1],
            codes[j : j + 1],
            nearness,
            reach=reach,
            paragraphs=paragraphs,
        )
        assert len(first) == len(second) == slow[i, j]


def _stand(a: tuple[int, ...], b: tuple[int, ...], nearness: Nearness, reach: int) -> bool:
    match nearness:
        case Nearness.OVERLAP:
            return a[2] < b[3] and b[2] < a[3]
        case Nearness.WITHIN:
            return b[2] <= a[2] and a[3] <= b[3]
        case Nearness.NEAR:
            return max(a[2], b[2]) - min(a[3], b[3]) <= reach
        case Nearness.PARAGRAPH:
            in_a, in_b = ({min(at // 7, 4) for at in range(r[2], r[3])} for r in (a, b))
            return not in_a.isdisjoint(in_b)
        case Nearness.FOLLOWS:
            return 0 <= b[2] - a[3] <= reach


def test_numbers_are_looked_up_whatever_their_size() -> None:
    column = np.array([5, 10**12, -3, 7])

    assert is_among(column, np.array([7, -3])).tolist() == [False, False, True, True]
    assert is_among(column, np.array([], dtype=np.int64)).tolist() == [False] * 4
    assert numbered(column, np.array([5, 7])).tolist() == [0, -1, -1, 1]


def test_arrays_of_different_lengths_are_no_codings() -> None:
    with pytest.raises(ValueError, match="entries"):
        spans(TEXT).moved(np.array([1]), np.array([2]))
