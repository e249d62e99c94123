"""What was found, with the words on either side."""

import pytest

from localturn.corpus.domain.concordance import lines

pytestmark = pytest.mark.once

TEXT = "Cities welcome\nnewcomers, and networks of cities learn from each other."


def test_a_line_is_cut_between_words() -> None:
    start = TEXT.index("networks")

    (line,) = lines(TEXT, [(start, start + 8)], around=16)

    assert (line.left, line.hit, line.right) == ("newcomers, and ", "networks", " of cities learn")
    assert (line.is_cut_left, line.is_cut_right) == (True, True)


def test_at_the_ends_nothing_is_cut_and_lines_are_joined() -> None:
    (line,) = lines(TEXT, [(0, 6)], around=1_000)

    assert (line.left, line.right) == (
        "",
        " welcome newcomers, and networks of cities learn from each other.",
    )
    assert (line.is_cut_left, line.is_cut_right) == (False, False)


def test_a_long_word_beside_is_left_out_whole() -> None:
    text = "x" * 50 + "hit" + "y" * 50

    (line,) = lines(text, [(50, 53)], around=10)

    assert (line.left, line.hit, line.right) == ("", "hit", "")
