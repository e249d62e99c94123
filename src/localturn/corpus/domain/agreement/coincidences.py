"""What coders have in common and what not, summed over stretches of documents: what the
coefficients of `unitizing` are made of. The numbers of equations are those of its paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import numpy.typing as npt

from localturn.corpus.domain.agreement.continua import (
    NOTHING,
    Code,
    Codes,
    Continuum,
    Stretch,
    Unit,
    merged,
    partition,
)

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

FEWEST_GROUPS = 20
"""Of fewer documents, each is drawn in stretches."""


@dataclass
class Cut:
    """One document in the elementary stretches between any two borders of any coder."""

    lengths: Numbers
    groups: Whole
    """To which group each stretch belongs."""
    values: Whole
    """A row a coder: the number of the value of each stretch."""
    unit_values: Sequence[Whole]
    """By coder, the value of each stretch of their own partition …"""
    unit_of: Sequence[Whole]
    """… and to which of these each elementary stretch belongs."""
    units: Sequence[tuple[int, Unit]]
    """Each unit of each coder, whole, and its group."""


@dataclass
class Sums:
    """What the coefficients are made of, a row a group; all of it can be added up over groups."""

    observed: Numbers
    margins: Numbers
    corrections: Numbers
    relevance_observed: Numbers
    coding_observed: Numbers
    coding_margins: Numbers
    coding_corrections: Numbers
    code_both: Numbers
    code_corrections: Numbers
    alone_observed: Numbers
    alone_squares: Numbers


@dataclass
class Values:
    """Every set of codes that a coder gave a stretch, numbered; nothing is number 0."""

    numbers: dict[Codes, int] = field(default_factory=lambda: {NOTHING: 0})

    def number(self, codes: Codes) -> int:
        return self.numbers.setdefault(codes, len(self.numbers))

    def members(self, codes: Sequence[Code]) -> Numbers:
        """A row a value and a column a code: 1 where the value has it."""
        at = {code: n for n, code in enumerate(codes)}
        held = np.zeros((len(self.numbers), len(codes)))
        for value, number in self.numbers.items():
            held[number, [at[code] for code in value]] = 1
        return held


def cut_all(continua: Sequence[Continuum], values: Values) -> tuple[list[Cut], list[object]]:
    """Every document cut, and the name of the document that each group belongs to."""
    whole = sum(each.length for each in continua)
    longest = whole / FEWEST_GROUPS if len(continua) < FEWEST_GROUPS else float("inf")
    cuts: list[Cut] = []
    names: list[object] = []
    for continuum in continua:
        parts = max(1, round(continuum.length / longest))
        cuts.append(_cut(continuum, values, first_group=len(names), parts=parts))
        names.extend([continuum.name] * parts)
    return cuts, names


def _cut(continuum: Continuum, values: Values, *, first_group: int, parts: int) -> Cut:
    units = [merged(each, continuum.length) for each in continuum.units.values()]
    partitions = [partition(each, continuum.length) for each in units]
    starts = np.unique(np.array([s.start for each in partitions for s in each]))
    lengths = np.diff(np.append(starts, continuum.length)).astype(float)
    unit_of = [_own(starts, each) for each in partitions]
    unit_values = [np.array([values.number(s.codes) for s in each]) for each in partitions]
    groups = first_group + starts * parts // continuum.length
    rows = np.array([own[of] for own, of in zip(unit_values, unit_of, strict=True)])
    placed = [
        (first_group + u.start * parts // continuum.length, u) for each in units for u in each
    ]
    return Cut(lengths, groups, rows, unit_values, unit_of, placed)


def _own(starts: Whole, stretches: Sequence[Stretch]) -> Whole:
    """Which stretch of a coder's own partition each elementary stretch belongs to."""
    own = np.array([s.start for s in stretches])
    return np.searchsorted(own, starts, side="right") - 1


def summed(
    cuts: Sequence[Cut],
    members: Numbers,
    distances: Numbers,
    groups: int,
    codes_at: Mapping[Code, int],
) -> Sums:
    number, codes = members.shape
    sums = Sums(
        observed=np.zeros(groups),
        margins=np.zeros((groups, number)),
        corrections=np.zeros(groups),
        relevance_observed=np.zeros(groups),
        coding_observed=np.zeros(groups),
        coding_margins=np.zeros((groups, number)),
        coding_corrections=np.zeros(groups),
        code_both=np.zeros((groups, codes)),
        code_corrections=np.zeros((groups, codes)),
        alone_observed=np.zeros((groups, codes)),
        alone_squares=np.zeros((groups, codes)),
    )
    for cut in cuts:
        _add_pairs(cut, sums, members, distances)
        _add_units(cut, sums, members)
        for group, unit in cut.units:
            sums.alone_squares[group, codes_at[unit.code]] += (unit.end - unit.start) ** 2
    return sums


def _add_pairs(cut: Cut, sums: Sums, members: Numbers, distances: Numbers) -> None:
    """Coincidences, each in both directions (equation 1)."""
    coders = len(cut.values)
    share = 2 / (coders - 1)
    for row in cut.values:
        np.add.at(sums.margins, (cut.groups, row), cut.lengths)
    for first, second in combinations(cut.values, 2):
        weight = cut.lengths * share
        apart = weight * distances[first, second]
        np.add.at(sums.observed, cut.groups, apart)
        np.add.at(sums.relevance_observed, cut.groups, weight * ((first == 0) != (second == 0)))
        one, other = members[first], members[second]
        np.add.at(sums.alone_observed, cut.groups, weight[:, None] * (one != other))
        both = (first > 0) & (second > 0)
        np.add.at(sums.coding_observed, cut.groups[both], apart[both])
        for row in (first, second):
            np.add.at(sums.coding_margins, (cut.groups[both], row[both]), weight[both] / 2)
        np.add.at(sums.code_both, cut.groups[both], weight[both, None] * (one * other)[both])


def _add_units(cut: Cut, sums: Sums, members: Numbers) -> None:
    """What a unit cannot be paired with is itself (equations 4 and 10): of a unit the square of its
    length, of a gap, which has no shape, its length."""
    coders = len(cut.values)
    for coder, (own, of) in enumerate(zip(cut.unit_values, cut.unit_of, strict=True)):
        lengths = np.bincount(of, weights=cut.lengths, minlength=len(own))
        groups = cut.groups[np.searchsorted(of, np.arange(len(own)))]
        terms = np.where(own == 0, lengths, lengths**2)
        np.add.at(sums.corrections, groups, terms)
        for other in np.delete(cut.values, coder, axis=0):
            met = np.bincount(of, weights=cut.lengths * (other > 0), minlength=len(own))
            squares = np.where(own == 0, 0.0, met**2) / (coders - 1)
            np.add.at(sums.coding_corrections, groups, squares)
            np.add.at(sums.code_corrections, groups, squares[:, None] * members[own])
