from typing import NamedTuple

import pytest

from localturn.foundation.prose import render, text_of

pytestmark = pytest.mark.once


class Source(NamedTuple):
    id: str
    text: str
    url: str = ""


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("", ""),
        ("A *town*.\n\nAnother.", "A town. Another."),
        ("# Head\n- one\n- two", "Head one two"),
        ("| a | b |\n|---|---|\n| c | d |", "a b c d"),
        ("a < b & c > d", "a < b & c > d"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("first\\\nsecond", "first second"),
        ("half**bold**half", "halfboldhalf"),
        ("`<p>`", "<p>"),
        ("[a link](https://example.org/p>q)", "a link"),
    ],
)
def test_the_text_is_what_a_reader_reads(markdown: str, text: str) -> None:
    assert text_of(render(markdown).html) == text


def test_citations_lose_their_numbers_and_their_sources_stay() -> None:
    sources = [Source("a", "First source."), Source("b", "Second source.")]
    html = render("Towns grow [@a, p. 3]. So [@b].", sources=sources).html

    assert text_of(html) == "Towns grow . So . First source. Second source."
