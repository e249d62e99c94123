"""How far two values of coders are apart: 0 for the same, 1 for nothing in common."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Distance = Callable[[Hashable, Hashable], float]

AT_ONCE = 256
"""Sets that are held against all others in one step, which bounds the memory that takes."""


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
    thirds = 2 if shared == min(len(one), len(other)) else 1
    return (3 * together - thirds * shared) / (3 * together)


def masi_distances(members: Numbers, others: Numbers | None = None) -> Numbers:
    """How far each of these sets is from each of the others, or of themselves; a row a set and a
    column a code, 1 where the set has it."""
    others = members if others is None else others
    shared = members @ others.T
    sizes, other_sizes = members.sum(axis=1)[:, None], others.sum(axis=1)[None, :]
    together = sizes + other_sizes - shared
    smaller, larger = np.minimum(sizes, other_sizes), np.maximum(sizes, other_sizes)
    same = shared == larger
    factor = np.where(same, 1.0, np.where(shared == smaller, 2 / 3, 1 / 3))
    likeness = np.divide(shared, together, out=np.ones_like(shared), where=together > 0) * factor
    distances: Numbers = 1 - np.where(same & (together == 0), 1.0, likeness)
    return distances


def apart(said: Mapping[Hashable, float], distance: Distance) -> float:
    """Over all ordered pairs of values, how far they are apart times how often each was said."""
    if distance is nominal:
        return sum(said.values()) ** 2 - sum(n**2 for n in said.values())
    if distance is masi:
        return _sets_apart(said)
    return sum(2 * said[a] * said[b] * distance(a, b) for a, b in combinations(said, 2))


def members_of(sets: Sequence[frozenset[Hashable]]) -> Numbers:
    """A row a set and a column a code: 1 where the set has it."""
    codes = {code: n for n, code in enumerate({code for each in sets for code in each})}
    members = np.zeros((len(sets), len(codes)))
    for row, each in enumerate(sets):
        members[row, [codes[code] for code in each]] = 1
    return members


def _sets_apart(said: Mapping[Hashable, float]) -> float:
    members = members_of([each for each in said if isinstance(each, frozenset)])
    often = np.array(list(said.values()))
    return sum(
        float(often[n : n + AT_ONCE] @ masi_distances(members[n : n + AT_ONCE], members) @ often)
        for n in range(0, len(members), AT_ONCE)
    )
