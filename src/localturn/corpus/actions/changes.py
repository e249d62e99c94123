"""Writing down what was changed in a codebook."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from localturn.corpus.domain.terms import ChangeKind
from localturn.corpus.models import CodebookChange, Member, Node, Project


def held(project: Project | int) -> None:
    """Let nobody else change the codebook until this transaction ends."""
    key = project if isinstance(project, int) else project.pk
    Project.objects.select_for_update().only("pk").get(pk=key)


def write_down(
    kind: ChangeKind,
    node: Node,
    *,
    other: Node | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    by: Member,
    now: datetime,
) -> CodebookChange:
    return CodebookChange.objects.create(
        project_id=node.project_id,
        kind=kind.value,
        node=node,
        other=other,
        before=dict(before or {}),
        after=dict(after or {}),
        by=by,
        made_at=now,
    )
