"""Texts as coders cut them: one continuum a document, a partition of it a coder.

Units of one code that overlap in one coder's hands are one unit, since nobody can code a sentence
twice with one code. Where units of several codes overlap, what the coder said of a stretch is the
set of them. What nobody coded is the empty set, and belongs to the continuum.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from localturn.corpus.domain.agreement.ratings import Ratings

Code = Hashable
Coder = Hashable
Codes = frozenset[Code]
NOTHING: Codes = frozenset()


@dataclass(frozen=True)
class Unit:
    """A coded stretch; the character at `end` is not part of it."""

    start: int
    end: int
    code: Code


@dataclass(frozen=True)
class Continuum:
    """One document, and what each of its coders coded in it; a coder who coded nothing has an
    empty list, and who did not work on it is not named."""

    length: int
    units: Mapping[Coder, Sequence[Unit]]
    name: Hashable = ""

    def of(self, coders: Iterable[Coder]) -> "Continuum":
        """What these coders coded."""
        wanted = set(coders)
        kept = {coder: units for coder, units in self.units.items() if coder in wanted}
        return Continuum(self.length, kept, self.name)

    def coded_as(self, codes: Mapping[Code, Code]) -> "Continuum":
        """With codes in the place of others, such as concepts; units of other codes are gone."""
        translated = {
            coder: [Unit(u.start, u.end, codes[u.code]) for u in units if u.code in codes]
            for coder, units in self.units.items()
        }
        return Continuum(self.length, translated, self.name)


@dataclass(frozen=True)
class Stretch:
    """A part of one coder's partition of a document."""

    start: int
    end: int
    codes: Codes


def merged(units: Iterable[Unit], length: int) -> list[Unit]:
    """Within the text, and without overlaps of one code with itself; units that only touch stay
    two."""
    by_code: defaultdict[Code, list[tuple[int, int]]] = defaultdict(list)
    for unit in units:
        start, end = max(0, unit.start), min(length, unit.end)
        if start < end:
            by_code[unit.code].append((start, end))
    together = []
    for code, spans in by_code.items():
        spans.sort()
        first, last = spans[0]
        for start, end in spans[1:]:
            if start < last:
                last = max(last, end)
            else:
                together.append(Unit(first, last, code))
                first, last = start, end
        together.append(Unit(first, last, code))
    return together


def partition(units: Iterable[Unit], length: int) -> list[Stretch]:
    """The whole text, cut wherever one of these units, which are merged, begins or ends."""
    begins: defaultdict[int, list[Code]] = defaultdict(list)
    ends: defaultdict[int, list[Code]] = defaultdict(list)
    for unit in units:
        begins[unit.start].append(unit.code)
        ends[unit.end].append(unit.code)
    borders = sorted({0, length, *begins, *ends})
    stretches, open_codes = [], NOTHING
    for start, end in pairwise(borders):
        if start in ends:
            open_codes = open_codes.difference(ends[start])
        if start in begins:
            open_codes = open_codes.union(begins[start])
        stretches.append(Stretch(start, end, open_codes))
    return stretches


def presence(
    continua: Iterable[Continuum], code: Code, *, coders: Sequence[Coder], coded_only: bool = False
) -> Ratings:
    """Whether each coder has the code on each stretch, weighed by its characters: what kappa of a
    code is asked of. With `coded_only`, without the text that none of them gave this code."""
    rows: list[tuple[bool | None, ...]] = []
    weights: list[float] = []
    for continuum in continua:
        for row, weight in _present(continuum, code, coders):
            if not coded_only or any(row):
                rows.append(row)
                weights.append(weight)
    return Ratings(rows, weights)


def _present(
    continuum: Continuum, code: Code, coders: Sequence[Coder]
) -> Iterator[tuple[tuple[bool | None, ...], float]]:
    spans = {
        coder: [
            (u.start, u.end) for u in merged((u for u in units if u.code == code), continuum.length)
        ]
        for coder, units in continuum.units.items()
        if coder in coders
    }
    edges = {edge for each in spans.values() for span in each for edge in span}
    borders = sorted({0, continuum.length, *edges})
    at = {border: n for n, border in enumerate(borders)}
    said: dict[Coder, list[bool]] = {}
    for coder, each in spans.items():
        said[coder] = [False] * (len(borders) - 1)
        for start, end in each:
            for n in range(at[start], at[end]):
                said[coder][n] = True
    for n, (start, end) in enumerate(pairwise(borders)):
        yield tuple(said[c][n] if c in said else None for c in coders), end - start
