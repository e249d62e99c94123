"""Giving passages of one code another one: where two codes are merged, or one is split. Which
codings were touched is kept, so that it can be undone."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from localturn.corpus import permissions
from localturn.corpus.actions.changes import write_down
from localturn.corpus.actions.codebook import COLOURS, Wording, add
from localturn.corpus.actions.documents import require_work
from localturn.corpus.actions.frame import Tree, tree_of
from localturn.corpus.actions.holding import next_change
from localturn.corpus.domain.terms import ChangeKind, Level
from localturn.corpus.models import CodebookChange, Coding, Member, Node, Recoding
from localturn.foundation.refusals import Invalid, require

TO_BE_LOOKED_AT = 0
"""As the meaning of a coding: older than any that its new code has had."""
A_BATCH = 2_000


@transaction.atomic
def merge(
    node: Node, *, into: Node, look_again: bool = True, by: Member, now: datetime
) -> CodebookChange:
    """Everything coded with a node is coded with another one from now on, also what is out of the
    sight of who does it; what hangs on it hangs on the other, and it is in use no longer.

    With `look_again`, its passages are listed as coded under an earlier definition. Where somebody
    gave a passage both codes, one coding of theirs counts."""
    tree = _tree_to_recode(node, by)
    node, target = tree.nodes[node.pk], _target(tree, node, into)
    children = list(tree.children[node.pk])
    before = {"children": children}
    change = write_down(ChangeKind.MERGED, node, other=target, before=before, by=by, now=now)
    for each in children:
        tree.children[node.pk].remove(each)
        tree.place(each, target.pk, len(tree.nodes))
        tree.children[target.pk].append(each)
    Node.objects.filter(pk=node.pk).update(retired_at=now, merged_into=target, changed_at=now)
    rows = Coding.objects.filter(code=node)
    _keep(change, rows, _doubles(node, target))
    if look_again:
        rows.update(meaning=TO_BE_LOOKED_AT)
    else:
        rows.filter(meaning__lt=node.meaning).update(meaning=TO_BE_LOOKED_AT)
        rows.filter(meaning__gte=node.meaning).update(meaning=target.meaning)
    _recode(change, rows, target, now)
    return change


@transaction.atomic
def split(
    node: Node, codings: QuerySet[Coding], *, to: Node | str, by: Member, now: datetime
) -> CodebookChange:
    """Some passages of a node, chosen by who does it, are coded with another one, or with a new
    one of this name beside it."""
    tree = _tree_to_recode(node, by)
    if isinstance(to, str):
        wording = Wording(to, Level(node.level), colour=(node.colour + 1) % COLOURS)
        target = add(wording, under=node.parent, by=by, now=now)
    elif to.pk in tree.nodes and to.pk != node.pk:
        target = tree.nodes[to.pk]
    else:
        raise Invalid(_("Choose another code that is in use."))
    chosen = list(
        codings.filter(code=node, withdrawn_at=None).order_by().values_list("pk", flat=True)
    )
    if not chosen:
        raise Invalid(_("Choose at least one passage."))
    change = write_down(ChangeKind.SPLIT, node, other=target, by=by, now=now)
    doubles = _doubles(node, target)
    for batch in _batches(chosen):
        rows = Coding.objects.filter(pk__in=batch)
        _keep(change, rows, doubles)
        rows.update(meaning=target.meaning)
        _recode(change, rows, target, now)
    return change


def _tree_to_recode(node: Node, by: Member) -> Tree:
    require_work(by)
    require(
        permissions.can_lead(by), _("Only who leads the project may give codings another code.")
    )
    return tree_of(node, by)


def _target(tree: Tree, node: Node, into: Node) -> Node:
    if into.pk not in tree.nodes or into.pk == node.pk:
        raise Invalid(_("Choose another code that is in use."))
    if into.pk in tree.branch(node.pk):
        raise Invalid(_("Choose one that is not beneath it, or move that one first."))
    return tree.nodes[into.pk]


def _doubles(node: Node, target: Node) -> set[int]:
    where = ("document", "version", "start", "end", "coder", "round")
    there = set(
        Coding.objects.filter(code=target, withdrawn_at=None).order_by().values_list(*where)
    )
    if not there:
        return set()
    rows = Coding.objects.filter(code=node, withdrawn_at=None).order_by().values_list("pk", *where)
    return {key for key, *place in rows if tuple(place) in there}


def _keep(change: CodebookChange, rows: QuerySet[Coding], doubles: set[int]) -> None:
    Recoding.objects.bulk_create(
        (
            Recoding(change=change, coding_id=key, meaning=meaning, is_double=key in doubles)
            for key, meaning in rows.order_by("pk").values_list("pk", "meaning")
        ),
        batch_size=A_BATCH,
    )


def _recode(change: CodebookChange, rows: QuerySet[Coding], target: Node, now: datetime) -> None:
    doubles = list(
        rows.filter(recodings__change=change, recodings__is_double=True).values_list(
            "pk", flat=True
        )
    )
    for batch in _batches(doubles):
        Coding.objects.filter(pk__in=batch).update(withdrawn_at=now)
    rows.update(code=target, changed_at=now, change=next_change(target.project_id))


def undo_recoding(change: CodebookChange, now: datetime) -> None:
    """Codings that still have the code that they were given get back the one before."""
    made = Recoding.objects.filter(change=change)
    still = {"coding__code": change.other_id}
    number = next_change(change.project_id)
    for double in (True, False):
        rows = made.filter(is_double=double, **still)
        for meaning in sorted(set(rows.order_by().values_list("meaning", flat=True))):
            keys = list(rows.filter(meaning=meaning).values_list("coding", flat=True))
            for batch in _batches(keys):
                codings = Coding.objects.filter(pk__in=batch)
                if double:
                    codings.filter(
                        withdrawn_at=change.made_at, version=F("document__version")
                    ).update(withdrawn_at=None)
                codings.update(code=change.node_id, meaning=meaning, changed_at=now, change=number)


def _batches(keys: Sequence[int]) -> list[Sequence[int]]:
    return [keys[at : at + A_BATCH] for at in range(0, len(keys), A_BATCH)]
