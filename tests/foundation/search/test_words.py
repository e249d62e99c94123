import pytest
from hypothesis import given
from hypothesis import strategies as st

from localturn.foundation.search.asked import LONGEST, MOST_TERMS, Term, read
from localturn.foundation.search.words import LONGEST_WORD, words_of

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Malmö's €5", ["malmo", "s", "5"]),
        ("e-academy", ["e", "academy"]),
        ("l’accueil d'été", ["l", "accueil", "d", "ete"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("IĞDIR Iğdır İstanbul", ["igdir", "igdir", "istanbul"]),
        ("Ђорђе Đorđe", ["ђорђе", "dorde"]),
        ("Αθήνα", ["αθηνα"]),
        ("Cafe\u0301 Café", ["cafe", "cafe"]),
        ("in\u00adte\u00adgration", ["integration"]),
        ("مُهَاجِر مهاجر", ["مهاجر", "مهاجر"]),
        ("می\u200cخواهم", ["میخواهم"]),
        ("हिन्दी", ["हिनदी"]),
        ("½ km²", ["1", "2", "km2"]),
        ("ﬁnance №5 Ⅳ", ["finance", "5", "iv"]),
        ("snake_case", ["snake", "case"]),
        ("!?\u0301 … \x00", []),
    ],
)
def test_a_text_is_its_folded_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_a_word_without_end_is_known_by_its_beginning() -> None:
    assert words_of("a" * 1000) == ["a" * LONGEST_WORD]


@given(st.text(max_size=300))
def test_words_are_letters_and_digits_that_fold_to_themselves(text: str) -> None:
    words = words_of(text)

    assert not set("".join(words)) & set("\"'\\:*&|!<>() \x00_")
    assert words_of(" ".join(words)) == words


@pytest.mark.parametrize(
    ("written", "terms"),
    [
        ("", []),
        ("housing", [Term(("housing",), unfinished=True)]),
        ("social hous", [Term(("social",)), Term(("hous",), unfinished=True)]),
        ("a", [Term(("a",))]),
        ('"family reunification"', [Term(("family", "reunification"))]),
        ('"family reunification" law', [
            Term(("family", "reunification")), Term(("law",), unfinished=True)]),
        ("« accueil des » Paris", [Term(("accueil", "des")), Term(("paris",), unfinished=True)]),
        ("„zwei Worte“ und", [Term(("zwei", "worte")), Term(("und",), unfinished=True)]),
        ("”två ord” och", [Term(("tva", "ord")), Term(("och",), unfinished=True)]),
        ('an "open one', [Term(("an",)), Term(("open",)), Term(("one",), unfinished=True)]),
        ('"" ""', []),
        ("AND OR NOT NEAR(x)", [Term(("and",)), Term(("or",)), Term(("not",)), Term(("near",)),
                                Term(("x",))]),
        ("town town town", [Term(("town",)), Term(("town",), unfinished=True)]),
    ],
)  # fmt: skip
def test_a_question_is_words_and_phrases(written: str, terms: list[Term]) -> None:
    assert list(read(written).terms) == terms


def test_a_question_is_read_no_further_than_its_bounds() -> None:
    assert len(read("x" * 10_000).written) == LONGEST
    assert len(read(" ".join("abcdefghijklmnopqrst")).terms) == MOST_TERMS


@given(st.text(max_size=300))
def test_whatever_is_typed_can_be_read(written: str) -> None:
    question = read(written)

    assert bool(question) == bool(question.terms)
    assert all(term.words for term in question.terms)
