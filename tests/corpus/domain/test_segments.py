"""A text cut where codings begin and end."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from localturn.corpus.domain.segments import Marked, Segment, cut

pytestmark = pytest.mark.once


def test_overlapping_codings_become_disjoint_segments() -> None:
    marks = [Marked(1, 2, 6), Marked(2, 4, 9), Marked(3, 4, 6)]

    assert cut([(0, 10)], marks) == [
        [
            Segment(0, 2),
            Segment(2, 4, (1,)),
            Segment(4, 6, (1, 2, 3)),
            Segment(6, 9, (2,)),
            Segment(9, 10),
        ]
    ]


def test_a_coding_over_two_paragraphs_is_cut_between_them() -> None:
    assert cut([(0, 5), (7, 12), (14, 15)], [Marked(1, 3, 9)]) == [
        [Segment(0, 3), Segment(3, 5, (1,))],
        [Segment(7, 9, (1,)), Segment(9, 12)],
        [Segment(14, 15)],
    ]


SPANS = [(0, 20), (22, 40), (42, 43)]


@given(
    some.lists(
        some.tuples(some.integers(0, 43), some.integers(1, 20)).map(
            lambda each: (each[0], min(each[0] + each[1], 45))
        ),
        max_size=12,
    )
)
def test_each_character_is_under_exactly_the_codings_that_hold_it(
    pairs: list[tuple[int, int]],
) -> None:
    marks = [Marked(n, start, end) for n, (start, end) in enumerate(pairs)]

    for (start, end), segments in zip(SPANS, cut(SPANS, marks), strict=True):
        assert [each.start for each in segments] == [start, *(s.end for s in segments[:-1])]
        assert segments[-1].end == end
        for segment in segments:
            for at in range(segment.start, segment.end):
                under = {m.id for m in marks if m.start <= at < m.end}
                assert set(segment.under) == under
