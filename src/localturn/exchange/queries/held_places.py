"""Places of a course that applications hold, counted beside those that the academy gave."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Count, Q

from localturn.academy.queries.partner_places import taken_by_partners
from localturn.exchange.domain import slots
from localturn.exchange.domain.applications import Stage
from localturn.exchange.domain.terms import Slots
from localturn.exchange.models import Application, Listing, PartnerSlots

Held = Mapping[int, Mapping[int, int]]
"""By listing and home university."""

ON_THE_WAY = Q(stage=Stage.NOMINATED.value)
PLACED_HERE = Q(stage=Stage.ACCEPTED.value, nomination=None)
"""Placed in a course outside; of a place in a run, the academy knows."""


def held_by_applications(listings: Collection[int] | None = None) -> Held:
    """Nominated, or placed in a course outside (1 statement)."""
    held: dict[int, Counter[int]] = defaultdict(Counter)
    rows = Application.objects.filter(ON_THE_WAY | PLACED_HERE)
    if listings is not None:
        rows = rows.filter(listing__in=listings)
    counted = rows.order_by().values_list("listing", "home").annotate(Count("pk"))
    for listing, home, number in counted:
        held[listing][home] += number
    return held


def held_in(listing: Listing, *, now: datetime) -> Counter[int]:
    """By university, all places that are gone: by nomination here, and in the academy."""
    held = Counter(held_by_applications([listing.pk]).get(listing.pk, {}))
    if listing.run_id:
        held += Counter(taken_by_partners([listing.run_id], now=now).get(listing.run_id, {}))
    return held


def own_numbers(listing: Listing) -> dict[int, int]:
    """By university, the places of those that have another number than all, which counts where
    each has its own (1 statement)."""
    rows = PartnerSlots.objects.filter(listing=listing)
    return dict(rows.values_list("organisation_id", "number"))


def left_for(listing: Listing, home: int, *, now: datetime) -> int | None:
    """How many more students a university can nominate; None for no limit."""
    return slots.places_left(
        Slots(listing.slots_kind),
        listing.slots,
        partner=home,
        taken=held_in(listing, now=now),
        own=own_numbers(listing),
    )


def most_of(listing: Listing) -> int | None:
    """How many a course outside takes; None where there is no limit, and for a run."""
    return slots.most_of(
        Slots(listing.slots_kind), run=listing.run_id, participants=listing.participants
    )
