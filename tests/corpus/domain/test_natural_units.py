"""Agreement on paragraphs and whole documents, of codings that begin and end anywhere."""

from statistics import fmean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from localturn.corpus.domain.agreement.continua import Continuum, Unit
from localturn.corpus.domain.agreement.distances import apart, masi, nominal
from localturn.corpus.domain.agreement.drawn import Drawn, intervals
from localturn.corpus.domain.agreement.natural import Division, on_units
from localturn.corpus.domain.agreement.ratings import (
    Ratings,
    brennan_prediger,
    cohen,
    fleiss,
    krippendorff,
)
from localturn.corpus.domain.agreement.unitizing import Estimate

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
    assert found.krippendorff.value == pytest.approx(0.095, abs=0.0005)
    assert found.masi.value == pytest.approx(0.095, abs=0.0005)
    (code,) = found.codes
    assert (code.code, code.units) == (1, 5)
    assert code.krippendorff == found.krippendorff
    assert code.brennan_prediger.value == pytest.approx(0.2)
    assert code.cohen.value == pytest.approx((0.6 - 0.56) / 0.44)
    assert code.fleiss.value == pytest.approx((0.6 - 0.58) / 0.42)


def test_sets_of_codes_that_share_one_agree_in_part() -> None:
    found = on_units(Division.PARAGRAPHS, [_coded("1202", "1102")], {"text": TEN[:4]})

    assert found.krippendorff.value is not None
    assert found.masi.value is not None
    assert found.krippendorff.value < found.masi.value < 1
    assert [each.units for each in found.codes] == [3, 2]
    assert found.codes[0].krippendorff.value == 1


def test_a_passage_over_two_paragraphs_gives_both_its_code() -> None:
    text = Continuum(100, {0: [Unit(5, 12, 1)], 1: [Unit(5, 9, 1), Unit(10, 12, 1)]}, "text")

    found = on_units(Division.PARAGRAPHS, [text], {"text": TEN})

    assert found.krippendorff.value == 1
    assert found.codes[0].units == 2


def test_of_a_whole_document_only_its_codes_count() -> None:
    texts = [_coded("1000000000", "0000000001", name="one"), _coded("0", "0", name="other")]

    bounds = {"one": [(0, 100)], "other": [(0, 100)]}
    found = on_units(Division.DOCUMENTS, texts, bounds)

    assert (found.units, found.krippendorff.value, found.cohen.value) == (2, 1, 1)


def test_fleiss_asks_how_many_coded_a_unit_and_not_who() -> None:
    one = _coded("10", "10", name="one")
    other = Continuum(20, {1: [Unit(0, 5, 1)], 2: [Unit(0, 5, 1)]}, "other")

    found = on_units(Division.PARAGRAPHS, [one, other], {"one": TEN[:2], "other": TEN[:2]})

    assert (found.units, found.fleiss.value, found.krippendorff.value) == (4, 1, 1)


def test_nothing_is_said_of_texts_without_paragraphs() -> None:
    found = on_units(Division.PARAGRAPHS, [_coded("1", "1")], {})

    nothing = Estimate(None)
    assert (found.units, found.cohen, found.fleiss, found.masi) == (0, nothing, nothing, nothing)


def test_distances_of_many_sets_are_those_of_each_pair() -> None:
    said: dict[object, float] = {
        frozenset(codes): float(n)
        for n, codes in enumerate(["", "a", "b", "ab", "bc", "abc", "cd", "abcd"], 1)
    }

    pairs = [(one, other) for one in said for other in said]
    for distance in (masi, nominal):
        each = sum(said[a] * said[b] * distance(a, b) for a, b in pairs)
        assert apart(said, distance) == pytest.approx(each)


def _same(one: Estimate, value: float | None) -> bool:
    if value is None or one.value is None:
        return one.value is value
    return one.value == pytest.approx(value)


ROWS = some.lists(
    some.tuples(*[some.sampled_from([True, False, None])] * 3).filter(
        lambda row: sum(each is not None for each in row) > 1
    ),
    min_size=1,
    max_size=8,
    unique=True,
)


@given(ROWS, some.lists(some.integers(1, 9), min_size=8, max_size=8))
def test_draws_are_worked_out_as_each_coefficient_is_defined(
    rows: list[tuple[bool | None, ...]], often: list[int]
) -> None:
    """Both in one table, of rows with gaps and weights."""
    weights = [float(each) for each in often[: len(rows)]]
    ratings = Ratings(rows, weights)
    closed = Ratings([[v for v in row if v is not None] for row in rows], weights)
    pairs = [cohen(ratings.of_pair(*pair)) for pair in ((0, 1), (0, 2), (1, 2))]
    known = [each for each in pairs if each is not None]

    found = intervals(Drawn(rows, np.array([weights])))

    assert _same(found["cohen"], fmean(known) if known else None)
    assert _same(found["fleiss"], fleiss(closed))
    assert _same(found["brennan_prediger"], brennan_prediger(ratings, categories=2))
    assert _same(found["krippendorff"], krippendorff(ratings))


def test_draws_of_sets_are_those_of_masi() -> None:
    rows = [(frozenset("a"), frozenset("ab")), (frozenset("b"), frozenset("b")), (frozenset(),) * 2]
    weights = [3.0, 2.0, 5.0]

    found = intervals(Drawn(rows, np.array([weights])), of_sets=True)

    assert _same(found["masi"], krippendorff(Ratings(rows, weights), distance=masi))


def test_every_coefficient_of_several_documents_has_an_interval() -> None:
    texts = [_coded("0120210011", "0110210012", name=f"text {n}") for n in range(4)]
    texts.append(_coded("0110000000", "1000100000", name="other"))

    found = on_units(Division.PARAGRAPHS, texts, {each.name: TEN for each in texts})

    code = found.codes[0]
    for each in (
        *(found.cohen, found.fleiss, found.krippendorff, found.masi),
        *(code.cohen, code.fleiss, code.brennan_prediger, code.krippendorff),
    ):
        assert each.value is not None
        assert each.low is not None
        assert each.high is not None
        assert each.low < each.value < each.high
