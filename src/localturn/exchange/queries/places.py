"""Places that are left for a university: within what its listing offers it, and in the course."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from localturn.academy.queries.partner_places import divisions_of
from localturn.exchange.domain.catalogue import Catalogue, Row
from localturn.exchange.domain.slots import NOBODY, fewer, free_in_run, number_for, places_left
from localturn.exchange.domain.terms import Slots
from localturn.exchange.models import Listing
from localturn.exchange.queries.held_places import (
    held_by_applications,
    held_in,
    most_of,
    own_numbers,
)
from localturn.foundation.seats import Division

Left = Callable[[Row], bool]


def has_places(
    catalogue: Catalogue, university: int, *, consortia: Collection[int], now: datetime
) -> Left:
    """Whether a listing has a place left for students of a university, which nominates in these
    consortia (2 statements)."""
    runs = divisions_of({row.run for row in catalogue.rows() if row.run}, now=now)
    held = held_by_applications()

    def left(row: Row) -> bool:
        if row.consortium not in consortia or row.host == university:
            return False
        kind, number = row.slots
        asked = held.get(row.key, NOBODY)
        run = runs.get(row.run) if row.run else None
        if not asked and run is None:
            offered = number_for(kind, number, university, own=row.own) if row.own else number
            return offered != 0 and row.most != 0
        taken = Counter(run.taken if run else NOBODY) + Counter(asked)
        offered = places_left(kind, number, partner=university, taken=taken, own=row.own)
        return fewer(offered, _free(run, row.most, university, asked)) != 0

    return left


def left_by_partner(
    listing: Listing, partners: Collection[int], *, now: datetime
) -> dict[int, int | None]:
    """How many places each of these universities can still fill; None for no limit."""
    taken, own = held_in(listing, now=now), own_numbers(listing)
    free = free_by_partner(listing, partners, now=now)
    kind = Slots(listing.slots_kind)
    return {
        each: fewer(
            places_left(kind, listing.slots, partner=each, taken=taken, own=own), free[each]
        )
        for each in partners
    }


def free_by_partner(
    listing: Listing, partners: Collection[int], *, now: datetime
) -> dict[int, int | None]:
    """How many places the course itself has for each of them beside those that are asked for,
    whatever the listing offers; None for no limit. Whom a host accepts beyond it waits."""
    asked = held_by_applications([listing.pk]).get(listing.pk, NOBODY)
    run = divisions_of([listing.run_id], now=now).get(listing.run_id) if listing.run_id else None
    return {each: _free(run, most_of(listing), each, asked) for each in partners}


def is_full(listing: Listing, partner: int, *, now: datetime) -> bool:
    """Whether whom the host accepts of a partner's students waits for a place."""
    return free_by_partner(listing, [partner], now=now)[partner] == 0


def _free(
    run: Division[int] | None, most: int | None, partner: int, asked: Mapping[int, int]
) -> int | None:
    if run is not None:
        return free_in_run(run, partner, asked=asked)
    return None if most is None else max(most - sum(asked.values()), 0)
