"""Where the words that were asked for stand."""

import pytest

from localturn.corpus.domain.finding import places, sought
from localturn.foundation.search.asked import read

pytestmark = pytest.mark.once

TEXT = "Städernas nätverk: a city network. CITIES, net-work and städer."


def _found(asked: str, forms: dict[str, set[str]] | None = None) -> list[str]:
    return [TEXT[start:end] for start, end, _ in places(TEXT, sought(read(asked), forms))]


def test_accents_and_capitals_make_no_difference() -> None:
    assert _found('"natverk"') == ["nätverk"]
    assert _found("CITY x") == ["city"]


def test_the_last_word_may_go_on() -> None:
    assert _found("stader") == ["Städernas", "städer"]
    assert _found('"stader"') == ["städer"]


def test_a_phrase_is_words_beside_each_other() -> None:
    assert _found('"city network"') == ["city network"]
    assert _found('"network city"') == []


def test_forms_of_a_word_are_found_with_it() -> None:
    forms = {"city": {"city", "cities"}, "network": {"network", "networks"}}

    assert _found("city", forms) == ["city", "CITIES"]
    assert _found('"city network"', forms) == ["city network"]
    assert _found("cities", {}) == ["CITIES"]
    assert [n for _, _, n in places(TEXT, sought(read("city network"), forms))] == [0, 1, 0]
