"""How sure a count, a share or a difference is, with the assumption of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import erfc, exp, factorial, log, sqrt

Z95 = 1.959963984540054
"""A normal value leaves 2.5 in 100 beyond it on each side."""


@dataclass(frozen=True)
class Interval:
    """From where to where something lies, in 95 of 100 cases."""

    low: float
    high: float


@lru_cache(maxsize=4096)
def poisson(count: int) -> Interval:
    """Of a count of events that do not depend on each other: exact limits of a small count
    (Garwood, Biometrika 28, 1936), Byar's approximation from 20 on, which then is within 1 in 1,000
    of them (Breslow and Day, Statistical Methods in Cancer Research II, 1987, p. 69)."""
    if count < 0:
        raise ValueError("a count below 0")
    more = count + 1
    if count < 20:
        low = _mean_where(count - 1, 0.975) if count else 0.0
        return Interval(low, _mean_where(count, 0.025))
    return Interval(
        count * (1 - 1 / (9 * count) - Z95 / (3 * sqrt(count))) ** 3,
        more * (1 - 1 / (9 * more) + Z95 / (3 * sqrt(more))) ** 3,
    )


def _mean_where(most: int, chance: float) -> float:
    """The mean of the Poisson distribution in which no more than `most` have this chance."""
    low, high = 0.0, 100.0
    for _ in range(50):
        mean = (low + high) / 2
        if exp(-mean) * sum(mean**k / factorial(k) for k in range(most + 1)) > chance:
            low = mean
        else:
            high = mean
    return (low + high) / 2


def wilson(successes: int, of: int) -> Interval | None:
    """Of a share (Wilson, JASA 22, 1927, without continuity correction); None of nothing."""
    if not 0 <= successes <= of:
        raise ValueError(f"{successes} of {of}")
    if of == 0:
        return None
    share, square = successes / of, Z95 * Z95
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = Z95 * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def per_words(count: float, words: int, *, each: int = 10_000) -> float | None:
    """A rate per so many words; None where there are none."""
    return count * each / words if words > 0 else None


@dataclass(frozen=True)
class Side:
    """What one side of a comparison holds: of each document its passages and its words."""

    passages: tuple[int, ...]
    words: tuple[int, ...]

    @property
    def rate(self) -> float | None:
        """Passages per 10,000 words of all documents together."""
        return per_words(sum(self.passages), sum(self.words))

    @property
    def documents_with(self) -> int:
        return sum(1 for each in self.passages if each)


@dataclass(frozen=True)
class Comparison:
    """How many times as often one side says something as the other.

    `ratio`, `interval` and `p` are None where a side never does, or has fewer than two documents:
    nothing is then known of how much documents differ.
    """

    ratio: float | None
    interval: Interval | None
    p: float | None


def compared(one: Side, other: Side) -> Comparison:
    """The ratio of two rates, with documents as the units that were drawn.

    Passages of one document come in bunches, so they are not counted as if each stood for itself:
    the variance of each rate is that of a ratio of sums over documents (Cochran, Sampling
    Techniques, 3rd edition, 1977, 6.3), carried to the logarithm.
    """
    left, right = _log_rate(one), _log_rate(other)
    rates = one.rate, other.rate
    ratio = rates[0] / rates[1] if rates[0] is not None and rates[1] else None
    if left is None or right is None:
        return Comparison(ratio, None, None)
    difference, variance = left[0] - right[0], left[1] + right[1]
    if variance == 0:
        return Comparison(exp(difference), None, None)
    error = sqrt(variance)
    interval = Interval(exp(difference - Z95 * error), exp(difference + Z95 * error))
    return Comparison(exp(difference), interval, erfc(abs(difference) / error / sqrt(2)))


def _log_rate(side: Side) -> tuple[float, float] | None:
    """The logarithm of a side's rate and the variance of that."""
    total, words, number = sum(side.passages), sum(side.words), len(side.passages)
    if total == 0 or words == 0 or number < 2:
        return None
    rate = total / words
    left = sum((c - rate * w) ** 2 for c, w in zip(side.passages, side.words, strict=True))
    return log(rate), left * number / (number - 1) / total**2


def among_many(p_values: Sequence[float | None]) -> list[float | None]:
    """The values of many tests made at once, so that of those called different at 0.05 no more
    than 5 in 100 are expected not to be (Benjamini and Hochberg, JRSS B 57, 1995)."""
    known = sorted((p, place) for place, p in enumerate(p_values) if p is not None)
    answer: list[float | None] = [None] * len(p_values)
    least = 1.0
    for rank in range(len(known), 0, -1):
        p, place = known[rank - 1]
        least = min(least, p * len(known) / rank)
        answer[place] = least
    return answer
