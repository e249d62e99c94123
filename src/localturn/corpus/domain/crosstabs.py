"""Codes against what documents are: how often, in how many documents, and how densely."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from localturn.corpus.domain.rates import (
    Comparison,
    Interval,
    Side,
    among_many,
    compared,
    per_words,
    poisson,
    wilson,
)
from localturn.corpus.domain.spans import Spans, Whole, numbered


@dataclass(frozen=True, eq=False)
class Counted:
    """Passages of each row in each document: `passages[row, place]`, documents in the order of
    `documents`, with their `words`."""

    documents: Whole
    words: Whole
    passages: NDArray[np.int32]


@dataclass(frozen=True)
class Cell:
    """What is known of a code on one side; `words` and `of` are those of the whole column."""

    passages: int
    documents: int
    words: int
    of: int

    @property
    def rate(self) -> float | None:
        """Passages per 10,000 words."""
        return per_words(self.passages, self.words)

    @property
    def rate_interval(self) -> Interval | None:
        """As if passages did not depend on each other."""
        if not self.words:
            return None
        limits = poisson(self.passages)
        return Interval(limits.low * 10_000 / self.words, limits.high * 10_000 / self.words)

    @property
    def share(self) -> float | None:
        """Of the documents."""
        return self.documents / self.of if self.of else None

    @property
    def share_interval(self) -> Interval | None:
        return wilson(self.documents, self.of)


def counted(spans: Spans, rows: Sequence[Whole], documents: Whole, words: Whole) -> Counted:
    """Count each row's codings in each document.

    A row is the codes that belong to it, such as a code with all below it; a code may be in several
    rows. `documents` are sorted, and `words` are theirs.
    """
    codes, code = np.unique(spans.code, return_inverse=True)
    place = numbered(spans.document, documents)
    inside = place >= 0
    if not inside.all():
        code, place = code[inside], place[inside]
    shape = (len(codes), len(documents))
    flat = np.bincount(code * shape[1] + place, minlength=shape[0] * shape[1])
    by_code = flat.reshape(shape).astype(np.int32)
    table = np.zeros((len(rows), shape[1]), dtype=np.int32)
    for number, members in enumerate(rows):
        chosen = numbered(codes, np.unique(members)) >= 0
        table[number] = by_code[chosen].sum(axis=0)
    return Counted(documents, words, table)


def cells(of: Counted, columns: Sequence[Whole]) -> list[list[Cell]]:
    """One list a row, one cell a column; a column is the documents that belong to it, and a
    document may be in several."""
    member = np.zeros((len(of.documents), len(columns)), dtype=np.int64)
    for number, documents in enumerate(columns):
        places = numbered(np.unique(documents), of.documents)
        member[places[places >= 0], number] = 1
    passages = of.passages @ member
    documents_with = (of.passages > 0).astype(np.int64) @ member
    words, sizes = of.words @ member, member.sum(axis=0)
    return [
        [
            Cell(int(passages[r, c]), int(documents_with[r, c]), int(words[c]), int(sizes[c]))
            for c in range(len(columns))
        ]
        for r in range(len(of.passages))
    ]


@dataclass(frozen=True)
class Contrast:
    """One code on two sides; `q` is `p` with all codes of the table taken into account."""

    one: Cell
    other: Cell
    comparison: Comparison
    q: float | None


def contrasts(of: Counted, one: Whole, other: Whole) -> list[Contrast]:
    """Each row on two sides, such as Europe and North America."""
    both = cells(of, [one, other])
    made = []
    places = [numbered(np.unique(side), of.documents) for side in (one, other)]
    places = [each[each >= 0] for each in places]
    for row in range(len(of.passages)):
        left, right = (
            Side(tuple(of.passages[row, p].tolist()), tuple(of.words[p].tolist())) for p in places
        )
        made.append(compared(left, right))
    q_values = among_many([each.p for each in made])
    return [
        Contrast(row[0], row[1], comparison, q)
        for row, comparison, q in zip(both, made, q_values, strict=True)
    ]


def grouped(values: Mapping[int, str]) -> dict[str, Whole]:
    """The documents of each value, values in their order: what `columns` are made of."""
    groups: dict[str, list[int]] = {}
    for document, value in values.items():
        groups.setdefault(value, []).append(document)
    return {value: np.array(sorted(groups[value]), dtype=np.int64) for value in sorted(groups)}
