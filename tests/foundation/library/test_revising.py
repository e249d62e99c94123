"""What is known of a text beside its words, taken along to a corrected one; and what is the same in
two texts."""

import time
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from localturn.foundation.library.anchoring import Comparison
from localturn.foundation.library.comparing import same_stretches
from localturn.foundation.library.revising import GoesAlong, Revised, revised
from localturn.foundation.library.text import (
    Part,
    Piece,
    Text,
    as_it_stands,
    assembled,
    has_place,
)

pytestmark = pytest.mark.once

PIECES = [
    Piece("Plan of the towns", Part.FURNITURE, page="1"),
    Piece("What we wnat", Part.HEADING, 1),
    Piece("Towns recieve people."),
    Piece("money from above", Part.ITEM, 1),
    Piece("Plan of the towns", Part.FURNITURE, page="2"),
    Piece("Towns learn from towns.\nThey meet twice a year."),
]
OLD = assembled(PIECES)


def corrected(old: Text, words: str) -> Revised:
    new = as_it_stands(words)
    return revised(old, new, Comparison(old.text, new.text))


def parts(text: Text) -> list[tuple[Part, int, str]]:
    return [(each.part, each.level, text.text[each.start : each.end]) for each in text.paragraphs]


def pages(text: Text) -> list[tuple[str, str]]:
    return [(each.label, text.text[each.start :].split("\n")[0]) for each in text.pages]


def test_a_corrected_letter_leaves_headings_pages_and_running_heads_what_they_are() -> None:
    words = OLD.text.replace("wnat", "want").replace("recieve", "receive")

    found = corrected(OLD, words)

    assert parts(found.text) == [
        (each.part, each.level, each.text.replace("wnat", "want").replace("recieve", "receive"))
        for each in PIECES
    ]
    assert pages(found.text) == [("1", "Plan of the towns"), ("2", "Plan of the towns")]
    assert found.pages == GoesAlong(2, 2)
    assert found.parts == {
        Part.HEADING: GoesAlong(1, 1),
        Part.ITEM: GoesAlong(1, 1),
        Part.FURNITURE: GoesAlong(2, 2),
    }


def test_a_heading_of_one_word_that_was_misread_stays_a_heading() -> None:
    old = assembled([Piece("lntroductlon", Part.HEADING, 2), Piece("Towns receive people.")])

    found = corrected(old, "Introduction\n\nTowns receive people.")

    assert parts(found.text)[0] == (Part.HEADING, 2, "Introduction")


def test_what_was_joined_with_a_longer_paragraph_or_taken_out_is_told() -> None:
    joined = corrected(OLD, OLD.text.replace("wnat\n\nTowns recieve", "wnat: towns receive"))
    without = corrected(OLD, OLD.text[OLD.text.index("Plan", 5) :])

    assert joined.parts[Part.HEADING] == GoesAlong(0, 1)
    assert pages(without.text) == [("2", "Plan of the towns")]
    assert without.pages == GoesAlong(1, 2)
    assert without.parts[Part.FURNITURE] == GoesAlong(1, 2)


def test_new_paragraphs_are_ordinary_and_belong_to_the_page_they_stand_on() -> None:
    words = OLD.text.replace("money from above", "money from above\n\nA line that was left out.")

    found = corrected(OLD, words)

    assert (Part.PARAGRAPH, 0, "A line that was left out.") in parts(found.text)
    assert pages(found.text)[1] == ("2", "Plan of the towns")


LINES = ["Towns receive people and say", "so to whoever listens to them.", "They meet."]
PRINTED = as_it_stands("\n".join(LINES))
BOXED = Text(
    PRINTED.text,
    PRINTED.paragraphs,
    boxes=tuple((PRINTED.text.index(each), 0, 1.0, 2.0, 3.0, 4.0) for each in LINES),
)


@pytest.mark.parametrize(
    ("lines", "has"),
    [
        ([LINES[0], "so to whoever hears them.", LINES[2]], [True, True, True]),
        ([LINES[0], "A line of entirely different matters", LINES[2]], [True, False, True]),
        ([LINES[0], LINES[2]], [True, True]),
        ([LINES[0], LINES[1], "What nobody printed", LINES[2]], [True, True, False, True]),
        (["What nobody printed", *LINES], [None, True, True, True]),
        ([*LINES, "What nobody printed"], [True, True, True, False]),
    ],
)
def test_a_line_stays_where_it_stands_on_the_page_unless_it_is_rewritten(
    lines: Sequence[str], has: Sequence[bool | None]
) -> None:
    text = "\n".join(lines)

    found = corrected(BOXED, text)

    places = dict.fromkeys(lines)
    for each in found.text.boxes:
        (line,) = [x for x in lines if text.index(x) <= each[0] <= text.index(x) + 1] or [
            x for x in lines if text[each[0] :].lstrip().startswith(x)
        ]
        places[line] = has_place(each)
    assert list(places.values()) == list(has)
    assert found.lines == GoesAlong(has.count(True), 3)


WORDS = some.lists(some.sampled_from(["a", "b", "towns", " ", ".", "\n", "\n\n", "é"]), max_size=60)


@given(WORDS, WORDS)
def test_what_is_the_same_is_the_same_and_in_order(one: list[str], two: list[str]) -> None:
    old, new = "".join(one), "".join(two)

    found = same_stretches(old, new)

    assert all(old[s.old : s.old + s.size] == new[s.new : s.new + s.size] for s in found)
    for before, after in pairwise(found):
        assert before.old + before.size <= after.old
        assert before.new + before.size <= after.new


@given(WORDS)
def test_a_text_is_the_same_as_itself_throughout(words: list[str]) -> None:
    text = "".join(words)

    assert sum(each.size for each in same_stretches(text, text)) == len(text)


@pytest.mark.parametrize("apart", ["\n\n", " "])
def test_a_long_text_with_an_edit_in_every_paragraph_is_compared_in_seconds(apart: str) -> None:
    lines = [f"Town {n} of {n % 7} asks the Union for money and the state for words" for n in
             range(12_000)]  # fmt: skip
    old, new = apart.join(lines), apart.join(each.replace("asks", "aks") for each in lines)

    began = time.process_time()
    found = same_stretches(old, new)

    assert time.process_time() - began < 10
    assert sum(each.size for each in found) > 0.9 * len(old)
