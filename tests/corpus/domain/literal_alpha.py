"""u-alpha and cu-alpha again, slowly: character by character, word for word after the paper.

Krippendorff, Mathet, Bouvry and Widlöcher (2016), equations 1, 4, 5 and 10, 11.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import permutations, product

from localturn.corpus.domain.agreement.continua import Continuum, merged, partition
from localturn.corpus.domain.agreement.distances import masi


def u_alpha(continua: Sequence[Continuum]) -> float:
    observed: Counter[tuple[frozenset[object], frozenset[object]]] = Counter()
    itself = 0.0
    for continuum in continua:
        partitions = {
            coder: partition(merged(units, continuum.length), continuum.length)
            for coder, units in continuum.units.items()
        }
        at = {
            coder: [s.codes for s in each for _ in range(s.start, s.end)]
            for coder, each in partitions.items()
        }
        for one, other in permutations(at, 2):
            for position in range(continuum.length):
                observed[at[one][position], at[other][position]] += 1 / (len(at) - 1)
        for each in partitions.values():
            for stretch in each:
                length = stretch.end - stretch.start
                itself += length**2 if stretch.codes else length
    return _alpha(observed, itself)


def cu_alpha(continua: Sequence[Continuum]) -> float:
    observed: Counter[tuple[frozenset[object], frozenset[object]]] = Counter()
    itself = 0.0
    for continuum in continua:
        partitions = {
            coder: partition(merged(units, continuum.length), continuum.length)
            for coder, units in continuum.units.items()
        }
        at = {
            coder: [s.codes for s in each for _ in range(s.start, s.end)]
            for coder, each in partitions.items()
        }
        for one, other in permutations(at, 2):
            for position in range(continuum.length):
                if at[one][position] and at[other][position]:
                    observed[at[one][position], at[other][position]] += 1 / (len(at) - 1)
            for stretch in partitions[one]:
                if stretch.codes:
                    met = sum(bool(at[other][p]) for p in range(stretch.start, stretch.end))
                    itself += met**2 / (len(at) - 1)
    return _alpha(observed, itself)


def _alpha(observed: Counter[tuple[frozenset[object], frozenset[object]]], itself: float) -> float:
    margins: Counter[frozenset[object]] = Counter()
    for (one, _), length in observed.items():
        margins[one] += length  # type: ignore[assignment]
    whole = sum(margins.values())
    apart = sum(length * masi(one, other) for (one, other), length in observed.items())
    expected = sum(
        whole * margins[one] * margins[other] / (whole**2 - itself) * masi(one, other)
        for one, other in product(margins, repeat=2)
    )
    return 1 - apart / expected
