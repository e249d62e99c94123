"""How far two values of coders are apart: 0 for the same, 1 for nothing in common."""

from collections.abc import Callable, Hashable
from fractions import Fraction

Distance = Callable[[Hashable, Hashable], float]


def nominal(one: Hashable, other: Hashable) -> float:
    return float(one != other)


def masi(one: Hashable, other: Hashable) -> float:
    """Between two sets of codes, MASI: what they share by what they have together, and less where
    neither holds the other (Passonneau 2006, "Measuring agreement on set-valued items").

    Raises TypeError for what is no frozenset.
    """
    if not (isinstance(one, frozenset) and isinstance(other, frozenset)):
        raise TypeError
    if one == other:
        return 0.0
    shared, together = len(one & other), len(one | other)
    return float(1 - Fraction(shared, together) * _monotonicity(one, other))


def _monotonicity(one: frozenset[object], other: frozenset[object]) -> Fraction:
    if one <= other or other <= one:
        return Fraction(2, 3)
    return Fraction(1, 3) if one & other else Fraction(0)
