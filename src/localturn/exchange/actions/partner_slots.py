"""Other numbers of places for certain partners than a listing has for each."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.exchange.actions.applications.moving_up import move_up
from localturn.exchange.actions.applications.offering import (
    offer_places,
    refuse_fewer_for_partners,
)
from localturn.exchange.actions.listings import locked, next_revision
from localturn.exchange.domain.terms import Slots, State
from localturn.exchange.models import Listing, PartnerSlots
from localturn.exchange.queries.listings import content_of, partners_of
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotNow
from localturn.foundation.trail.actions import record


@transaction.atomic
def set_partner_slots(
    listing: Listing, numbers: Mapping[int, int | None], *, by: Person, now: datetime
) -> None:
    """Give partners (by organisation) a number of their own; None is the listing's for each.

    Raises Invalid where a partner has taken more, or a run has not so many.
    """
    listing = locked(listing, by, now)
    if listing.slots_kind != Slots.EACH:
        raise NotNow(_("Say in the listing first that each partner university has its places."))
    partners = {each.organisation_id for each in partners_of(listing, on=now.date())}
    if not partners.issuperset(numbers):
        raise Invalid(_("Places are for universities of the consortium that nominate."))
    own = {each: number for each, number in numbers.items() if number is not None}
    if listing.state != State.DRAFT:
        refuse_fewer_for_partners(listing, listing.slots, own, now=now)
    before = PartnerSlots.objects.filter(listing=listing)
    before.filter(organisation__in=numbers).delete()
    PartnerSlots.objects.bulk_create(
        PartnerSlots(listing=listing, organisation_id=university, number=number)
        for university, number in own.items()
    )
    if listing.state != State.DRAFT:
        listing.revision, listing.changed_at = next_revision(), now
        listing.save(update_fields=["revision", "changed_at"])
    record(
        what="exchange.listing.places",
        by=by,
        subject=f"exchange/listing/{listing.pk}",
        after={str(university): number for university, number in own.items()},
        now=now,
    )
    if listing.state == State.PUBLISHED:
        offer_places(listing, content_of(listing), by=by, now=now)
        move_up(listing, now=now)
