"""Codes as they count: also those that are no longer in use, or were merged into others."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from localturn.corpus.domain.counting import counted, merged
from localturn.corpus.models import Node, Project
from localturn.foundation.prepared import prepared


class Leaf(NamedTuple):
    """As much of a node as tables show, in use or not."""

    pk: int
    parent_id: int | None
    name: str
    colour: int
    retired_at: datetime | None
    merged_into_id: int | None


def leaves_of(project: Project) -> list[Leaf]:
    """All nodes, also those no longer in use, siblings in their order (1 statement)."""
    return [Leaf(*row) for row in _leaves(project.pk)]


@prepared
def _leaves(
    project: int,
) -> QuerySet[Node, tuple[int, int | None, str, int, datetime | None, int | None]]:
    rows = Node.objects.filter(project=project).order_by("position", "pk")
    return rows.values_list(
        *("pk", "parent_id", "name", "colour", "retired_at", "merged_into_id"),
    )


def counted_nodes(project: Project, used: Collection[int]) -> list[tuple[Node, int, int | None]]:
    """The nodes in use, and those no longer in use that are `used`, with their depth and what they
    hang on (1 statement)."""
    return counted(Node.objects.filter(project=project).order_by("position", "pk"), used)


def merged_in(project: int) -> dict[int, int]:
    """Of each code that was merged into another one, which one counts now (1 statement)."""
    return merged(dict(_merged(project)))


@prepared
def _merged(project: int) -> QuerySet[Node, tuple[int, int]]:
    rows = Node.objects.filter(project=project, merged_into__isnull=False).order_by()
    return rows.values_list("pk", "merged_into_id")


def out_of_use(name: str) -> str:
    """How tables call a code that is no longer in use."""
    return _("%(name)s (no longer in use)") % {"name": name}
