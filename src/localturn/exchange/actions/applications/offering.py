"""What a listing offers to partner universities, held against what is taken of it."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from localturn.academy.actions.enrolment.partners import open_to_partners
from localturn.academy.models import Run, RunPartner
from localturn.exchange.domain.applications import PLACED, STANDING, Stage
from localturn.exchange.domain.content import Content
from localturn.exchange.domain.terms import Slots
from localturn.exchange.models import Application, Listing
from localturn.exchange.queries.held_places import held_in
from localturn.exchange.queries.listings import partners_of
from localturn.foundation.people.models import Organisation, Person
from localturn.foundation.refusals import Invalid, NotNow

_PLACED = [each.value for each in PLACED if each is not Stage.LEFT]


def refuse_less_than_taken(listing: Listing, content: Content, *, now: datetime) -> None:
    """Refuse fewer places than are taken, and another way to the course for who is placed."""
    applied = Application.objects.filter(listing=listing)
    moved = (content.run, bool(content.outside_url)) != (listing.run_id, bool(listing.outside_url))
    if content.run != listing.run_id and moved and applied.filter(stage__in=_PLACED).exists():
        raise Invalid(
            _("Students have places in this course already, so it stays where it is held.")
        )
    if content.slots_kind is Slots.UNLIMITED or content.slots is None:
        return
    held = +held_in(listing, now=now)
    if content.slots_kind is Slots.POOLED and held.total() > content.slots:
        raise Invalid(
            _("%(taken)s places for partner universities are taken, so there cannot be fewer.")
            % {"taken": held.total()}
        )
    most, number = max(((n, pk) for pk, n in held.items()), default=(0, 0))
    if content.slots_kind is Slots.EACH and most > content.slots:
        raise Invalid(
            _("%(taken)s places for students of %(name)s are taken, so there cannot be fewer.")
            % {"taken": most, "name": Organisation.objects.get(pk=number)}
        )


def refuse_while_standing(listing: Listing) -> None:
    """A course for which students have applied stays to be seen."""
    standing = Q(stage__in=[each.value for each in STANDING]) & ~Q(stage=Stage.DRAFT.value)
    if Application.objects.filter(standing, listing=listing).exists():
        raise NotNow(
            _("Students have applied for this course, so it cannot become a draft. Archive it.")
        )


def is_offered_to_all(listing: Listing, content: Content, *, now: datetime) -> bool:
    """Whether every partner of today may send students to the run that a listing leads to."""
    partners = {each.organisation_id for each in partners_of(listing, on=now.date())}
    known = RunPartner.objects.filter(run=content.run).values_list("organisation_id", flat=True)
    return content.run is None or partners <= set(known)


def offer_places(listing: Listing, content: Content, *, by: Person, now: datetime) -> None:
    """Let the partners of a published course send students to the run that it leads to."""
    if content.run is None:
        return
    number = content.slots if content.slots_kind is Slots.EACH else None
    partners = [each.organisation_id for each in partners_of(listing, on=now.date())]
    if partners:
        run = Run.objects.get(pk=content.run)
        open_to_partners(run, quotas=dict.fromkeys(partners, number), by=by, now=now)
