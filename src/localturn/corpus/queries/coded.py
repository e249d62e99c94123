"""The passages that were given a code, a page at a time."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet

from localturn.corpus.models import Coding, Memo, Node
from localturn.corpus.permissions import Sight
from localturn.foundation.prepared import prepared


class Coded(NamedTuple):
    """A passage as the page of its code shows it."""

    key: int
    quote: str
    coder: int
    meaning: int
    title: str
    language: str


_COLUMNS = ("pk", "quote", "coder_id", "meaning", "document__title", "document__language")


class PassagesOf(Sequence[Coded]):
    """Those of a node in sight, by document and place: counted and paged by the index of a code,
    so that of a million codings no more are read than are shown."""

    def __init__(self, sight: Sight, node: Node) -> None:
        self._sight, self._node = sight, node
        self._rows = sight.codings_of(node)

    @cached_property
    def _number(self) -> int:
        is_theirs = self._node.project_id == self._sight.project.pk
        if is_theirs and self._sight.sees_all_codings:
            return next((number for (number,) in _count(self._node.pk)), 0)
        return self._rows.order_by().count()

    def __len__(self) -> int:
        """1 statement, once."""
        return self._number

    def __getitem__(self, at: Any) -> Any:
        """1 statement, and one that goes with it."""
        if not isinstance(at, slice):
            return self[at : at + 1][0]
        keys = self._rows.values_list("pk")[at]
        rows = Coding.objects.filter(pk__in=keys).order_by("document_id", "start", "id")
        return [Coded(*row) for row in rows.values_list(*_COLUMNS)]


@prepared
def _count(node: int) -> QuerySet[Coding, tuple[int]]:
    rows = Coding.objects.filter(code=node, withdrawn_at=None).order_by().values("code")
    return rows.values_list(Count("pk"))


def outdated_of(sight: Sight, node: Node) -> int:
    """How many of its passages in sight were coded before its meaning was changed, or with another
    code that was merged into it (1 statement, and another where either was)."""
    if node.meaning <= 1 and not _absorbed(node.pk):
        return 0
    return sight.codings_of(node).filter(meaning__lt=node.meaning).order_by().count()


@prepared
def _absorbed(node: int) -> QuerySet[Node, tuple[int]]:
    return Node.objects.filter(merged_into=node).order_by().values_list("pk")[:1]


def memos_of(sight: Sight, node: Node, *, most: int = 20) -> list[Memo]:
    """Those in sight, newest first (1 statement, and another where there are any)."""
    if not _memos(node.pk):
        return []
    return list(sight.memos().filter(node=node).select_related("by__person")[:most])


@prepared
def _memos(node: int) -> QuerySet[Memo, tuple[int]]:
    rows = Memo.objects.filter(node=node, withdrawn_at=None).order_by()
    return rows.values_list("pk")[:1]
