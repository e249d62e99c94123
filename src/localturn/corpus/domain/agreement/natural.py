"""Agreement on what a text is divided into by itself: its paragraphs, or the whole of it.

What a coder says of such a unit is the set of the codes that they gave any part of it; where they
marked nothing, the empty set. A coder who did not work on a document says nothing of its units.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from statistics import fmean
from typing import Any

import numpy as np

from localturn.corpus.domain.agreement.coincidences import FEWEST_GROUPS
from localturn.corpus.domain.agreement.continua import Code, Coder, Codes, Continuum
from localturn.corpus.domain.agreement.distances import masi
from localturn.corpus.domain.agreement.drawn import Drawn, draw, intervals
from localturn.corpus.domain.agreement.ratings import (
    Ratings,
    brennan_prediger,
    cohen,
    fleiss,
    krippendorff,
)
from localturn.corpus.domain.agreement.unitizing import Estimate

Bounds = Sequence[tuple[int, int]]
"""Units of one text as they follow each other, none within another; each without its end."""
_Row = tuple[Codes | None, ...]


class Division(StrEnum):
    PARAGRAPHS = "paragraphs"
    DOCUMENTS = "documents"


@dataclass(frozen=True)
class CodeOnUnits:
    """Of one code, whether it was given or not."""

    code: int
    units: int
    """To which anybody gave it."""
    cohen: Estimate
    """Mean of pairs."""
    fleiss: Estimate
    brennan_prediger: Estimate
    krippendorff: Estimate


@dataclass(frozen=True)
class OnUnits:
    """Of all codes: of sets of them, which are the same or not but for `masi`, where they may be
    the same in part."""

    division: str
    units: int
    """That at least two coders worked on."""
    cohen: Estimate
    """Mean of pairs."""
    fleiss: Estimate
    krippendorff: Estimate
    masi: Estimate
    codes: tuple[CodeOnUnits, ...] = ()


def on_units(
    division: Division, continua: Iterable[Continuum], bounds: Mapping[object, Bounds]
) -> OnUnits:
    """How far coders agree on the units of these documents; `bounds` by the names of documents."""
    every = list(continua)
    coders = sorted({coder for each in every for coder in each.units}, key=str)
    said = [
        [
            row
            for row in _said(each, bounds.get(each.name, ()), coders)
            if sum(value is not None for value in row) > 1
        ]
        for each in every
    ]
    counts = Counter(row for rows in said for row in rows)
    drawn = _drawn(counts, said)
    ratings = _ratings(counts)
    known = intervals(drawn, of_sets=True) if drawn else {}
    codes = sorted({code for row in counts for value in row for code in value or ()}, key=str)
    return OnUnits(
        division.value,
        sum(counts.values()),
        _estimate("cohen", _mean_of_pairs(ratings), known),
        _estimate("fleiss", fleiss(_closed_up(ratings)), known),
        _estimate("krippendorff", krippendorff(ratings), known),
        _estimate("masi", krippendorff(ratings, distance=masi), known),
        tuple(_of_code(counts, drawn, code) for code in codes),
    )


def _drawn(counts: Mapping[_Row, int], said: Sequence[Sequence[_Row]]) -> Drawn | None:
    """Drawn by document, or, of few documents, by stretches of their units."""
    places = {row: n for n, row in enumerate(counts)}
    numbers = [np.array([places[row] for row in rows], dtype=np.int64) for rows in said if rows]
    if len(numbers) < FEWEST_GROUPS:
        a_part = sum(len(each) for each in numbers) / FEWEST_GROUPS
        numbers = [
            part
            for each in numbers
            for part in np.array_split(each, min(len(each), max(1, round(len(each) / a_part))))
        ]
    return draw(list(places), numbers)


def _estimate(name: str, value: float | None, known: Mapping[str, Estimate]) -> Estimate:
    each = known.get(name)
    if value is None or each is None:
        return Estimate(value)
    return Estimate(value, each.low, each.high)


def _said(continuum: Continuum, bounds: Bounds, coders: Sequence[Coder]) -> Iterator[_Row]:
    ends = [end for _start, end in bounds]
    said: dict[Coder, list[set[Code]]] = {}
    for coder, units in continuum.units.items():
        of_unit = said[coder] = [set() for _ in bounds]
        for each in units:
            n = bisect_right(ends, each.start)
            while n < len(bounds) and bounds[n][0] < each.end:
                of_unit[n].add(each.code)
                n += 1
    for n in range(len(bounds)):
        yield tuple(frozenset(said[c][n]) if c in said else None for c in coders)


def _of_code(counts: Mapping[_Row, int], drawn: Drawn | None, code: Code) -> CodeOnUnits:
    rows = [tuple(None if said is None else code in said for said in row) for row in counts]
    having: Counter[tuple[bool | None, ...]] = Counter()
    for row, number in zip(rows, counts.values(), strict=True):
        having[row] += number
    ratings = _ratings(having)
    known = intervals(drawn.translated(rows)) if drawn else {}
    return CodeOnUnits(
        int(str(code)),
        sum(number for row, number in having.items() if any(row)),
        _estimate("cohen", _mean_of_pairs(ratings), known),
        _estimate("fleiss", fleiss(_closed_up(ratings)), known),
        _estimate("brennan_prediger", brennan_prediger(ratings, categories=2), known),
        _estimate("krippendorff", krippendorff(ratings), known),
    )


def _ratings(counts: Mapping[Any, int]) -> Ratings:
    """Of rows that are counted."""
    return Ratings(list(counts), [float(number) for number in counts.values()])


def _closed_up(ratings: Ratings) -> Ratings:
    """Without gaps: Fleiss asks how many rated a unit and not who."""
    rows = [[value for value in row if value is not None] for row in ratings.rows]
    return Ratings(rows, ratings.weights)


def _mean_of_pairs(ratings: Ratings) -> float | None:
    coders = len(ratings.rows[0]) if ratings.rows else 0
    kappas = [cohen(ratings.of_pair(*pair)) for pair in combinations(range(coders), 2)]
    known = [each for each in kappas if each is not None]
    return fmean(known) if known else None
