"""Things of one room shown in the texts of another, by their addresses.

Who writes a text may let it show what they may see themselves, and what may be quoted before
everybody. That it does is a link; whoever reads the text is shown what it leads to, for as long as
that may be quoted, and never more.
"""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from localturn.foundation.links import Thing
from localturn.foundation.links.queries import links_from
from localturn.foundation.people.reader import Reader
from localturn.foundation.prose.embedding import Shown, addresses_in, with_shown
from localturn.foundation.room import offered, thing_at


def things_in(html: str) -> dict[str, Thing]:
    """What a text shows of this house that its rooms can quote, by the address as it is written."""
    rooms = {room.name for room, _quote in offered("quotations")}
    found = {each: thing_at(each) for each in addresses_in(html)}
    return {
        each: thing for each, thing in found.items() if thing is not None and thing.room in rooms
    }


def quoted(things: Collection[Thing], *, reader: Reader | None = None) -> dict[Thing, Shown]:
    """As their rooms quote them; with a reader, those that the reader may see."""
    found: dict[Thing, Shown] = {}
    for _room, quote in offered("quotations") if things else ():
        found |= quote(things, reader=reader)
    return found


def shown_of(html: str, of: Thing) -> str:
    """A text as everybody reads it: with what the thing whose text it is leads to (no statement
    where it shows nothing)."""
    things = things_in(html)
    return _shown(html, things, set(links_from(of)) & set(things.values())) if things else html


def shown_to(html: str, reader: Reader) -> str:
    """A text before it is published, as whoever writes it may let it be."""
    things = things_in(html)
    if not things:
        return html
    return _put(html, things, quoted(set(things.values()), reader=reader))


def _shown(html: str, things: Mapping[str, Thing], allowed: Collection[Thing]) -> str:
    return _put(html, things, quoted(allowed))


def _put(html: str, things: Mapping[str, Thing], found: Mapping[Thing, Shown]) -> str:
    shown = {address: found.get(thing) for address, thing in things.items()}
    return with_shown(html, shown, otherwise=not_shown())


def not_shown() -> str:
    return _("This passage may not be shown here.")
