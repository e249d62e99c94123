"""What Markdown becomes."""

from dataclasses import dataclass

import pytest

from localturn.foundation.prose import LONGEST, Citation, TooLong, citations, render


@dataclass(frozen=True)
class Publication:
    id: str
    text: str
    url: str = ""


UN = Publication("un-1998", "United Nations (1998). Recommendations.", "https://unstats.un.org/x")
IOM = Publication("iom", "IOM (2019). Glossary & more.")


def test_commonmark_becomes_html() -> None:
    prose = render("Two *kinds* of **moves**:\n\n- in\n- out\n")

    assert prose.html == (
        "<p>Two <em>kinds</em> of <strong>moves</strong>:</p>\n"
        "<ul>\n<li>in</li>\n<li>out</li>\n</ul>\n"
    )


def test_the_text_is_counted_and_searched_without_its_marks() -> None:
    prose = render("## Head\n\nOne *two*\nthree `four`.\n\n| a | b |\n|---|---|\n| c | d |\n")

    assert prose.text == "Head One two three four. a b c d"
    assert prose.words == 9


def test_a_citation_leaves_no_gap_and_a_dash_is_no_word() -> None:
    prose = render("A year [@un-1998]. A day – or two [@un-1998], then.", sources=(UN,))

    assert prose.text == "A year. A day – or two, then."
    assert prose.words == 7


def test_headings_are_never_above_the_second_level() -> None:
    assert render("# One\n\n## Two\n\n### Three").html == (
        "<h2>One</h2>\n<h2>Two</h2>\n<h3>Three</h3>\n"
    )
    assert render("# One\n\n## Two", top_heading=4).html == "<h4>One</h4>\n<h4>Two</h4>\n"


def test_a_table_scrolls_inside_itself_and_aligns_without_a_style() -> None:
    html = render("| town | people |\n|:--|--:|\n| Pula | 52 |\n").html

    assert html == (
        '<div class="lt-scroll" tabindex="0"><table>\n<thead>\n<tr>\n'
        '<th scope="col">town</th>\n<th scope="col" data-align="right">people</th>\n</tr>\n'
        "</thead>\n<tbody>\n<tr>\n<td>Pula</td>\n"
        '<td data-align="right">52</td>\n</tr>\n</tbody>\n</table></div>\n'
    )


def test_citations_are_numbered_in_their_order_and_lead_to_the_sources() -> None:
    prose = render(
        "A year [@iom, p. 12]. Again [@un-1998], [@iom].",
        sources=(UN, IOM),
        sources_heading="Sources",
    )

    assert prose.cited == ("iom", "un-1998")
    assert prose.html == (
        '<p>A year <sup class="lt-citation"><a href="#source-iom">[1, p. 12]</a></sup>. '
        'Again <sup class="lt-citation"><a href="#source-un-1998">[2]</a></sup>, '
        '<sup class="lt-citation"><a href="#source-iom">[1]</a></sup>.</p>\n'
        '<section class="lt-sources"><h2>Sources</h2><ol>'
        '<li id="source-iom">IOM (2019). Glossary &amp; more.</li>'
        '<li id="source-un-1998">United Nations (1998). Recommendations. '
        '<a href="https://unstats.un.org/x" rel="nofollow noopener">'
        "https://unstats.un.org/x</a></li></ol></section>"
    )


def test_a_citation_of_nothing_that_is_listed_stays_as_written() -> None:
    prose = render("So they say [@nobody].", sources=(UN,))

    assert prose.html == "<p>So they say [@nobody].</p>\n"
    assert prose.cited == ()


def test_citations_are_found_with_their_line_listed_or_not() -> None:
    text = "First [@a].\nSecond [@b, ch. 3] and `[@code]`.\n\n- third\n- fourth [@a]\n\n> [@c]\n"

    assert citations(text) == [
        Citation("a", "", 1),
        Citation("b", "ch. 3", 2),
        Citation("a", "", 5),
        Citation("c", "", 7),
    ]


def test_a_citation_in_a_table_has_the_line_of_its_row() -> None:
    text = "| a | b |\n|---|---|\n| 1 | [@x] |\n| 2 | [@y] |\n"

    assert [(c.id, c.line) for c in citations(text)] == [("x", 3), ("y", 4)]


def test_links_lead_to_the_web_to_mail_and_to_pages_beside() -> None:
    html = render("[a](https://example.org) [b](mailto:a@example.org) [c](/places/) [d](#e)").html

    assert html == (
        '<p><a href="https://example.org" rel="nofollow noopener">a</a> '
        '<a href="mailto:a@example.org" rel="nofollow noopener">b</a> '
        '<a href="/places/">c</a> <a href="#e">d</a></p>\n'
    )


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(TooLong):
        render("a" * (LONGEST + 1))
