"""A quotation with where it is from, in the words of three styles."""

from datetime import date

import pytest

from localturn.corpus.domain.citing import (
    Author,
    Quotation,
    Source,
    Style,
    authors_named,
    in_text,
    quoted,
    reference,
)

pytestmark = pytest.mark.once

PLAN = Source(
    title="Towns that stay open",
    authors=(Author("Network of River Towns"),),
    year=2019,
    kind="Statement",
    publisher="Network of River Towns",
    place="Havnby",
    address="https://rivertowns.example/open",
    accessed=date(2026, 11, 22),
)
ARTICLE = Source(
    title="Who speaks to whom",
    authors=(
        Author("Invented", "Greta Maria"),
        Author("Madeup", "Jean-Luc"),
        Author("Third", "Ada"),
    ),
    year=2021,
    month_and_day=(3, 5),
    publisher="Harbour Press",
)
UNDATED = Source(
    title="Minutes of the working group on housing and newcomers", address="https://a.example/"
)


def test_a_statement_of_an_organisation_in_each_style() -> None:
    assert {style: str(reference(PLAN, style)) for style in Style} == {
        Style.APA: "Network of River Towns. (2019). Towns that stay open [Statement]. "
        "https://rivertowns.example/open",
        Style.CHICAGO: "Network of River Towns. 2019. Towns that stay open. "
        "Havnby: Network of River Towns. https://rivertowns.example/open.",
        Style.ISO690: "NETWORK OF RIVER TOWNS, 2019. Towns that stay open [online]. "
        "Havnby: Network of River Towns. [viewed 2026-11-22]. "
        "Available from: https://rivertowns.example/open",
    }


def test_several_persons_in_each_style() -> None:
    assert {style: str(reference(ARTICLE, style)) for style in Style} == {
        Style.APA: "Invented, G. M., Madeup, J.-L., & Third, A. (2021, March 5). "
        "Who speaks to whom. Harbour Press.",
        Style.CHICAGO: "Invented, Greta Maria, Jean-Luc Madeup, and Ada Third. 2021. "
        "Who speaks to whom. Harbour Press.",
        Style.ISO690: "INVENTED, Greta Maria, MADEUP, Jean-Luc and THIRD, Ada, 2021. "
        "Who speaks to whom. Harbour Press.",
    }
    assert [run.text for run in reference(ARTICLE, Style.APA).runs if run.is_italic] == [
        "Who speaks to whom"
    ]


def test_what_has_neither_author_nor_date_is_named_by_its_title() -> None:
    assert str(reference(UNDATED, Style.APA)) == (
        "Minutes of the working group on housing and newcomers. (n.d.). https://a.example/"
    )
    assert in_text(Quotation("x", UNDATED), Style.APA) == (
        "(“Minutes of the working group on …”, n.d.)"
    )


@pytest.mark.parametrize(
    ("style", "said"),
    [
        (Style.APA, "“Towns act ‘first’.” (Network of River Towns, 2019, pp. 4–5)"),
        (Style.CHICAGO, "“Towns act ‘first’.” (Network of River Towns 2019, 4–5)"),
        (Style.ISO690, "“Towns act ‘first’.” (Network of River Towns, 2019, pp. 4–5)"),
    ],
)
def test_a_quotation_says_on_which_pages_it_stands(style: Style, said: str) -> None:
    quotation = Quotation("Towns  act\n“first”.", PLAN, page="4", last_page="5")

    assert quoted(quotation, style) == said


def test_without_pages_the_paragraph_is_told() -> None:
    quotation = Quotation("x", ARTICLE, paragraph=12)

    assert in_text(quotation, Style.APA) == "(Invented et al., 2021, para. 12)"
    assert in_text(quotation, Style.CHICAGO) == "(Invented, Madeup, and Third 2021, para. 12)"


def test_names_are_read_as_persons_and_organisations() -> None:
    assert authors_named("Invented, Greta; City of Havnby; ") == (
        Author("Invented", "Greta"),
        Author("City of Havnby"),
    )
    assert authors_named("") == ()
