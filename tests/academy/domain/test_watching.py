import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localturn.academy.domain.captions import Cue, clock_of, paragraphs
from localturn.academy.domain.watching import MOST_INTERVALS, joined, reported, share

intervals = st.lists(
    st.tuples(st.integers(0, 90), st.integers(1, 10)).map(lambda p: (p[0], p[0] + p[1])),
    max_size=12,
)


def test_a_report_is_read_and_cut_to_the_length_of_the_video() -> None:
    assert reported("0-12,40-55", seconds=50) == [(0, 12), (40, 50)]
    assert reported("60-70,5-5,9-3", seconds=50) == []
    assert reported("", seconds=50) == []


@pytest.mark.parametrize(
    "text", ["x", "1", "1-", "-1", "1-2,", "1-2;3-4", "1.5-2", "١-٢", "1-2\n", "9999999-1", " 1-2"]
)
def test_what_is_no_report_is_none(text: str) -> None:
    assert reported(text, seconds=50) is None


def test_a_report_of_too_many_pieces_is_none() -> None:
    many = ",".join(f"{2 * n}-{2 * n + 1}" for n in range(MOST_INTERVALS + 1))

    assert reported(many, seconds=10_000) is None
    assert reported(many.rsplit(",", 1)[0], seconds=10_000) is not None


@given(intervals)
def test_joined_intervals_are_the_same_seconds_apart_and_in_order(
    pieces: list[tuple[int, int]],
) -> None:
    whole = joined(pieces)

    assert {s for b, e in whole for s in range(b, e)} == {s for b, e in pieces for s in range(b, e)}
    assert all(a[1] < b[0] for a, b in itertools.pairwise(whole))


@given(intervals, intervals)
def test_the_order_and_number_of_reports_do_not_matter(
    one: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    assert joined([*joined([*one, *other]), *one]) == joined([*other, *one])


def test_the_share_is_what_was_played_of_the_whole() -> None:
    assert share([(0, 30), (60, 75)], seconds=90) == Fraction(1, 2)
    assert share([(0, 90)], seconds=90) == 1
    assert share([], seconds=90) == 0
    assert share([(0, 9)], seconds=0) == 0


def test_cues_become_paragraphs_at_voices_pauses_and_long_sentences() -> None:
    cues = [
        Cue(0, 1000, "Who\n came?", "Ana"),
        Cue(1000, 2000, "We do not know.", "Ana"),
        Cue(2000, 3000, "I do.", "Ivo"),
        Cue(5000, 6000, "After a pause.", "Ivo"),
        Cue(6000, 7000, "", "Ivo"),
        Cue(7000, 8000, "x" * 400 + ".", "Ivo"),
        Cue(8000, 9000, "Anew.", "Ivo"),
    ]

    found = [(p.start, p.voice, p.text[:20], p.clock) for p in paragraphs(cues)]

    assert found == [
        (0, "Ana", "Who came? We do not ", "0:00"),
        (2, "Ivo", "I do.", "0:02"),
        (5, "Ivo", "After a pause. xxxxx", "0:05"),
        (8, "Ivo", "Anew.", "0:08"),
    ]


def test_a_clock_has_hours_only_where_there_are_some() -> None:
    assert [clock_of(s) for s in (0, 59, 222, 3600, 3822)] == [
        "0:00",
        "0:59",
        "3:42",
        "1:00:00",
        "1:03:42",
    ]
