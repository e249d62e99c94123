"""Places that are left for a university: what the academy has given, and what is on the way."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from localturn.academy.queries.partner_places import taken_by_partners
from localturn.exchange.domain.catalogue import Catalogue, Row
from localturn.exchange.domain.slots import places_left
from localturn.exchange.domain.terms import Slots
from localturn.exchange.models import Listing
from localturn.exchange.queries.held_places import held_by_applications, held_in

Left = Callable[[Row], bool]


def has_places(
    catalogue: Catalogue, university: int, *, consortia: Collection[int], now: datetime
) -> Left:
    """Whether a listing has a place left for students of a university, which nominates in these
    consortia (3 statements)."""
    limited = {row.run for row in catalogue.rows() if row.run and row.slots[1] is not None}
    taken = taken_by_partners(limited, now=now)
    held = held_by_applications()

    def left(row: Row) -> bool:
        if row.consortium not in consortia or row.host == university:
            return False
        kind, number = row.slots
        given: Mapping[int, int] = taken.get(row.run, {}) if row.run else {}
        if row.key in held:
            given = Counter(given) + Counter(held[row.key])
        rest = places_left(kind, number, partner=university, taken=given) if given else number
        return rest is None or rest > 0

    return left


def left_by_partner(
    listing: Listing, partners: Mapping[int, str], *, now: datetime
) -> dict[int, int | None]:
    """How many places each of these universities can still fill; None for no limit."""
    taken = held_in(listing, now=now)
    kind = Slots(listing.slots_kind)
    return {
        partner: places_left(kind, listing.slots, partner=partner, taken=taken)
        for partner in partners
    }
