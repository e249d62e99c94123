"""What an announcement is related to: courses, live sessions, other announcements (`links`)."""

from localturn.agenda.models import Event
from localturn.foundation.links import Card, Thing
from localturn.foundation.links.queries import links_from, links_to
from localturn.foundation.people.reader import Reader
from localturn.foundation.room import drawn

ROOM = "agenda"


def thing_of(event: Event) -> Thing:
    """An announcement as other rooms name it."""
    return Thing(ROOM, "event", event.uid)


def thing_named(name: str) -> Thing | None:
    """Read what an address says: "room/kind/id"."""
    room, kind, key = [*name.split("/", 2), "", "", ""][:3]
    return Thing(room, kind, key) if room and kind and key else None


def named_things(event: Event) -> list[Thing]:
    """What its editors have said that it is related to (1 statement)."""
    return links_from(thing_of(event))


def related_to(event: Event, reader: Reader) -> list[Card]:
    """What it leads to and what leads to it, as far as the reader may see it (2 statements, and
    those of the rooms that have any)."""
    things = [*named_things(event), *links_to(thing_of(event))]
    return drawn(list(dict.fromkeys(things)), reader=reader)


def card_of(thing: Thing, reader: Reader) -> Card | None:
    """As the reader sees it; None where they may not."""
    return next(iter(drawn([thing], reader=reader)), None)


def has_moved(event: Event, card: Card) -> bool:
    """Whether what of another room it is related to is held at another time."""
    if card.thing.room == ROOM:
        return False
    return card.begins is not None and event.begins is not None and card.begins != event.starts
