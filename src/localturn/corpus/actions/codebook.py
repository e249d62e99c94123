"""The codebook: its nodes, and its frozen versions."""

from dataclasses import asdict, dataclass
from dataclasses import fields as fields_of
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from localturn.corpus import permissions
from localturn.corpus.actions.changes import write_down
from localturn.corpus.actions.documents import require_work
from localturn.corpus.domain.codebook import DEEPEST
from localturn.corpus.domain.passages import Span
from localturn.corpus.domain.terms import ChangeKind, DocumentClass, Level
from localturn.corpus.models import CodebookVersion, Coding, Member, Node, ProjectDocument
from localturn.corpus.queries.codebook import entries_of
from localturn.foundation.library.models import TextVersion
from localturn.foundation.refusals import Invalid, NotNow, require

MOST_NODES = 5_000
COLOURS = 12
LONGEST_IN_VIVO = 120


@dataclass(frozen=True)
class Wording:
    """What a node says."""

    name: str
    level: Level = Level.CODE
    definition: str = ""
    when_to_use: str = ""
    when_not: str = ""
    example: str = ""
    source: str = ""
    colour: int = 0


MEANING = ("name", "definition", "when_to_use", "when_not")
"""What a coder goes by: where it is changed, earlier codings are to be looked at again."""


@transaction.atomic
def add(wording: Wording, *, under: Node | None, by: Member, now: datetime) -> Node:
    """A new node, the last beneath its parent, or at the top."""
    require_work(by)
    if under is not None and (under.project_id != by.project_id or under.retired_at is not None):
        raise Invalid(_("There is no such node in the codebook."))
    if Node.objects.filter(project=by.project_id, retired_at=None).count() >= MOST_NODES:
        raise Invalid(_("A codebook has at most %(most)s nodes.") % {"most": MOST_NODES})
    if under is not None and _depth(under) >= DEEPEST:
        raise Invalid(_("A codebook is at most %(most)s nodes deep.") % {"most": DEEPEST})
    siblings = Node.objects.filter(project=by.project_id, parent=under)
    last = siblings.aggregate(last=Max("position"))["last"]
    node = Node(
        project=by.project,
        parent=under,
        position=0 if last is None else last + 1,
        made_at=now,
        made_by=by,
        changed_at=now,
        **_fields(wording),
    )
    _save(node)
    write_down(ChangeKind.ADDED, node, by=by, now=now)
    return node


@transaction.atomic
def in_vivo(
    document: ProjectDocument,
    span: Span,
    name: str = "",
    *,
    version: int | None = None,
    by: Member,
    now: datetime,
) -> Node:
    """A code of the words of a passage, or of others that were typed for it, at the top of the
    tree; where there is one, that one. `version` is the text that was read, where it is not the
    present one."""
    require_work(by, document)
    if document.kind != DocumentClass.PUBLIC:
        raise NotNow(
            _(
                "Everybody who takes part reads the codebook, so that codes are made of words of "
                "public documents alone."
            )
        )
    rows = TextVersion.objects.filter(
        pk=version or document.version_id, document=document.document_id
    )
    text = rows.values_list("text", flat=True).first()
    if text is None:
        raise NotNow(_("The text has been corrected since. Code the passage again."))
    words = name.strip() or text[span.start : span.end]
    name = " ".join(words.split())[:LONGEST_IN_VIVO]
    there = Node.objects.filter(project=by.project_id, parent=None, name=name, retired_at=None)
    if (found := there.first()) is not None:
        return found
    colour = Node.objects.filter(project=by.project_id).count() % COLOURS
    return add(Wording(name, Level.CODE, colour=colour), under=None, by=by, now=now)


@transaction.atomic
def reword(node: Node, wording: Wording, *, by: Member, now: datetime) -> None:
    """Say something else of a node. Where what it means changes, `meaning` grows."""
    require_work(by)
    require(node.project_id == by.project_id)
    _require_in_use(node)
    fields = _fields(wording)
    before = {name: getattr(node, name) for name in fields if getattr(node, name) != fields[name]}
    if not before:
        return
    if before.keys() & set(MEANING):
        before["meaning"] = node.meaning
        node.meaning += 1
    if "example" in before:
        node.anchor = None
    for name, value in fields.items():
        setattr(node, name, value)
    node.changed_at = now
    _save(node)
    after = {name: getattr(node, name) for name in before}
    write_down(ChangeKind.REWORDED, node, before=before, after=after, by=by, now=now)


@transaction.atomic
def rename(node: Node, name: str, *, by: Member, now: datetime) -> None:
    """Another name, and all else as it is."""
    said = {each.name: getattr(node, each.name) for each in fields_of(Wording)}
    level = Level(node.level)
    reword(node, Wording(**{**said, "level": level, "name": name}), by=by, now=now)


@transaction.atomic
def exemplify(coding: Coding, *, by: Member, now: datetime) -> None:
    """Let a coded passage stand in the codebook as the example of its code."""
    require_work(by, coding.document)
    if coding.document.kind != DocumentClass.PUBLIC:
        raise NotNow(
            _(
                "Everybody who takes part reads the codebook, so that its examples come from "
                "public documents alone."
            )
        )
    if coding.round is not None and coding.round.closed_at is None:
        raise NotNow(
            _("The round in which this was coded is open. Take it as an example afterwards.")
        )
    node = Node.objects.get(pk=coding.code_id)
    _require_in_use(node)
    example = f"{coding.quote}\n({coding.document.title})"
    before = {"example": node.example, "anchor": node.anchor_id}
    node.example, node.anchor, node.changed_at = example, coding, now
    _save(node)
    after = {"example": example, "anchor": coding.pk}
    write_down(ChangeKind.REWORDED, node, before=before, after=after, by=by, now=now)


@transaction.atomic
def freeze(*, note: str = "", by: Member, now: datetime) -> CodebookVersion:
    """Keep the codebook as it is now, for ever; what is coded from now on is coded under it."""
    require_work(by)
    require(permissions.can_lead(by), _("Only who leads the project may freeze its codebook."))
    content = [asdict(each) for each in entries_of(by.project)]
    if not content:
        raise Invalid(_("The codebook is empty."))
    last = CodebookVersion.objects.filter(project=by.project_id).order_by("-number").first()
    if last is not None and last.content == content:
        raise Invalid(_("Nothing has changed since version %(number)s.") % {"number": last.number})
    return CodebookVersion.objects.create(
        project=by.project,
        number=last.number + 1 if last else 1,
        note=note,
        content=content,
        frozen_at=now,
        frozen_by=by,
    )


def _depth(node: Node) -> int:
    depth, above = 1, node.parent
    while above is not None and depth <= DEEPEST:
        depth, above = depth + 1, above.parent
    return depth


def _require_in_use(node: Node) -> None:
    if node.retired_at is not None:
        raise NotNow(_("This is no longer in use."))


def _fields(wording: Wording) -> dict[str, object]:
    return {**asdict(wording), "level": wording.level.value, "name": wording.name.strip()}


def _save(node: Node) -> None:
    if not node.name:
        raise Invalid(_("A node of the codebook needs a name."))
    try:
        with transaction.atomic():
            node.save()
    except IntegrityError:
        raise Invalid(_("There is one of this name here already.")) from None
