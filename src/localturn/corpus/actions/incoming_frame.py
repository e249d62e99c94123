"""Codes and coders of another program: those that are here under the same name are taken for the
same."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from localturn.corpus.actions.incoming_steps import Taking
from localturn.corpus.domain.fitting_in import LONGEST_NAME, standing
from localturn.corpus.domain.interchange import Code, Coder, Guid
from localturn.corpus.domain.terms import Level, Role
from localturn.corpus.domain.wordings import from_description, nearest_colour
from localturn.corpus.models import Member, Node
from localturn.foundation.refusals import NotNow

MOST_CODES = 5_000


def nodes_of(codes: Sequence[Code], taking: Taking) -> dict[Guid, Node]:
    """By GUID; one by one, since each is known by its number before those under it."""
    there = Node.objects.filter(project=taking.project, retired_at=None)
    by_place = {(node.parent_id, node.name): node for node in there}
    if len(by_place) + len(codes) > MOST_CODES:
        raise NotNow(_("There are more codes in this file than a codebook can have."))
    positions: Counter[int | None] = Counter(node.parent_id for node in by_place.values())
    found: dict[Guid, Node] = {}
    made: list[Node] = []
    for code in standing(codes, unnamed=unnamed()).value:
        parent = found.get(code.parent)
        above = parent.pk if parent else None
        node = by_place.get((above, code.name))
        if node is None:
            node = _made(code, parent, positions[above], taking)
            positions[above] += 1
            by_place[above, code.name] = node
            made.append(node)
        found[code.guid] = node
    taking.note_made("nodes", made)
    return found


def _made(code: Code, parent: Node | None, position: int, taking: Taking) -> Node:
    told = from_description(code.description)
    level = told.level if told.level in set(Level) else Level.CODE.value
    return Node.objects.create(
        project_id=taking.project,
        parent=parent,
        position=position,
        level=level,
        name=code.name,
        colour=nearest_colour(code.colour),
        definition=told.definition,
        when_to_use=told.when_to_use,
        when_not=told.when_not,
        example=told.example,
        source=told.source,
        made_at=taking.now,
        made_by=taking.by,
        changed_at=taking.now,
    )


def members_of(coders: Iterable[Coder], taking: Taking) -> dict[Guid, Member]:
    """Who is called as somebody without an account who coded here before is the same; nobody is
    taken for a person of the house but the one who brings the file."""
    there = Member.objects.filter(project=taking.project, person=None)
    by_name = {member.name: member for member in there if member.name}
    by_name[str(taking.by)] = taking.by
    found: dict[Guid, Member] = {}
    made: list[Member] = []
    for coder in coders:
        name = shortened(coder.name) or _("Somebody in another program")
        if name not in by_name:
            by_name[name] = Member.objects.create(
                project_id=taking.project,
                name=name,
                role=Role.CODER.value,
                joined_at=taking.now,
                left_at=taking.now,
            )
            made.append(by_name[name])
        found[coder.guid] = by_name[name]
    taking.note_made("members", made)
    return found


def shortened(name: str) -> str:
    return name.strip()[:LONGEST_NAME]


def unnamed() -> str:
    return _("Without a name")
