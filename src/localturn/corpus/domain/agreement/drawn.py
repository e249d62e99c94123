"""Between what the coefficients of `ratings` lie 95 times of 100, were other documents drawn.

The functions there say what each coefficient is; here all draws are worked out together, of rows
that are counted by document.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from localturn.corpus.domain.agreement.distances import masi_distances, members_of
from localturn.corpus.domain.agreement.unitizing import (
    Estimate,
    divided,
    estimate_of,
    weights_drawn,
)

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Row = Sequence[Hashable | None]

DRAWS = 200
MOST_CELLS = 10_000_000
"""Of a table of distinct rows by documents, draws or values; a larger one gets no interval."""


@dataclass(frozen=True)
class Drawn:
    """Distinct rows, each rated by at least two coders, and how often each was there in each draw:
    the first is what was observed."""

    rows: Sequence[Row]
    often: Numbers
    """A row a draw and a column a distinct row."""

    def translated(self, rows: Sequence[Row]) -> "Drawn":
        """With other rows in the place of these; those that are the same now are counted
        together."""
        places = {row: n for n, row in enumerate(dict.fromkeys(map(tuple, rows)))}
        becomes = np.zeros((len(rows), len(places)))
        becomes[np.arange(len(rows)), [places[tuple(row)] for row in rows]] = 1
        return Drawn(list(places), self.often @ becomes)


def draw(rows: Sequence[Row], by_document: Sequence[Whole]) -> Drawn | None:
    """Of each document the numbers of its rows; None where that is too much, or one alone."""
    groups = len(by_document)
    if groups < 2 or len(rows) * max(groups, DRAWS) > MOST_CELLS:
        return None
    counts = np.array([np.bincount(each, minlength=len(rows)) for each in by_document], dtype=float)
    return Drawn(rows, weights_drawn(groups, DRAWS, 1) @ counts)


def intervals(drawn: Drawn, *, of_sets: bool = False) -> dict[str, Estimate]:
    """By the names of `reading.COEFFICIENTS`; with `of_sets` that of MASI too, and Brennan and
    Prediger's of two answers else. Nothing where there are too many values."""
    values = {value: n for n, value in enumerate(_values(drawn.rows))}
    if max(len(drawn.rows), len(values), DRAWS) * len(values) > MOST_CELLS:
        return {}
    numbers = np.array([[values.get(v, -1) for v in row] for row in drawn.rows], dtype=np.int64)
    held = np.zeros((len(drawn.rows), len(values)))
    for column in numbers.T:
        said = np.flatnonzero(column >= 0)
        held[said, column[said]] += 1
    each = held.sum(axis=1)
    agreed = (held * (held - 1)).sum(axis=1) / (each * (each - 1))
    found = {
        "cohen": _cohen(drawn.often, numbers, len(values)),
        "fleiss": _fleiss(drawn.often, held, agreed),
        "krippendorff": _nominal(drawn.often, held),
    }
    if of_sets:
        found["masi"] = _masi(drawn.often, held, list(values))
    else:
        share = divided(drawn.often @ agreed, drawn.often.sum(axis=1))
        found["brennan_prediger"] = 2 * share - 1
    return {name: estimate_of(all_draws) for name, all_draws in found.items()}


def _values(rows: Sequence[Row]) -> list[Hashable]:
    return list(dict.fromkeys(value for row in rows for value in row if value is not None))


def _cohen(often: Numbers, numbers: Whole, values: int) -> Numbers:
    """The mean of the pairs of which it says something."""
    sums, known = np.zeros(len(often)), np.zeros(len(often))
    for one, other in combinations(numbers.T, 2):
        both = np.flatnonzero((one >= 0) & (other >= 0))
        here = often[:, both]
        margins = np.zeros((2, values, len(often)))
        for own, column in zip(margins, (one, other), strict=True):
            np.add.at(own, column[both], here.T)
        whole = here.sum(axis=1)
        chance = divided((margins[0] * margins[1]).sum(axis=0), whole**2)
        kappa = _beyond(divided(here @ (one == other)[both], whole), chance)
        says = ~np.isnan(kappa)
        sums[says] += kappa[says]
        known += says
    return divided(sums, known)


def _fleiss(often: Numbers, held: Numbers, agreed: Numbers) -> Numbers:
    """Of the rows that most rated."""
    each = held.sum(axis=1)
    full = np.flatnonzero(each == each.max(initial=0))
    here = often[:, full]
    whole = here.sum(axis=1)
    said = divided(here @ held[full], (whole * each.max(initial=0))[:, None])
    return _beyond(divided(here @ agreed[full], whole), (said**2).sum(axis=1))


def _nominal(often: Numbers, held: Numbers) -> Numbers:
    each = held.sum(axis=1)
    observed = (each**2 - (held**2).sum(axis=1)) / (each - 1)
    margins = often @ held
    whole = margins.sum(axis=1)
    expected = divided(whole**2 - (margins**2).sum(axis=1), whole - 1)
    return 1 - divided(often @ observed, expected)


def _masi(often: Numbers, held: Numbers, sets: Sequence[Hashable]) -> Numbers:
    members = members_of([each for each in sets if isinstance(each, frozenset)])
    distances = masi_distances(members)
    observed = ((held @ distances) * held).sum(axis=1) / (held.sum(axis=1) - 1)
    margins = often @ held
    apart = ((margins @ distances) * margins).sum(axis=1)
    return 1 - divided(often @ observed, divided(apart, margins.sum(axis=1) - 1))


def _beyond(agreed: Numbers, chance: Numbers) -> Numbers:
    return divided(agreed - chance, 1 - chance)
