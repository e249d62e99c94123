"""Values of attributes, however they are typed."""

import pytest

from localturn.corpus.domain.attributes import Unfit, fitted
from localturn.corpus.domain.terms import AttributeKind as Kind

pytestmark = pytest.mark.once
SIDES = ("Europe", "North America")


@pytest.mark.parametrize(
    ("said", "kind", "stored"),
    [
        ("  several   words ", Kind.TEXT, "several words"),
        ("", Kind.NUMBER, ""),
        ("north america", Kind.CHOICE, "North America"),
        ("2024.0", Kind.WHOLE, "2024"),
        ("1 200", Kind.WHOLE, "1200"),
        ("12,50", Kind.NUMBER, "12.5"),
        ("-0", Kind.NUMBER, "0"),
        ("1e3", Kind.NUMBER, "1000"),
        ("31.05.2024", Kind.DATE, "2024-05-31"),
        ("2024-05-31 00:00", Kind.DATE, "2024-05-31"),
        ("Oui", Kind.YES_NO, "yes"),
        ("0", Kind.YES_NO, "no"),
    ],
)
def test_a_value_is_stored_in_one_form(said: str, kind: Kind, stored: str) -> None:
    assert fitted(said, kind, SIDES) == stored
    assert fitted(stored, kind, SIDES) == stored


@pytest.mark.parametrize(
    ("said", "kind", "sentence"),
    [
        ("Asia", Kind.CHOICE, "“Asia” is none of: Europe, North America."),
        ("12.5", Kind.WHOLE, "“12.5” is no whole number."),
        ("many", Kind.NUMBER, "“many” is no number."),
        ("Infinity", Kind.NUMBER, "“Infinity” is no number."),
        ("1e999999", Kind.NUMBER, "“1e999999” is no number."),
        ("1e-999999999", Kind.NUMBER, "“1e-999999999” is no number."),
        ("31.02.2024", Kind.DATE, "“31.02.2024” is no date. Write it as 2024-05-31."),
        ("maybe", Kind.YES_NO, "“maybe” is neither yes nor no."),
        ("x" * 501, Kind.TEXT, "This is too long."),
    ],
)
def test_what_does_not_fit_is_said_in_words(said: str, kind: Kind, sentence: str) -> None:
    with pytest.raises(Unfit) as caught:
        fitted(said, kind, SIDES)

    assert str(caught.value) == sentence
