"""Agreement on paragraphs and whole documents, of codings that begin and end anywhere."""

import pytest

from localturn.corpus.domain.agreement.continua import Continuum, Unit
from localturn.corpus.domain.agreement.distances import apart, masi, nominal
from localturn.corpus.domain.agreement.natural import Division, on_units

pytestmark = pytest.mark.once

TEN = [(n * 10, n * 10 + 9) for n in range(10)]
"""Paragraphs of nine characters with a line's end between them."""


def _coded(*said: str, name: str = "text") -> Continuum:
    """A text a coder, a digit a paragraph: how many codes they gave some words of it."""
    units = {
        coder: [
            Unit(n * 10 + 2, n * 10 + 5, code)
            for n, codes in enumerate(each)
            for code in range(1, int(codes) + 1)
        ]
        for coder, each in enumerate(said)
    }
    return Continuum(100, units, name)


def test_alpha_of_paragraphs_is_that_of_krippendorffs_example() -> None:
    """Krippendorff (2011), "Computing Krippendorff's alpha-reliability", A: 0.095."""
    text = _coded("0100000010", "1110010000")

    found = on_units(Division.PARAGRAPHS, [text], {"text": TEN})

    assert found.units == 10
    assert found.krippendorff == pytest.approx(0.095, abs=0.0005)
    assert found.masi == pytest.approx(0.095, abs=0.0005)
    (code,) = found.codes
    assert (code.code, code.units) == (1, 5)
    assert code.krippendorff == found.krippendorff
    assert code.brennan_prediger == pytest.approx(0.2)
    assert code.cohen == pytest.approx((0.6 - 0.56) / 0.44)
    assert code.fleiss == pytest.approx((0.6 - 0.58) / 0.42)


def test_sets_of_codes_that_share_one_agree_in_part() -> None:
    found = on_units(Division.PARAGRAPHS, [_coded("1202", "1102")], {"text": TEN[:4]})

    assert found.krippendorff is not None
    assert found.masi is not None
    assert found.krippendorff < found.masi < 1
    assert [each.units for each in found.codes] == [3, 2]
    assert found.codes[0].krippendorff == 1


def test_a_passage_over_two_paragraphs_gives_both_its_code() -> None:
    text = Continuum(100, {0: [Unit(5, 12, 1)], 1: [Unit(5, 9, 1), Unit(10, 12, 1)]}, "text")

    found = on_units(Division.PARAGRAPHS, [text], {"text": TEN})

    assert found.krippendorff == 1
    assert found.codes[0].units == 2


def test_of_a_whole_document_only_its_codes_count() -> None:
    texts = [_coded("1000000000", "0000000001", name="one"), _coded("0", "0", name="other")]

    bounds = {"one": [(0, 100)], "other": [(0, 100)]}
    found = on_units(Division.DOCUMENTS, texts, bounds)

    assert (found.units, found.krippendorff, found.cohen) == (2, 1, 1)


def test_fleiss_asks_how_many_coded_a_unit_and_not_who() -> None:
    one = _coded("10", "10", name="one")
    other = Continuum(20, {1: [Unit(0, 5, 1)], 2: [Unit(0, 5, 1)]}, "other")

    found = on_units(Division.PARAGRAPHS, [one, other], {"one": TEN[:2], "other": TEN[:2]})

    assert (found.units, found.fleiss, found.krippendorff) == (4, 1, 1)


def test_nothing_is_said_of_texts_without_paragraphs() -> None:
    found = on_units(Division.PARAGRAPHS, [_coded("1", "1")], {})

    assert (found.units, found.cohen, found.fleiss, found.masi) == (0, None, None, None)


def test_distances_of_many_sets_are_those_of_each_pair() -> None:
    said: dict[object, float] = {
        frozenset(codes): float(n)
        for n, codes in enumerate(["", "a", "b", "ab", "bc", "abc", "cd", "abcd"], 1)
    }

    pairs = [(one, other) for one in said for other in said]
    for distance in (masi, nominal):
        each = sum(said[a] * said[b] * distance(a, b) for a, b in pairs)
        assert apart(said, distance) == pytest.approx(each)
