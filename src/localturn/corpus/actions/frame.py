"""Where nodes of the codebook stand: moved with all beneath them, and taken out of use."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from localturn.corpus.actions.changes import held, write_down
from localturn.corpus.actions.documents import require_work
from localturn.corpus.domain.codebook import DEEPEST, Step, beneath, height, stepped
from localturn.corpus.domain.terms import ChangeKind
from localturn.corpus.models import Member, Node
from localturn.foundation.refusals import Invalid, NotNow, require


class Tree:
    """The nodes of a project that are in use, as they hang together (1 statement)."""

    def __init__(self, project: int) -> None:
        rows = Node.objects.filter(project=project, retired_at=None).order_by("position", "pk")
        self.nodes = {each.pk: each for each in rows}
        self.children: dict[int | None, list[int]] = defaultdict(list)
        for node in self.nodes.values():
            self.children[self.parent_of(node)].append(node.pk)

    def parent_of(self, node: Node) -> int | None:
        """Under None also what hangs on a node that is no longer in use."""
        return node.parent_id if node.parent_id in self.nodes else None

    def branch(self, node: int) -> list[int]:
        return beneath(self.children, node)

    def depth(self, node: int | None) -> int:
        """How many nodes stand from the top to this one, itself included."""
        depth = 0
        while node is not None and depth <= DEEPEST:
            depth, node = depth + 1, self.parent_of(self.nodes[node])
        return depth

    def place(self, node: int, under: int | None, at: int) -> None:
        """Let it stand there, and number its siblings anew; raises Invalid."""
        row = self.nodes[node]
        if under is not None and under in self.branch(node):
            raise Invalid(_("Nothing can be moved beneath itself."))
        if self.depth(under) + height(self.children, node) > DEEPEST:
            raise Invalid(_("A codebook is at most %(most)s nodes deep.") % {"most": DEEPEST})
        siblings = [each for each in self.children[under] if each != node]
        siblings.insert(max(0, min(at, len(siblings))), node)
        row.parent_id = under
        try:
            with transaction.atomic():
                row.save(update_fields=["parent"])
                _number(siblings)
        except IntegrityError:
            raise Invalid(_("There is one of this name there already.")) from None


@transaction.atomic
def move(
    node: Node, *, under: Node | None, at: int | None = None, by: Member, now: datetime
) -> None:
    """Hang a node with all beneath it on another one, or put it at the top; the last there, or at
    a place among its new siblings. No coding is changed."""
    tree = tree_of(node, by)
    if under is not None and under.pk not in tree.nodes:
        raise Invalid(_("There is no such node in the codebook."))
    where = under.pk if under else None
    _move(tree, node.pk, (where, len(tree.nodes) if at is None else at), by, now)


@transaction.atomic
def step(node: Node, how: Step, *, by: Member, now: datetime) -> bool:
    """A place up or down among its siblings, beneath the one before it, or out beside its parent;
    False where it cannot go further that way."""
    tree = tree_of(node, by)
    parents = {key: tree.parent_of(each) for key, each in tree.nodes.items()}
    to = stepped(tree.children, parents, node.pk, how)
    if to is None:
        return False
    _move(tree, node.pk, to, by, now)
    return True


def _move(tree: Tree, node: int, to: tuple[int | None, int], by: Member, now: datetime) -> None:
    under, at = to
    row = tree.nodes[node]
    was = tree.parent_of(row)
    before = {"parent": was, "at": tree.children[was].index(node)}
    tree.place(node, under, at)
    row.changed_at = now
    row.save(update_fields=["changed_at"])
    after = {"parent": under, "at": at}
    if before != after:
        write_down(ChangeKind.MOVED, row, before=before, after=after, by=by, now=now)


@transaction.atomic
def retire(node: Node, *, by: Member, now: datetime) -> None:
    """It is coded with no more, nor with what is beneath it. What was coded stays and counts."""
    tree = tree_of(node, by)
    branch = tree.branch(node.pk)
    Node.objects.filter(pk__in=branch).update(retired_at=now, changed_at=now)
    write_down(ChangeKind.RETIRED, node, before={"nodes": branch}, by=by, now=now)


def tree_of(node: Node, by: Member) -> Tree:
    """The tree as it is now, held until the transaction ends; raises a refusal."""
    require_work(by)
    require(node.project_id == by.project_id)
    held(by.project_id)
    tree = Tree(by.project_id)
    if node.pk not in tree.nodes:
        raise NotNow(_("This is no longer in use."))
    return tree


def _number(siblings: Sequence[int]) -> None:
    for position, each in enumerate(siblings):
        Node.objects.filter(pk=each).exclude(position=position).update(position=position)
