import pytest
from hypothesis import given
from hypothesis import strategies as st

from localturn.foundation.search.asked import read
from localturn.foundation.search.snippets import WORDS, marked, snippet

pytestmark = pytest.mark.once


def test_the_words_that_were_asked_for_are_marked_as_they_were_written() -> None:
    assert marked("Malmö & <Malmö>", read("malmo")) == (
        "<mark>Malmö</mark> &amp; &lt;<mark>Malmö</mark>&gt;"
    )
    assert marked("Große Städte", read("grosse stad")) == ("<mark>Große</mark> <mark>Städte</mark>")
    assert marked("towns, a town", read('"town"')) == "towns, a <mark>town</mark>"


def test_a_snippet_is_the_summary_where_every_word_stands_in_it() -> None:
    asked = read("housing town")

    assert snippet("Housing in a town.", "housing town", asked).markup == (
        "<mark>Housing</mark> in a <mark>town</mark>."
    )
    assert snippet("Housing.", "A town with housing.", asked).markup == (
        "A <mark>town</mark> with <mark>housing</mark>."
    )
    assert snippet("Only this.", "And that.", asked).markup == "Only this."
    assert snippet("", "", asked).markup == ""


def test_a_snippet_is_the_stretch_with_the_most_of_what_was_asked_for() -> None:
    text = " ".join(["town", *["filler"] * 100, "town", "housing", *["end"] * 100])

    found = snippet("", text, read("town housing")).markup

    assert found == (
        "… " + "filler " * 8 + "<mark>town</mark> <mark>housing</mark>" + " end" * 26 + " …"
    )


def test_a_short_text_is_shown_whole() -> None:
    text = " ".join(["word"] * 20 + ["town"])

    assert snippet("", text, read("town")).markup == "word " * 20 + "<mark>town</mark>"


def test_a_snippet_at_the_end_of_a_text_runs_to_its_last_mark() -> None:
    assert snippet("", "filler " * 50 + "(town!)", read("town")).markup.endswith(
        "(<mark>town</mark>!)"
    )


@given(st.text(max_size=400), st.text(max_size=40))
def test_nothing_but_marks_gets_through(text: str, asked: str) -> None:
    shown = snippet("", text, read(asked)).markup.replace("<mark>", "").replace("</mark>", "")

    assert "<" not in shown
    assert ">" not in shown
    assert len(shown.split()) <= max(WORDS, len(text)) + 2
