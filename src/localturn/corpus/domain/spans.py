"""Codings as arrays, so that a million of them are counted in a moment."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Spans:
    """One entry a coding, all arrays of one length.

    Documents, codes and coders are named by whatever numbers the caller has; `start` and `end` are
    code points of the document's text, the end exclusive.
    """

    key: Whole
    document: Whole
    start: Whole
    end: Whole
    code: Whole
    coder: Whole

    def __post_init__(self) -> None:
        lengths = {len(getattr(self, each.name)) for each in fields(self)}
        if len(lengths) > 1:
            raise ValueError(f"arrays of {sorted(lengths)} entries")

    def __len__(self) -> int:
        return len(self.key)

    def where(self, chosen: Mask) -> "Spans":
        """Those of which `chosen` says so."""
        return self.at(np.flatnonzero(chosen))

    def at(self, places: Whole) -> "Spans":
        """Those at these places, in this order."""
        return self._each(lambda column: column[places])

    def of(
        self,
        *,
        documents: Whole | None = None,
        codes: Whole | None = None,
        coders: Whole | None = None,
    ) -> "Spans":
        """Those of these documents, codes and coders; None lets all through."""
        chosen: Mask | None = None
        for column, wanted in (
            (self.document, documents),
            (self.code, codes),
            (self.coder, coders),
        ):
            if wanted is not None:
                one = is_among(column, wanted)
                chosen = one if chosen is None else chosen & one
        return self if chosen is None else self.where(chosen)

    def moved(self, start: Whole, end: Whole) -> "Spans":
        """The same codings at other places, such as the paragraphs in which they stand."""
        return replace(self, start=start, end=end)

    def _each(self, change: Callable[[Whole], Whole]) -> "Spans":
        return Spans(**{each.name: change(getattr(self, each.name)) for each in fields(self)})


def spans(rows: Any = ()) -> Spans:
    """Of rows of six whole numbers: key, document, start, end, code, coder."""
    table = np.array(list(rows), dtype=np.int64).reshape(-1, 6)
    return Spans(*(np.ascontiguousarray(column) for column in table.T))


def is_among(column: Whole, wanted: Whole) -> Mask:
    """Of each entry whether it is one of these; by a table where the numbers are small."""
    if not len(column) or not len(wanted):
        return np.zeros(len(column), dtype=np.bool_)
    if len(wanted) == 1:
        is_it: Mask = column == wanted[0]
        return is_it
    highest = int(max(column.max(), wanted.max()))
    if min(int(column.min()), int(wanted.min())) < 0 or highest > 50_000_000:
        return np.isin(column, wanted)
    table = np.zeros(highest + 1, dtype=np.bool_)
    table[wanted] = True
    return table[column]


def numbered(column: Whole, names: Whole) -> Whole:
    """The place of each entry in `names`, which are sorted; -1 for what is not among them."""
    if not len(names):
        return np.full(len(column), -1, dtype=np.int64)
    places = np.minimum(np.searchsorted(names, column), len(names) - 1)
    return np.where(names[places] == column, places, -1)
