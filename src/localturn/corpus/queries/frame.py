"""What a change of the codebook would touch, what was changed in it, and what is to be looked at
again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from localturn.corpus.domain.codebook import (
    Change,
    Entry,
    Piece,
    beneath,
    differences,
    side_by_side,
)
from localturn.corpus.models import (
    CodebookChange,
    CodebookVersion,
    Coding,
    Node,
    Project,
    Settlement,
)
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.codebook import entries_in, nodes_of


@dataclass(frozen=True)
class Consequences:
    """What hangs on a node, and on all beneath it where `nodes` is more than one."""

    nodes: int
    codings: int
    documents: int
    coders: int
    in_closed_rounds: int
    """Of these, by which agreement may have been told already."""
    versions: Sequence[int]
    """Frozen ones in which it stands, and goes on standing as it did."""
    memos: int
    settled: int
    """Places of closed rounds that were settled with it."""
    sees_all: bool
    """False where there may be codings that who asks does not see."""


def branch_of(project: Project, node: Node) -> list[int]:
    """A node and those in use beneath it (1 statement)."""
    children: dict[int | None, list[int]] = {}
    for each, _depth in nodes_of(project):
        children.setdefault(each.parent_id, []).append(each.pk)
    return beneath(children, node.pk)


def consequences(sight: Sight, nodes: Sequence[int]) -> Consequences:
    """Of the codings in sight (4 statements)."""
    rows = sight.codings().filter(code__in=nodes).order_by()
    counted = rows.aggregate(
        codings=Count("pk"),
        documents=Count("document", distinct=True),
        coders=Count("coder", distinct=True),
        closed=Count("pk", filter=Q(round__closed_at__isnull=False)),
    )
    versions = CodebookVersion.objects.filter(project=sight.project).order_by("number")
    own = set(nodes[:1])
    standing = [
        number
        for number, content in versions.values_list("number", "content")
        if any(each["node"] in own for each in content)
    ]
    return Consequences(
        nodes=len(nodes),
        codings=counted["codings"],
        documents=counted["documents"],
        coders=counted["coders"],
        in_closed_rounds=counted["closed"],
        versions=standing,
        memos=sight.memos().filter(node__in=nodes).count(),
        settled=Settlement.objects.filter(
            code__in=nodes, document__in=sight.documents().order_by()
        ).count(),
        sees_all=sight.sees_all_documents and not sight.hidden,
    )


def doubles(sight: Sight, node: Node, other: Node) -> int:
    """How many codings in sight of one stand on the same passage as one of the same coder with the
    other (2 statements)."""
    where = ("document", "version", "start", "end", "coder", "round")
    rows = sight.codings().order_by().values_list(*where)
    there = set(rows.filter(code=other))
    return sum(place in there for place in rows.filter(code=node))


def changes_of(project: Project) -> QuerySet[CodebookChange]:
    """The newest first."""
    rows = CodebookChange.objects.filter(project=project)
    related = ("node", "other", "by__person", "undone_by__person")
    return rows.select_related(*related).order_by("-pk")


def outdated(sight: Sight) -> QuerySet[Coding]:
    """Codings in sight that were made under an earlier definition of their code, code by code."""
    rows = sight.codings().filter(meaning__lt=F("code__meaning"), code__retired_at=None)
    return rows.order_by("code", "document", "start", "id")


def outdated_in(sight: Sight) -> int:
    """How many of these there are. Only the codings of codes that were reworded, or into which
    others were merged, are looked at (1 statement, and another where there are such codes)."""
    nodes = Node.objects.filter(project=sight.project, retired_at=None).order_by()
    changed = nodes.filter(Q(meaning__gt=1) | Q(absorbed__isnull=False)).values_list("pk")
    codes = sorted({pk for (pk,) in changed})
    return outdated(sight).filter(code__in=codes).order_by().count() if codes else 0


def entry_before(coding: Coding) -> Entry | None:
    """What the code said in the codebook version that a coding was made under."""
    if coding.made_under is None:
        return None
    entries = entries_in(coding.made_under)
    return next((each for each in entries if each.node == coding.code_id), None)


def merges_of(project: Project) -> Mapping[int, str]:
    """Of nodes that were merged into another one, its name (1 statement)."""
    rows = Node.objects.filter(project=project, merged_into__isnull=False)
    return dict(rows.order_by().values_list("pk", "merged_into__name"))


@dataclass(frozen=True)
class Difference:
    """A node of two versions beside each other."""

    change: Change
    fields: list[tuple[str, list[Piece], list[Piece]]]


def compared(project: Project, old: Sequence[Entry], new: Sequence[Entry]) -> list[Difference]:
    """What differs, each text in pieces (1 statement)."""
    found = list[Difference]()
    for each in differences(old, new, merges_of(project)):
        fields = [
            (name, *side_by_side(each.before.get(name, ""), after))
            for name, after in each.after.items()
        ]
        found.append(Difference(each, fields))
    return found


def coders_and_documents(
    sight: Sight, node: Node
) -> tuple[list[tuple[int, int]], list[tuple[int, str, int]]]:
    """Who coded with a node, and where, with how often (2 statements)."""
    rows = sight.codings().filter(code=node).order_by()
    coders = rows.values_list("coder").annotate(n=Count("pk")).order_by("-n", "coder")
    documents = rows.values_list("document", "document__title").annotate(n=Count("pk"))
    return list(coders[:200]), list(documents.order_by("document__title", "document")[:2_000])
