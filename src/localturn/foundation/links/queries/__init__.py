"""What leads where. Whether a reader may see a thing, its own room decides (`Room.cards`)."""

from localturn.foundation.links.models import Link
from localturn.foundation.links.things import Thing

MOST = 500


def links_to(thing: Thing, *, most: int = MOST) -> list[Thing]:
    """The things that lead to this one, by room, kind and id (1 statement)."""
    rows = Link.objects.filter(to_room=thing.room, to_kind=thing.kind, to_id=thing.id)
    return [link.source for link in rows[:most]]


def links_from(thing: Thing, *, most: int = MOST) -> list[Thing]:
    """The things that this one leads to, by room, kind and id (1 statement)."""
    rows = Link.objects.filter(from_room=thing.room, from_kind=thing.kind, from_id=thing.id)
    return [link.target for link in rows[:most]]


def linked_ids(room: str, kind: str, *, most: int = 10_000) -> list[str]:
    """The ids of the things of a kind that anything leads to (1 statement)."""
    rows = Link.objects.filter(to_room=room, to_kind=kind).order_by("to_id")
    return list(rows.values_list("to_id", flat=True).distinct()[:most])
