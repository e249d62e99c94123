"""Which codes stand at the same place, near each other, or after each other.

A pair is two codings by the same coder in the same document: where two people code one passage
alike, that is agreement, and no co-occurrence. Codings are sorted once; which others each one
reaches is then a stretch of that order, found by bisection, so that only true pairs are made.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from localturn.corpus.domain.nearness import Nearness
from localturn.corpus.domain.spans import Spans, Whole, numbered

AT_ONCE = 2_000_000
"""Pairs that are held in memory together."""


SYMMETRIC = frozenset({Nearness.OVERLAP, Nearness.NEAR, Nearness.PARAGRAPH})
"""Where what is true of (a, b) is true of (b, a)."""


@dataclass(frozen=True, eq=False)
class Paragraphs:
    """Where paragraphs begin: pairs of document and place, sorted; a text before the first belongs
    to the first."""

    document: Whole
    start: Whole

    def numbers(self, documents: Whole, places: Whole) -> Whole:
        """The number of the paragraph in which each place stands."""
        widest = _widest(self.start, places)
        begins = self.document * widest + self.start
        return np.searchsorted(begins, documents * widest + places, side="right")


@dataclass(frozen=True, eq=False)
class Matrix:
    """How often codes stand together: `pairs[i, j]` for `codes[i]` with `codes[j]`, and `codings`,
    how often each was coded."""

    codes: Whole
    pairs: Whole
    codings: Whole

    def strength(self, i: int, j: int) -> float | None:
        """Shared codings as a part of all of both, n12 / (n1 + n2 - n12), 0 to 1; None where
        neither was coded. Beyond 1 where codings of one code overlap each other, then 1."""
        both = int(self.codings[i] + self.codings[j] - self.pairs[i, j])
        if self.codings[i] + self.codings[j] == 0:
            return None
        return 1.0 if both <= 0 else min(1.0, float(self.pairs[i, j]) / both)


def matrix(
    spans: Spans,
    codes: Whole,
    nearness: Nearness = Nearness.OVERLAP,
    *,
    reach: int = 0,
    paragraphs: Paragraphs | None = None,
) -> Matrix:
    """How often the codes, which are sorted, stand together; of a code with itself, how many pairs
    of its own codings do. Symmetric kinds count each pair once in each of its two cells."""
    number = len(codes)
    spans = spans.of(codes=codes)
    place = numbered(spans.code, codes)
    counted = np.zeros(number * number, dtype=np.int64)
    for first, second in pairs(spans, nearness, reach=reach, paragraphs=paragraphs):
        counted += np.bincount(place[first] * number + place[second], minlength=number * number)
    table = counted.reshape(number, number)
    if nearness in SYMMETRIC:
        table = table + table.T
        table[np.diag_indices(number)] //= 2
    return Matrix(codes, table, np.bincount(place, minlength=number))


def between(
    spans: Spans,
    one: Whole,
    other: Whole,
    nearness: Nearness = Nearness.OVERLAP,
    *,
    reach: int = 0,
    paragraphs: Paragraphs | None = None,
) -> tuple[Whole, Whole]:
    """The keys of the codings that stand together, of these codes and of those, side by side and
    sorted: what a cell of the matrix leads to."""
    spans = spans.of(codes=np.union1d(one, other))
    found = [
        np.stack([spans.key[first], spans.key[second], spans.code[first], spans.code[second]])
        for first, second in pairs(spans, nearness, reach=reach, paragraphs=paragraphs)
    ]
    if not found:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    keys_a, keys_b, codes_a, codes_b = np.concatenate(found, axis=1)
    straight = np.isin(codes_a, one) & np.isin(codes_b, other)
    firsts, seconds = [keys_a[straight]], [keys_b[straight]]
    if nearness in SYMMETRIC:
        crossed = np.isin(codes_a, other) & np.isin(codes_b, one) & ~straight
        firsts.append(keys_b[crossed])
        seconds.append(keys_a[crossed])
    first, second = np.concatenate(firsts), np.concatenate(seconds)
    order = np.lexsort((second, first))
    return first[order], second[order]


def pairs(
    spans: Spans,
    nearness: Nearness,
    *,
    reach: int = 0,
    paragraphs: Paragraphs | None = None,
) -> Iterator[tuple[Whole, Whole]]:
    """All pairs as places in `spans`, some at a time; each once, and for symmetric kinds the one
    that begins first before the other.

    Raises ValueError for paragraphs that are not given, and for a reach below 0.
    """
    if reach < 0:
        raise ValueError("a reach below 0")
    if nearness is Nearness.PARAGRAPH:
        if paragraphs is None:
            raise ValueError("which paragraphs?")
        first = paragraphs.numbers(spans.document, spans.start)
        last = paragraphs.numbers(spans.document, np.maximum(spans.start, spans.end - 1))
        yield from pairs(spans.moved(first, last + 1), Nearness.OVERLAP)
        return
    if nearness is Nearness.NEAR:
        # that no more than `reach` lies between is to overlap when one is longer by that and one
        yield from pairs(spans.moved(spans.start, spans.end + reach + 1), Nearness.OVERLAP)
        return
    if not len(spans):
        return
    order, starts, ends = _in_order(spans, reach)
    if nearness is Nearness.FOLLOWS:
        least = np.searchsorted(starts, ends, side="left")
        most = np.searchsorted(starts, ends + reach, side="right")
    else:
        least = np.arange(1, len(order) + 1)
        most = np.searchsorted(starts, ends, side="left")
    for one, two in _unrolled(least, most):
        first, second = order[one], order[two]
        if nearness is Nearness.WITHIN:
            yield from _inside(spans, first, second)
        else:
            yield first, second


def _inside(spans: Spans, first: Whole, second: Whole) -> Iterator[tuple[Whole, Whole]]:
    """Of overlapping pairs those of which one holds the other, the inner one first; of two that
    are alike each is inside the other."""
    holds = (spans.start[first] <= spans.start[second]) & (spans.end[first] >= spans.end[second])
    yield second[holds], first[holds]
    held = (spans.start[second] <= spans.start[first]) & (spans.end[second] >= spans.end[first])
    yield first[held], second[held]


def _in_order(spans: Spans, reach: int) -> tuple[Whole, Whole, Whole]:
    """The order by coder, document and start, and starts and ends on one long line on which every
    coder's copy of every document has a stretch of its own."""
    documents, document = np.unique(spans.document, return_inverse=True)
    _, coder = np.unique(spans.coder, return_inverse=True)
    width = _widest(spans.end) + reach + 1
    lane = (coder * len(documents) + document) * width
    starts = lane + spans.start
    order = np.argsort(starts, kind="stable")
    return order, starts[order], (lane + spans.end)[order]


def _unrolled(least: Whole, most: Whole) -> Iterator[tuple[Whole, Whole]]:
    """Each place with every place from `least` up to `most` of it."""
    numbers = np.maximum(most - least, 0)
    until = np.cumsum(numbers)
    begin = 0
    while begin < len(numbers):
        before = int(until[begin - 1]) if begin else 0
        end = int(np.searchsorted(until, before + AT_ONCE, side="right"))
        end = max(end, begin + 1)
        some = numbers[begin:end]
        total = int(some.sum())
        if total:
            one = np.repeat(np.arange(begin, end), some)
            shift = np.repeat(np.cumsum(some) - some, some)
            yield one, np.arange(total) - shift + np.repeat(least[begin:end], some)
        begin = end


def _widest(*columns: Whole) -> int:
    return max((int(column.max()) for column in columns if len(column)), default=0) + 1
