"""How much around a place is taken."""

import pytest

from localturn.corpus.domain.extents import Extent, extended

TEXT = (
    "Dr. Meyer met Art. 5 of the law. Cities, e.g. Malmö, ask! “Do states?” They wait\nhere\n\n"
    "Another one."
)
PARAGRAPHS = [(0, TEXT.index("\n\n")), (TEXT.index("Another"), len(TEXT))]


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("Meyer", "Dr. Meyer met Art. 5 of the law."),
        ("Malmö", "Cities, e.g. Malmö, ask!"),
        ("states", "“Do states?”"),
        ("wait", "They wait"),
        ("here", "here"),
        ("Another", "Another one."),
        ("law. Cities", "Dr. Meyer met Art. 5 of the law. Cities, e.g. Malmö, ask!"),
    ],
)
def test_a_sentence_is_taken_whole(word: str, sentence: str) -> None:
    at = TEXT.index(word)

    start, end = extended(TEXT, at, at + len(word), Extent.SENTENCE, PARAGRAPHS)

    assert TEXT[start:end] == sentence


def test_a_paragraph_is_taken_whole_and_words_as_they_are() -> None:
    at = TEXT.index("ask")

    assert extended(TEXT, at, at + 3, Extent.PARAGRAPH, PARAGRAPHS) == PARAGRAPHS[0]
    assert extended(TEXT, at, at + 3, Extent.WORDS, PARAGRAPHS) == (at, at + 3)
    across = extended(TEXT, at, len(TEXT) - 4, Extent.PARAGRAPH, PARAGRAPHS)
    assert across == (0, len(TEXT))
    assert extended(TEXT, at, at + 3, Extent.PARAGRAPH, []) == (at, at + 3)
