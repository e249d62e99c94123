"""Free places in courses outside go to who waits; those in runs the academy gives on itself."""

from datetime import datetime

from localturn.exchange.actions.applications.holding import move
from localturn.exchange.actions.applications.letters import tell
from localturn.exchange.domain.applications import Party, Stage, who_moves_up
from localturn.exchange.domain.terms import Slots
from localturn.exchange.models import Application, Listing
from localturn.exchange.queries.held_places import PLACED_HERE, held_in, most_of, own_numbers
from localturn.foundation.seats import Waiting


def move_up(listing: Listing, *, now: datetime) -> None:
    """Give what is free in a course outside to the next who waits, in the order of the home
    universities, and tell them. Whoever calls it holds the listing's row."""
    waiting = Application.objects.filter(
        listing=listing, stage=Stage.WAITING.value, nomination=None, student__isnull=False
    ).select_related("home", "student", "nomination")
    rows = {each.pk: each for each in waiting.order_by("waiting_since", "pk")}
    if not rows:
        return
    moved = who_moves_up(
        [
            Waiting(each.pk, each.home_id, each.rank, each.waiting_since or each.changed_at)
            for each in rows.values()
        ],
        kind=Slots(listing.slots_kind),
        number=listing.slots,
        held=held_in(listing, now=now),
        given=placed_in(listing),
        most=most_of(listing),
        own=own_numbers(listing),
    )
    for pk in moved:
        application = rows[pk]
        application.listing = listing
        entry = move(application, "moved-up", to=Stage.ACCEPTED, by=None, now=now)
        tell(application, "moved-up", to=[Party.STUDENT, Party.HOME], key=entry.pk, now=now)


def placed_in(listing: Listing) -> int:
    """How many have a place in a course outside."""
    return Application.objects.filter(PLACED_HERE, listing=listing).count()
