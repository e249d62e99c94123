"""What is the same in two texts. No Django.

In three steps, so that no pair of texts takes long: lines that each has once, with what is the same
around them; between those, rows of words that each has once; and in what is left, how it begins and
ends, and the longest row of words that both have in common.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

_WORDS = re.compile(r"\w+|\W")
_ROW = 6
"""Words, and what stands between them, that are looked for together."""
_MOST_TO_COMPARE = 64_000_000
"""Words of the one text by words of the other: 8 MB, and less than a tenth of a second."""


@dataclass(frozen=True)
class Stretch:
    """What is the same in both texts, in characters."""

    old: int
    new: int
    size: int


@dataclass(frozen=True)
class _Block:
    """Pieces that are the same in both, by their numbers."""

    one: int
    two: int
    size: int


def same_stretches(old: str, new: str) -> list[Stretch]:
    """Everything that is the same in both, in its order."""
    one, two = old.splitlines(keepends=True), new.splitlines(keepends=True)
    lines = _around_what_is_there_once(one, two, 1)
    found = _stretches(lines, one, two)
    for a, b, left, right in _between(lines, one, two):
        found += [Stretch(a + s.old, b + s.new, s.size) for s in _inside(left, right)]
    return sorted(found, key=lambda each: each.old)


def _inside(left: Sequence[str], right: Sequence[str]) -> list[Stretch]:
    """Word by word, since letters that happen to be the same say nothing."""
    one, two = _WORDS.findall("".join(left)), _WORDS.findall("".join(right))
    rows = _around_what_is_there_once(one, two, _ROW)
    found = _stretches(rows, one, two)
    for a, b, some, others in _between(rows, one, two):
        common = _stretches(_in_common(some, others), some, others)
        found += [Stretch(a + s.old, b + s.new, s.size) for s in common]
    return found


def _around_what_is_there_once(one: Sequence[str], two: Sequence[str], width: int) -> list[_Block]:
    """The rows of so many pieces that each has once, as far to both sides as both go on alike."""
    found, a, b = list[_Block](), 0, 0
    for i, j in _in_order(_there_once(one, two, width)):
        if i < a or j < b:
            continue
        back = _alike(one[a:i][::-1], two[b:j][::-1])
        a, b = i, j
        while a < len(one) and b < len(two) and one[a] == two[b]:
            a, b = a + 1, b + 1
        found.append(_Block(i - back, j - back, back + a - i))
    return found


def _alike(one: Sequence[str], two: Sequence[str]) -> int:
    """How many pieces both begin with."""
    pairs = zip(one, two, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(two)))


def _there_once(one: Sequence[str], two: Sequence[str], width: int) -> Iterator[tuple[int, int]]:
    """In the order of the first."""
    rows, others = _rows(one, width), _rows(two, width)
    often, places = Counter(rows), {row: at for at, row in enumerate(others)}
    often_there = Counter(others)
    for at, row in enumerate(rows):
        if often[row] == 1 and often_there[row] == 1:
            yield at, places[row]


def _rows(pieces: Sequence[str], width: int) -> list[Hashable]:
    return list(zip(*(pieces[at:] for at in range(width)), strict=False))


def _in_order(pairs: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    """As many of them as can be that stand in the same order in both."""
    ends, last, before = list[int](), list[tuple[int, int]](), dict[int, tuple[int, int]]()
    for pair in pairs:
        at = bisect_left(ends, pair[1])
        if at:
            before[pair[0]] = last[at - 1]
        ends[at : at + 1], last[at : at + 1] = [pair[1]], [pair]
    chain, one = list[tuple[int, int]](), last[-1] if last else None
    while one is not None:
        chain.append(one)
        one = before.get(one[0])
    return chain[::-1]


def _in_common(one: Sequence[str], two: Sequence[str]) -> list[_Block]:
    """How both begin and end, and the longest row between; that not where both are very long."""
    first = _alike(one, two)
    last = _alike(one[first:][::-1], two[first:][::-1])
    left, right = one[first : len(one) - last], two[first : len(two) - last]
    found = [_Block(0, 0, first), _Block(len(one) - last, len(two) - last, last)]
    if left and right and len(left) * len(right) <= _MOST_TO_COMPARE:
        from rapidfuzz.distance import LCSseq

        blocks = LCSseq.editops(left, right).as_matching_blocks()
        found[1:1] = [_Block(first + each.a, first + each.b, each.size) for each in blocks]
    return [each for each in found if each.size]


def _between(
    blocks: Sequence[_Block], one: Sequence[str], two: Sequence[str]
) -> Iterator[tuple[int, int, Sequence[str], Sequence[str]]]:
    """Pieces that both have between what is the same, and where in characters they begin."""
    starts, others = _starts(one), _starts(two)
    a = b = 0
    for block in [*blocks, _Block(len(one), len(two), 0)]:
        if block.one > a and block.two > b:
            yield starts[a], others[b], one[a : block.one], two[b : block.two]
        a, b = block.one + block.size, block.two + block.size


def _stretches(blocks: Sequence[_Block], one: Sequence[str], two: Sequence[str]) -> list[Stretch]:
    starts, others = _starts(one), _starts(two)
    return [
        Stretch(starts[b.one], others[b.two], starts[b.one + b.size] - starts[b.one])
        for b in blocks
    ]


def _starts(pieces: Sequence[str]) -> list[int]:
    return [0, *accumulate(len(each) for each in pieces)]
