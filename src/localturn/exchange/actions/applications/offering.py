"""What a listing offers to partner universities, held against what is taken of it."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from localturn.academy.actions.enrolment.partners import open_to_partners
from localturn.academy.models import Run, RunPartner
from localturn.exchange.actions.applications.moving_up import placed_in
from localturn.exchange.domain.applications import PLACED, STANDING, Stage
from localturn.exchange.domain.content import Content
from localturn.exchange.domain.terms import Slots
from localturn.exchange.models import Application, Listing
from localturn.exchange.queries.held_places import held_in, own_numbers
from localturn.exchange.queries.listings import partners_of
from localturn.foundation.people.models import Organisation, Person
from localturn.foundation.refusals import Invalid, NotNow
from localturn.foundation.seats import Capacity, quotas_fit

_POOL = 0
"""What stands for the pool among the numbers of organisations."""
_PLACED = [each.value for each in PLACED if each is not Stage.LEFT]


def refuse_less_than_taken(listing: Listing, content: Content, *, now: datetime) -> None:
    """Refuse fewer places or participants than are taken, and another way to the course for who is
    placed."""
    applied = Application.objects.filter(listing=listing)
    moved = (content.run, bool(content.outside_url)) != (listing.run_id, bool(listing.outside_url))
    if content.run != listing.run_id and moved and applied.filter(stage__in=_PLACED).exists():
        raise Invalid(
            _("Students have places in this course already, so it stays where it is held.")
        )
    _refuse_fewer_participants(listing, content)
    if content.slots_kind is Slots.UNLIMITED or content.slots is None:
        return
    held = +held_in(listing, now=now)
    if content.slots_kind is Slots.POOLED and held.total() > content.slots:
        raise Invalid(
            _("%(taken)s places for partner universities are taken, so there cannot be fewer.")
            % {"taken": held.total()}
        )
    if content.slots_kind is Slots.EACH:
        refuse_fewer_for_partners(listing, content.slots, own_numbers(listing), now=now)


def refuse_fewer_for_partners(
    listing: Listing, number: int | None, own: Mapping[int, int], *, now: datetime
) -> None:
    """Refuse fewer places for any university than its students have; `own` are the numbers of
    those that have another than all."""
    for university, taken in sorted((+held_in(listing, now=now)).items(), key=lambda row: -row[1]):
        offered = own.get(university, number)
        if offered is not None and taken > offered:
            raise Invalid(
                _("%(taken)s places for students of %(name)s are taken, so there cannot be fewer.")
                % {"taken": taken, "name": Organisation.objects.get(pk=university)}
            )


def _refuse_fewer_participants(listing: Listing, content: Content) -> None:
    """In a course outside. Without limit the number is only expected, so it may stay below."""
    number, before = content.participants, listing.participants
    is_lowered = number is not None and (before is None or number < before)
    if number is None or not (is_lowered or content.slots_kind is not Slots.UNLIMITED):
        return
    if number < (placed := placed_in(listing)):
        raise Invalid(
            ngettext(
                "%(num)s student has a place in this course, so it cannot be for fewer.",
                "%(num)s students have places in this course, so it cannot be for fewer.",
                placed,
            )
            % {"num": placed}
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
    partners = [each.organisation_id for each in partners_of(listing, on=now.date())]
    if not partners:
        return
    run, own = Run.objects.get(pk=content.run), own_numbers(listing)
    quotas: dict[int, int | None] = dict.fromkeys(partners)
    if content.slots_kind is Slots.EACH:
        quotas = {each: own.get(each, content.slots) for each in partners}
    if content.slots_kind is Slots.POOLED and content.slots is not None:
        _refuse_more_than_there_are(run, content.slots, partners)
    open_to_partners(run, quotas=quotas, by=by, now=now)


def _refuse_more_than_there_are(run: Run, pool: int, partners: Collection[int]) -> None:
    """Refuse a pool that does not fit beside what the run sets aside for others."""
    others = run.partners.exclude(organisation__in=partners).filter(quota__isnull=False)
    rows = others.values_list("organisation_id", "quota")
    set_aside = {each: quota for each, quota in rows if quota is not None}
    if not quotas_fit(Capacity(run.capacity), {**set_aside, _POOL: pool}):
        raise Invalid(_("Together that is more than the run has places."))
