"""Names replaced without a passage lost, and what may still say who is speaking."""

from typing import Literal
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from localturn.corpus.domain.pseudonyms import Name, Sign, remaining, replaced

pytestmark = pytest.mark.once

ANNA = Name(("Anna Berg", "Anna", "Frau Berg"), "[Person 1]")
TOWN = Name(("Nowhere",), "Town A")


def test_the_longest_form_of_a_name_goes_first() -> None:
    done = replaced("Anna  Berg and ANNA of Nowhere; Annabel stays.", [ANNA, TOWN])

    assert done.text == "[Person 1] and [Person 1] of Town A; Annabel stays."


@pytest.mark.parametrize("says", ["Frau Strauß", "FRAU STRAUSS", "Frau Strauss"])
def test_a_name_with_sharp_s_is_found_however_it_is_written(says: str) -> None:
    text = "Frau Strauß and FRAU STRAUSS, frau  strauss, FRAU STRAUẞ; Straußens stays."

    done = replaced(text, [Name((says,), "[Person 2]")])

    assert done.text == "[Person 2] and [Person 2], [Person 2], [Person 2]; Straußens stays."
    assert not remaining("Straß", names=["Strauß"])
    assert [each.text for each in remaining("Strauss", names=["Strauß"])] == ["Strauss"]


@pytest.mark.parametrize("says", ["İpek", "ipek", "IPEK", "ıpek", "ﬁona", "ſara", "ŉaa"])
def test_letters_that_have_several_capitals_are_replaced(says: str) -> None:
    for written in (says, says.upper(), says.lower(), says.casefold()):
        done = replaced(f"Then {written} came.", [Name((says,), "X")])
        assert done.text == "Then X came.", written


def test_passages_are_where_they_were() -> None:
    text = "Then Anna Berg said that Nowhere is full."
    done = replaced(text, [ANNA, TOWN])

    def passage(words: str) -> str:
        start, end = done.moved(text.index(words), text.index(words) + len(words))
        return done.text[start:end]

    assert passage("Then") == "Then"
    assert passage("said that") == "said that"
    assert passage("is full.") == "is full."
    assert passage("Anna Berg") == "[Person 1]"
    assert passage("Berg said") == "[Person 1] said"
    assert passage("that No") == "that Town A"
    assert passage("nna Ber") == "[Person 1]"
    assert done.moved(0, len(text)) == (0, len(done.text))


@settings(max_examples=100, deadline=None)
@given(
    some.lists(some.sampled_from(["Anna", "Nowhere", "and", "x", "Berg"]), max_size=12),
    some.integers(0, 60),
    some.integers(0, 60),
)
def test_what_is_between_names_is_never_moved_wrong(words: list[str], one: int, other: int) -> None:
    text = " ".join(words)
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    done = replaced(text, [ANNA, TOWN])

    first, last = done.moved(start, end)

    assert 0 <= first <= last <= len(done.text)
    inside = text[start:end]
    if not any(edit.start < end and start < edit.end for edit in done.edits):
        assert done.text[first:last] == inside


def test_what_may_say_who_is_speaking_is_found() -> None:
    text = (
        "Write to ada.nobody@example.org or +46 40 123 45 67, see www.example.org/ada and @adan."
        " She lives at Storgatan 12, her account is DE89 3704 0044 0532 0130 00."
        " Frau Muster knows Annas brother. Malmö asks."
    )

    found = remaining(text, names=["Anna"], register=["Malmö"])

    assert [(each.sign, each.text) for each in found] == [
        (Sign.EMAIL, "ada.nobody@example.org"),
        (Sign.TELEPHONE, "+46 40 123 45 67"),
        (Sign.ADDRESS, "www.example.org/ada"),
        (Sign.ADDRESS, "@adan"),
        (Sign.STREET, "Storgatan 12"),
        (Sign.ACCOUNT, "DE89 3704 0044 0532 0130 00"),
        (Sign.TITLE, "Frau Muster"),
        (Sign.NAME, "Annas"),
        (Sign.REGISTER, "Malmö"),
    ]


def test_what_is_cleared_is_not_found() -> None:
    assert remaining("Frau Muster", names=[], cleared=["frau muster"]) == []


def test_years_numbers_and_plain_words_say_nothing() -> None:
    text = "In 2015 and 2016 about 163,000 people came; 1.5 % stayed. We met 3 times, on 12 May."

    assert remaining(text, names=["Anna"]) == []


def test_a_name_of_two_letters_is_found_as_a_word_as_it_is_written() -> None:
    text = "Li said that li and Lia are other words, and Bo left."

    found = remaining(text, names=["Li", "Bo"])

    assert [(each.start, each.text) for each in found] == [(0, "Li"), (45, "Bo")]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("written", ["NFC", "NFD"])
def test_a_name_is_found_whether_its_accents_are_letters_of_their_own(
    form: Literal["NFC", "NFD"], written: Literal["NFC", "NFD"]
) -> None:
    name, text = normalize(form, "Zoé Brûlé"), normalize(written, "Then Zoé Brûlé came.")

    assert [each.sign for each in remaining(text, names=[name])] == [Sign.NAME]
    assert replaced(text, [Name((name,), "X")]).text == "Then X came."
    assert not remaining(text, names=[name], cleared=[name])
