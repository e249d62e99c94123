"""Codes as tables and files count them: one that is no longer in use stands there as long as
something is coded with it, and what was merged into another one counts as that."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Protocol, TypeVar

from localturn.corpus.domain.codebook import in_order


class Coded(Protocol):
    """A node of the codebook, in use or not."""

    @property
    def pk(self) -> int: ...
    @property
    def parent_id(self) -> int | None: ...
    @property
    def merged_into_id(self) -> int | None: ...
    @property
    def retired_at(self) -> object | None: ...


Node = TypeVar("Node", bound=Coded)


def merged(into: Mapping[int, int]) -> dict[int, int]:
    """Of each code that was merged into another one, also by way of others, the last of them."""
    found = {}
    for code in into:
        last, passed = into[code], {code}
        while last in into and last not in passed:
            passed.add(last)
            last = into[last]
        found[code] = last
    return found


def counted(rows: Iterable[Node], used: Collection[int]) -> list[tuple[Node, int, int | None]]:
    """Each node in use, and each no longer in use that is `used` or stands over one that is, with
    its depth and what it hangs on here, in the order of the tree.

    `rows` are all nodes of the project, siblings in their order; those in use come first.
    """
    nodes = {row.pk: row for row in rows}
    as_one = merged({k: row.merged_into_id for k, row in nodes.items() if row.merged_into_id})
    in_use = [key for key, row in nodes.items() if row.retired_at is None]
    shown = set(in_use)

    def above(row: Node) -> int | None:
        """What is in use hangs on what is in use alone."""
        parent = row.parent_id
        if row.retired_at is not None and parent is not None:
            parent = as_one.get(parent, parent)
        return parent if parent in shown else None

    for each in used:
        key: int | None = as_one.get(each, each)
        while key in nodes and key not in shown:
            shown.add(key)
            parent = nodes[key].parent_id
            key = None if parent is None else as_one.get(parent, parent)
    gone = [key for key in nodes if key in shown and nodes[key].retired_at is not None]
    children: dict[int | None, list[int]] = defaultdict(list)
    for key in (*in_use, *gone):
        children[above(nodes[key])].append(key)
    return [(nodes[key], depth, above(nodes[key])) for key, depth in in_order(children)]
