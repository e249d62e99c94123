"""The codebook as values: the order of its tree, and what differs between two versions."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

DEEPEST = 12
"""Nodes from the top of the tree to its lowest leaf, both counted."""
WORDING = ("name", "level", "definition", "when_to_use", "when_not", "example", "source")


@dataclass(frozen=True)
class Entry:
    """A node as a frozen version keeps it."""

    node: int
    parent: int | None
    depth: int
    level: str
    name: str
    colour: int
    meaning: int
    definition: str = ""
    when_to_use: str = ""
    when_not: str = ""
    example: str = ""
    source: str = ""


def in_order(children: Mapping[int | None, Sequence[int]]) -> list[tuple[int, int]]:
    """Each node with its depth, parents before children; `children` in their order, the top ones
    under None. Nodes that hang on nothing are not among them."""
    found, waiting = (
        list[tuple[int, int]](),
        [(each, 0) for each in reversed(children.get(None, ()))],
    )
    while waiting:
        node, depth = waiting.pop()
        found.append((node, depth))
        waiting += [(each, depth + 1) for each in reversed(children.get(node, ()))]
    return found


def beneath(children: Mapping[int | None, Sequence[int]], node: int) -> list[int]:
    """A node and all that hang on it."""
    found, waiting = list[int](), [node]
    while waiting:
        each = waiting.pop()
        found.append(each)
        waiting += children.get(each, ())
    return found


def height(children: Mapping[int | None, Sequence[int]], node: int) -> int:
    """How many nodes stand in the longest way down from a node, itself included."""
    tall, row = 0, [node]
    while row:
        tall, row = tall + 1, [below for each in row for below in children.get(each, ())]
    return tall


def shallow(entries: Sequence[Entry], *, most: int) -> list[tuple[Entry, int]]:
    """As far down the tree as there are no more than so many, each with how many that hang on it
    are left out. Of a tree that has more at its top alone, the first ones, and the others are
    counted nowhere."""
    depth = max((each.depth for each in entries), default=0)
    while depth and sum(each.depth <= depth for each in entries) > most:
        depth -= 1
    found = list[tuple[Entry, int]]()
    for each in entries:
        if each.depth <= depth:
            if len(found) == most:
                break
            found.append((each, 0))
        else:
            last, left = found[-1]
            found[-1] = last, left + 1
    return found


class Step(StrEnum):
    """A way that a node can go by one key."""

    UP = "up"
    DOWN = "down"
    IN = "in"
    """Beneath the one before it."""
    OUT = "out"
    """Beside its parent, after it."""


def stepped(
    children: Mapping[int | None, Sequence[int]],
    parents: Mapping[int, int | None],
    node: int,
    how: Step,
) -> tuple[int | None, int] | None:
    """Under which parent and at which place a node then stands; None where it cannot go."""
    parent = parents[node]
    siblings = list(children[parent])
    at = siblings.index(node)
    if how is Step.UP:
        return (parent, at - 1) if at > 0 else None
    if how is Step.DOWN:
        return (parent, at + 1) if at < len(siblings) - 1 else None
    if how is Step.IN:
        above = siblings[at - 1] if at > 0 else None
        return None if above is None else (above, len(children.get(above, ())))
    if parent is None:
        return None
    above = parents[parent]
    return above, list(children[above]).index(parent) + 1


@dataclass(frozen=True)
class Change:
    """What became of a node between two versions."""

    node: int
    name: str
    kind: str
    """"added", "removed", "merged", "moved" or "reworded"."""
    before: Mapping[str, str]
    after: Mapping[str, str]
    """What differs, by field; of one that was moved, where it hung."""


def differences(
    old: Iterable[Entry], new: Iterable[Entry], merged: Mapping[int, str] | None = None
) -> list[Change]:
    """What differs, in the order of the new version, what was removed last; `merged` names what
    became of nodes that were merged into another one."""
    before, after = {e.node: e for e in old}, {e.node: e for e in new}
    changes = list[Change]()
    for entry in after.values():
        was = before.get(entry.node)
        if was is None:
            changes.append(Change(entry.node, entry.name, "added", {}, {}))
            continue
        if was.parent != entry.parent:
            here, there = _path(before, was), _path(after, entry)
            changes.append(Change(entry.node, entry.name, "moved", {"": here}, {"": there}))
        other = [f for f in WORDING if getattr(was, f) != getattr(entry, f)]
        if other:
            changes.append(
                Change(
                    entry.node,
                    entry.name,
                    "reworded",
                    {f: str(getattr(was, f)) for f in other},
                    {f: str(getattr(entry, f)) for f in other},
                )
            )
    gone = [entry for node, entry in before.items() if node not in after]
    into = merged or {}
    for entry in gone:
        change = Change(entry.node, entry.name, "removed", {}, {})
        if entry.node in into:
            told = {"merged_into": into[entry.node]}
            change = replace(change, kind="merged", before={"merged_into": ""}, after=told)
        changes.append(change)
    return changes


@dataclass(frozen=True)
class Piece:
    """Words of a text, and whether the other one has them too."""

    text: str
    is_shared: bool


def side_by_side(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces, so that what differs can be shown; whole words differ."""
    left, right = _WORDS.findall(old), _WORDS.findall(new)
    was, now = list[Piece](), list[Piece]()
    for kind, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if a < b:
            was.append(Piece("".join(left[a:b]), kind == "equal"))
        if c < d:
            now.append(Piece("".join(right[c:d]), kind == "equal"))
    return was, now


_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


def _path(entries: Mapping[int, Entry], entry: Entry) -> str:
    names, above = list[str](), entry.parent
    while above is not None and above in entries and len(names) < 20:
        names.append(entries[above].name)
        above = entries[above].parent
    return " › ".join(reversed(names)) or "–"
