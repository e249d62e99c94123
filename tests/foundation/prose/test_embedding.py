"""Things of the house in a text, by their addresses."""

import pytest

from localturn.foundation.prose import render
from localturn.foundation.prose.embedding import Shown, addresses_in, with_shown

HERE = "/corpus/passages/12/"


def test_a_thing_is_a_link_until_it_is_shown() -> None:
    html = render(f"Look: ![its words]({HERE})").html

    assert addresses_in(html) == [HERE]
    assert f'href="{HERE}"' in html
    assert ">its words</a>" in html


@pytest.mark.parametrize(
    "address",
    [
        "/corpus/passages/12",
        "/corpus/passages/x/",
        "a.png",
        "https://a.example/corpus/passages/12/?x=1",
    ],
)
def test_any_other_picture_is_its_description(address: str) -> None:
    assert render(f"![words]({address})").html == "<p>words</p>\n"


def test_an_address_that_leads_anywhere_is_left_as_it_is_written() -> None:
    assert (
        render("![words](//evil.example/a/b/1/)").html == "<p>![words](//evil.example/a/b/1/)</p>\n"
    )


def test_within_a_link_there_is_no_other_one() -> None:
    html = render(f"[![words]({HERE})](https://a.example/)").html

    assert html.count("<a ") == 1
    assert addresses_in(html) == []


def test_alone_it_is_a_figure_and_in_a_line_a_quotation() -> None:
    shown = {HERE: Shown("<b> & so on", "(A, 2020)", "https://a.example/?x=1&y", "sv")}
    alone, within = render(f"![]({HERE})").html, render(f"a ![]({HERE}) b").html

    assert with_shown(alone, shown, otherwise="No.").strip() == (
        '<figure class="lt-quotation"><blockquote lang="sv"><p>&lt;b&gt; &amp; so on</p>'
        "</blockquote>"
        '<figcaption><a href="https://a.example/?x=1&amp;y" rel="nofollow noopener">(A, 2020)</a>'
        "</figcaption></figure>"
    )
    assert '<p>a <q lang="sv">&lt;b&gt; &amp; so on</q> <a ' in with_shown(
        within, shown, otherwise="No."
    )
    assert with_shown(alone, {HERE: None}, otherwise="<No>.") == "<p><em>&lt;No&gt;.</em></p>\n"
