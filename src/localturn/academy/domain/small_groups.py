"""Figures about groups of people that tell nothing about a few of them.

What is shown is shown of five people or more: smaller groups are joined with others. Every count is
written to the nearest five, so that sums and differences of what is shown, of one look or of many,
are never a handful of people. What can be concluded all the same, by somebody who knows exactly who
is in each group, leaves at least three possible numbers for every group, or the group is not split.
A new look is taken only when it differs from each earlier one in nobody, or in five people or more.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

SMALLEST = 5
LEAST_DOUBT = 3
"""How many numbers stay possible for what is shown of a group."""


@dataclass(frozen=True)
class Tally:
    """How many people there are, how many have completed, and what those who sat both tests
    gained, in percentage points."""

    people: int = 0
    completed: int = 0
    gains: tuple[int, ...] = ()

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.people + other.people,
            self.completed + other.completed,
            self.gains + other.gains,
        )


@dataclass(frozen=True)
class Group:
    """People with something in common; each split parts all of them."""

    name: str
    tally: Tally
    splits: tuple[tuple["Group", ...], ...] = ()


@dataclass(frozen=True)
class Shown:
    """What may be known of a group: counts to the nearest five; `gain` where five sat both tests,
    to the nearest five percentage points."""

    name: str
    people: int
    completed: int
    gain: int | None
    splits: tuple[tuple["Shown", ...], ...] = ()


@dataclass(frozen=True)
class _Bounds:
    low: int
    high: int

    @property
    def is_tight(self) -> bool:
        return self.high - self.low + 1 < LEAST_DOUBT


@dataclass(frozen=True)
class _Node:
    """A group as it would be shown, and what can be concluded about how many have completed."""

    group: Group
    bounds: _Bounds
    splits: tuple[tuple["_Node", ...], ...] = field(default=())


def nearest_five(number: float) -> int:
    """To the nearest multiple of five: 2 is 0, 3 is 5, -3 is -5."""
    return int((abs(number) + 2.5) // 5) * 5 * (1 if number >= 0 else -1)


def show(group: Group, *, others: str) -> Shown | None:
    """What may be shown of a group and of its parts; None of fewer than five people.

    `others` is the name of what is joined because it is small.
    """
    if group.tally.people < SMALLEST:
        return None
    node = _node(group, others)
    while (loose := _loosened(node)) != node:
        node = loose
    return _shown(node)


def may_be_taken(look: Mapping[str, str], earlier: Iterable[Mapping[str, str]]) -> bool:
    """Whether a look differs from each earlier one in nobody, or in five people or more.

    A look says of each person, by a key, in which state they are.
    """
    return all(changed(look, each) in {0} or changed(look, each) >= SMALLEST for each in earlier)


def changed(one: Mapping[str, str], other: Mapping[str, str]) -> int:
    """How many people came, went or are in another state."""
    return sum(one.get(key) != other.get(key) for key in one.keys() | other.keys())


def joined(groups: Sequence[Group], *, others: str) -> list[Group]:
    """Groups of five or more, the largest first; smaller ones in one group, to which the smallest
    of the rest is added where it would be small itself."""
    large = sorted(
        (each for each in groups if each.tally.people >= SMALLEST),
        key=lambda each: (-each.tally.people, each.name),
    )
    small = [each for each in groups if 0 < each.tally.people < SMALLEST]
    while large and 0 < sum(each.tally.people for each in small) < SMALLEST:
        small.append(large.pop())
    if small:
        tally = reduce(Tally.__add__, (each.tally for each in small))
        large.append(Group(others, tally))
    return large


def _node(group: Group, others: str) -> _Node:
    people, completed = group.tally.people, nearest_five(group.tally.completed)
    splits = []
    for split in group.splits:
        parts = joined(split, others=others)
        if len(parts) > 1 or [part.name for part in parts] == [each.name for each in split]:
            splits.append(tuple(_node(part, others) for part in parts))
    bounds = _Bounds(max(completed - 2, 0), min(completed + 2, people))
    return _Node(group, bounds, tuple(splits))


def _loosened(node: _Node) -> _Node:
    """The same without a split that would tell too much, if there is one."""
    narrow = _concluded(node)
    for index, split in enumerate(narrow.splits):
        if any(part.bounds.is_tight for part in split) or narrow.bounds.is_tight:
            return replace(node, splits=node.splits[:index] + node.splits[index + 1 :])
    for index, (split, told) in enumerate(zip(node.splits, narrow.splits, strict=True)):
        for place, part in enumerate(told):
            looser = _loosened(replace(split[place], bounds=part.bounds))
            if looser.splits != split[place].splits:
                kept = replace(split[place], splits=looser.splits)
                parts = (*split[:place], kept, *split[place + 1 :])
                return replace(
                    node, splits=(*node.splits[:index], parts, *node.splits[index + 1 :])
                )
    return node


def _concluded(node: _Node) -> _Node:
    """What follows for each group from all others: up the tree, then down."""
    return _told(_summed(node))


def _summed(node: _Node) -> _Node:
    splits = tuple(tuple(_summed(part) for part in split) for split in node.splits)
    bounds = node.bounds
    for split in splits:
        low, high = sum(p.bounds.low for p in split), sum(p.bounds.high for p in split)
        bounds = _Bounds(max(bounds.low, low), min(bounds.high, high))
    return replace(node, bounds=bounds, splits=splits)


def _told(node: _Node) -> _Node:
    splits = []
    for split in node.splits:
        low, high = sum(p.bounds.low for p in split), sum(p.bounds.high for p in split)
        splits.append(
            tuple(
                _told(
                    replace(
                        part,
                        bounds=_Bounds(
                            max(part.bounds.low, node.bounds.low - (high - part.bounds.high)),
                            min(part.bounds.high, node.bounds.high - (low - part.bounds.low)),
                        ),
                    )
                )
                for part in split
            )
        )
    return replace(node, splits=tuple(splits))


def _shown(node: _Node) -> Shown:
    tally = node.group.tally
    gain = None
    if len(tally.gains) >= SMALLEST:
        gain = nearest_five(sum(tally.gains) / len(tally.gains))
    return Shown(
        node.group.name,
        people=nearest_five(tally.people),
        completed=nearest_five(tally.completed),
        gain=gain,
        splits=tuple(tuple(_shown(part) for part in split) for split in node.splits),
    )


def rows_of(shown: Shown) -> Iterator[tuple[int, Shown]]:
    """A group and its parts, each with its depth."""
    yield 0, shown
    for split in shown.splits:
        for part in split:
            yield from ((depth + 1, row) for depth, row in rows_of(part))
