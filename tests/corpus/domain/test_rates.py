"""Intervals against published examples."""

from math import exp, isclose, log, sqrt

import pytest

from localturn.corpus.domain.rates import (
    Z95,
    Interval,
    Side,
    among_many,
    compared,
    per_words,
    poisson,
    wilson,
)

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [
        (0, 0.0, 3.689),
        (1, 0.0253, 5.572),
        (10, 4.795, 18.39),
        (20, 12.22, 30.89),
        (50, 37.11, 65.92),
    ],
)
def test_limits_of_a_count_are_those_of_the_tables(count: int, low: float, high: float) -> None:
    limits = poisson(count)

    assert isclose(limits.low, low, rel_tol=2e-3)
    assert isclose(limits.high, high, rel_tol=2e-3)


@pytest.mark.parametrize(
    ("successes", "of", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_limits_of_a_share_are_newcombes(successes: int, of: int, low: float, high: float) -> None:
    """Newcombe, Statistics in Medicine 17, 1998, table I, method 3."""
    limits = wilson(successes, of)

    assert limits is not None
    assert (round(limits.low, 4), round(limits.high, 4)) == (low, high)


def test_there_is_no_share_or_rate_of_nothing() -> None:
    assert wilson(0, 0) is None
    assert per_words(3, 0) is None
    with pytest.raises(ValueError, match="3 of 2"):
        wilson(3, 2)
    with pytest.raises(ValueError, match="below"):
        poisson(-1)


def test_two_sides_are_compared_over_their_documents() -> None:
    """Rates 4/2,000 and 2/2,000; of the left side the residuals are 1 - 2 and 3 - 2, of the right
    one 1 - 1 twice, so the variance of the logarithm is 2 · 2/1 / 4² = 0.25 and 0."""
    left = Side((1, 3), (1_000, 1_000))
    right = Side((1, 1), (1_000, 1_000))

    answer = compared(left, right)

    assert (left.rate, right.rate, left.documents_with) == (20.0, 10.0, 2)
    assert answer.ratio is not None
    assert isclose(answer.ratio, 2.0)
    assert answer.interval is not None
    assert isclose(answer.interval.low, exp(log(2) - Z95 * sqrt(0.25)))
    assert isclose(answer.interval.high, exp(log(2) + Z95 * sqrt(0.25)))
    assert answer.p is not None
    assert isclose(answer.p, 0.16567, rel_tol=1e-3)  # two-sided, z = 1.3863


def test_a_side_that_never_says_it_has_no_interval() -> None:
    never = Side((0, 0), (500, 500))
    once = Side((2,), (500,))
    often = Side((1, 2), (500, 500))

    assert compared(never, often).ratio == 0.0
    assert compared(often, never).ratio is None
    assert compared(often, never).interval is None
    assert compared(often, once).interval is None
    assert compared(often, once).ratio == 0.75


def test_many_tests_are_adjusted_as_benjamini_and_hochberg_did() -> None:
    """Their example of 15 endpoints (1995, section 3): four are called different at 0.05."""
    values = [
        *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
        *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0),
    ]

    adjusted = among_many([*values, None])

    assert [p is not None and p <= 0.05 for p in adjusted] == [True] * 4 + [False] * 12
    assert round(adjusted[3] or 0, 6) == 0.035625
    assert adjusted[14:] == [1.0, None]


def test_an_interval_is_what_it_says() -> None:
    assert Interval(1.0, 2.0).high == 2.0
