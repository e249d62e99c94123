"""Undoing what was changed in a codebook: the state before comes back, where nothing that came
later stands in its way."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from localturn.corpus import permissions
from localturn.corpus.actions.changes import held
from localturn.corpus.actions.documents import require_work
from localturn.corpus.actions.frame import Tree
from localturn.corpus.actions.recoding import undo_recoding
from localturn.corpus.domain.terms import ChangeKind
from localturn.corpus.models import CodebookChange, Coding, Member, Node
from localturn.foundation.refusals import Invalid, NotNow, require


@transaction.atomic
def undo(change: CodebookChange, *, by: Member, now: datetime) -> None:
    """What it changed is as it was; raises NotNow with what is in the way."""
    require_work(by)
    require(
        permissions.can_undo(by, change),
        _("Only who changed it, or who leads the project, may undo this."),
    )
    held(by.project_id)
    change = CodebookChange.objects.select_related("node", "other").get(pk=change.pk)
    if change.undone_at is not None:
        raise NotNow(_("This has been undone already."))
    undoing = {
        ChangeKind.ADDED: _take_out,
        ChangeKind.REWORDED: _word_as_before,
        ChangeKind.MOVED: _move_back,
        ChangeKind.MERGED: _part,
        ChangeKind.SPLIT: _bring_back,
        ChangeKind.RETIRED: _use_again,
    }[ChangeKind(change.kind)]
    try:
        with transaction.atomic():
            undoing(change, now)
    except (IntegrityError, Invalid):
        raise NotNow(
            _("This cannot be undone as it is: another node has this name or place now.")
        ) from None
    change.undone_at, change.undone_by = now, by
    change.save(update_fields=["undone_at", "undone_by"])


def _take_out(change: CodebookChange, now: datetime) -> None:
    node = _in_use(change)
    if Coding.objects.filter(code=node).exists():
        raise NotNow(_("Passages are coded with it. Take it out of use instead."))
    if Node.objects.filter(parent=node, retired_at=None).exists():
        raise NotNow(_("Others hang on it. Move them first."))
    Node.objects.filter(pk=node.pk).update(retired_at=now, changed_at=now)


def _word_as_before(change: CodebookChange, now: datetime) -> None:
    node = _in_use(change)
    said = {name: value for name, value in change.after.items() if name != "meaning"}
    if any(_said(node, name) != value for name, value in said.items()):
        raise NotNow(_("It has been reworded again since. Undo that first."))
    for name, value in change.before.items():
        if name not in {"meaning", "anchor"}:
            setattr(node, name, value)
    if "anchor" in change.before:
        node.anchor = Coding.objects.filter(pk=change.before["anchor"]).first()
    if "meaning" in change.before:
        seen = Coding.objects.filter(code=node, meaning=node.meaning).exists()
        # who has coded under the new words is to look again, too
        again = seen or node.meaning != change.after["meaning"]
        node.meaning = node.meaning + 1 if again else change.before["meaning"]
    node.changed_at = now
    node.save()


def _said(node: Node, name: str) -> object:
    return getattr(node, "anchor_id" if name == "anchor" else name)


def _move_back(change: CodebookChange, now: datetime) -> None:
    node = _in_use(change)
    tree = Tree(node.project_id)
    if tree.parent_of(node) != change.after["parent"]:
        raise NotNow(_("It has been moved again since. Undo that first."))
    under = change.before["parent"]
    if under is not None and under not in tree.nodes:
        raise NotNow(_("What it hung on is no longer in use."))
    tree.place(node.pk, under, change.before["at"])
    Node.objects.filter(pk=node.pk).update(changed_at=now)


def _part(change: CodebookChange, now: datetime) -> None:
    node, other = change.node, change.other
    if other is None or other.retired_at is not None:
        raise NotNow(_("What it was merged into is no longer in use. Undo that first."))
    _require_place(node)
    Node.objects.filter(pk=node.pk).update(retired_at=None, merged_into=None, changed_at=now)
    tree = Tree(node.project_id)
    for each in change.before["children"]:
        if each in tree.nodes and tree.parent_of(tree.nodes[each]) == other.pk:
            tree.children[other.pk].remove(each)
            tree.place(each, node.pk, len(tree.nodes))
            tree.children[node.pk].append(each)
    undo_recoding(change, now)


def _bring_back(change: CodebookChange, now: datetime) -> None:
    _in_use(change)
    undo_recoding(change, now)


def _use_again(change: CodebookChange, now: datetime) -> None:
    _require_place(change.node)
    rows = Node.objects.filter(pk__in=change.before["nodes"], retired_at=change.made_at)
    rows.update(retired_at=None, changed_at=now)


def _in_use(change: CodebookChange) -> Node:
    if change.node.retired_at is not None:
        raise NotNow(_("This is no longer in use."))
    return change.node


def _require_place(node: Node) -> None:
    if node.retired_at is None:
        raise NotNow(_("This is in use."))
    if node.parent is not None and node.parent.retired_at is not None:
        raise NotNow(_("What it hung on is no longer in use."))
