"""The codebook as it is now, and as it was."""

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import QuerySet

from localturn.corpus.domain.codebook import Entry, in_order
from localturn.corpus.models import CodebookVersion, Node, Project
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.counts import counts_by_code
from localturn.foundation.prepared import prepared


@dataclass(frozen=True)
class Branch:
    """A node where it stands in the tree."""

    node: Node
    depth: int
    path: str
    """Names from the top, such as "Multilevel governance › Vertical"."""
    codings: int = 0


class Leaf(NamedTuple):
    """As much of a node as lists of codes show."""

    pk: int
    parent_id: int | None
    name: str
    colour: int


def tree_of(project: Project) -> list[tuple[Leaf, int]]:
    """The same as `nodes_of` with less of each (1 statement)."""
    nodes = {row[0]: Leaf(*row) for row in _leaves(project.pk)}
    children: dict[int | None, list[int]] = defaultdict(list)
    for node in nodes.values():
        children[node.parent_id if node.parent_id in nodes else None].append(node.pk)
    return [(nodes[key], depth) for key, depth in in_order(children)]


@prepared
def _leaves(project: int) -> QuerySet[Node, tuple[int, int | None, str, int]]:
    rows = Node.objects.filter(project=project, retired_at=None).order_by("position", "pk")
    return rows.values_list("pk", "parent_id", "name", "colour")


def nodes_of(project: Project) -> list[tuple[Node, int]]:
    """The nodes in use with their depth, in the order of the tree (1 statement)."""
    nodes = {
        each.pk: each
        for each in Node.objects.filter(project=project, retired_at=None).order_by("position", "pk")
    }
    children: dict[int | None, list[int]] = defaultdict(list)
    for node in nodes.values():
        children[node.parent_id if node.parent_id in nodes else None].append(node.pk)
    return [(nodes[key], depth) for key, depth in in_order(children)]


def node_in(project: Project, pk: int) -> Node | None:
    """One of the project, also where it is no longer in use (1 statement)."""
    return next(iter(_node_in(project.pk, pk)), None)


@prepared
def _node_in(project: int, pk: int) -> QuerySet[Node]:
    return Node.objects.filter(project=project, pk=pk).order_by()


def newest_version(project: int) -> int | None:
    """The number by which the codebook that was frozen last is kept (1 statement)."""
    return next((pk for (pk,) in _newest_version(project)), None)


@prepared
def _newest_version(project: int) -> QuerySet[CodebookVersion, tuple[int]]:
    rows = CodebookVersion.objects.filter(project=project).order_by("-number")
    return rows.values_list("pk")[:1]


def entries_of(project: Project) -> list[Entry]:
    """The codebook as a version keeps it (1 statement)."""
    return [
        Entry(
            node=node.pk,
            parent=node.parent_id,
            depth=depth,
            level=node.level,
            name=node.name,
            colour=node.colour,
            meaning=node.meaning,
            definition=node.definition,
            when_to_use=node.when_to_use,
            when_not=node.when_not,
            example=node.example,
            source=node.source,
        )
        for node, depth in nodes_of(project)
    ]


def entries_in(version: CodebookVersion) -> list[Entry]:
    return [Entry(**each) for each in version.content]


def branches(sight: Sight) -> list[Branch]:
    """The tree, with how many codings of each node are in sight (1 statement, and those of
    `counts_by_code`)."""
    counts = counts_by_code(sight)
    found, names = list[Branch](), list[str]()
    for node, depth in nodes_of(sight.project):
        names[depth:] = [node.name]
        found.append(Branch(node, depth, " › ".join(names), counts.get(node.pk, 0)))
    return found
