"""Texts of others in the one form in which texts are kept, and where their letters are then."""

import random
import unicodedata

import pytest

from localturn.corpus.domain.offsets import OURS, Basis, Clue, Text, composed, detect
from localturn.foundation.library.text import as_it_stands

pytestmark = pytest.mark.once
KOREAN = "각국의 도시들이 함께 말했다."
AWKWARD = (
    *"ab \n가각",
    *("\u1100", "\u1161", "\u11a8", "\u0cc6", "\u0cc2", "\u0cd5", "\u09c7", "\u09be"),
    *("\u0301", "\u0327", "\u0323", "\u0f71", "\u0f73", "\u0f75", "\u0344", "\u2126", "🏙"),
)
"""Letters that join in twos and threes, marks in any order, and letters that are made of marks."""


def test_korean_in_single_letters_keeps_every_passage_where_it_was() -> None:
    raw = unicodedata.normalize("NFD", f"{KOREAN}\n{KOREAN}")
    start = raw.rindex(unicodedata.normalize("NFD", "함께"))
    end = start + len(unicodedata.normalize("NFD", "함께"))

    text = Text(raw)

    assert text.text == f"{KOREAN}\n{KOREAN}"
    first, last = text.span(start, end, OURS)
    assert as_it_stands(text.text).text[first:last] == "함께"
    assert text.position(len(raw), OURS) == len(text.text)


def test_whatever_letters_come_the_text_is_as_it_will_be_kept() -> None:
    chance = random.Random(22)

    for _ in range(3_000):
        raw = "".join(chance.choices(AWKWARD, k=chance.randint(1, 9)))
        text, moved = composed(raw)
        assert text == unicodedata.normalize("NFC", raw)
        assert [moved(0), moved(len(raw))] == [0, len(text)]
        places = [moved(at) for at in range(len(raw) + 1)]
        assert places == sorted(places)


@pytest.mark.parametrize("mark_counts", [False, True])
def test_a_second_byte_order_mark_moves_nothing(mark_counts: bool) -> None:
    raw = "\ufeff\ufeffCities meet. They ask for a seat."
    at = raw.index("They") - 1 + mark_counts

    text = Text(raw)
    start, end = text.span(at, at + 4, Basis(mark_counts=mark_counts))

    assert as_it_stands(text.text).text[start:end] == "They"
    assert detect([(text, [Clue(at, at + 4, "They")])]).is_sure
