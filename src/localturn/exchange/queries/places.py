"""Places that are left for a university, as the academy counts who has one."""

from collections.abc import Callable, Mapping
from datetime import datetime

from localturn.academy.queries.partner_places import taken_by_partners
from localturn.exchange.domain.catalogue import Catalogue, Row
from localturn.exchange.domain.slots import places_left
from localturn.exchange.domain.terms import Slots
from localturn.exchange.models import Listing, Partner

Left = Callable[[Row], bool]


def has_places(catalogue: Catalogue, university: int, *, now: datetime) -> Left:
    """Whether a listing has a place left for students of a university (3 statements)."""
    consortia = frozenset(
        Partner.objects.on(now.date())
        .filter(organisation=university, may_nominate=True)
        .values_list("consortium", flat=True)
    )
    limited = {row.run for row in catalogue.rows() if row.run and row.slots[1] is not None}
    taken = taken_by_partners(limited, now=now)

    def left(row: Row) -> bool:
        if row.consortium not in consortia or row.host == university:
            return False
        kind, number = row.slots
        given = taken.get(row.run, {}) if row.run else {}
        rest = places_left(kind, number, partner=university, taken=given) if given else number
        return rest is None or rest > 0

    return left


def left_by_partner(
    listing: Listing, partners: Mapping[int, str], *, now: datetime
) -> dict[int, int | None]:
    """How many places each of these universities can still fill; None for no limit."""
    run = listing.run_id
    taken = taken_by_partners([run], now=now).get(run, {}) if run else {}
    kind = Slots(listing.slots_kind)
    return {
        partner: places_left(kind, listing.slots, partner=partner, taken=taken)
        for partner in partners
    }
