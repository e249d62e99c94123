"""Places of a run that partner universities fill through a course exchange.

What the exchange offers becomes quotas here, and whom a host accepts there is nominated here: who
has a place, who waits and who moves up is this room's word alone.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.academy import permissions
from localturn.academy.actions.enrolment.invitations import decline_invitation
from localturn.academy.actions.enrolment.moving_up import settle
from localturn.academy.actions.enrolment.nominations import propose
from localturn.academy.actions.enrolment.seating import locked
from localturn.academy.actions.enrolment.seats import withdraw
from localturn.academy.models import Nomination, Run, RunPartner
from localturn.academy.queries.people import own_addresses, removed_from
from localturn.academy.queries.seats import capacity_of
from localturn.foundation.people.models import Organisation, Person
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow, require
from localturn.foundation.seats import quotas_fit
from localturn.foundation.trail.actions import record


@transaction.atomic
def open_to_partners(
    run: Run, *, quotas: Mapping[int, int | None], by: Person, now: datetime
) -> None:
    """Let organisations send people to a run: so many each, or, where it says None, as many as
    find a place among those that are set aside for nobody. Whom they nominate in the run itself is
    answered by its facilitators from now on.

    A quota that an organisation has already stays where nothing is set aside for it now.
    """
    run = locked(run)
    require(
        permissions.can_give_places(by, run, now=now),
        _("The places of this run are given by its facilitators and by its host."),
    )
    before = dict(run.partners.values_list("organisation_id", "quota"))
    wanted = {
        each: (before.get(each) or 0) if number is None else number
        for each, number in quotas.items()
    }
    set_apart = {each: quota for each, quota in (before | wanted).items() if quota is not None}
    if not quotas_fit(capacity_of(run), set_apart):
        raise Invalid(_("Together that is more than the run has places."))
    for organisation, quota in wanted.items():
        RunPartner.objects.update_or_create(
            run=run, organisation_id=organisation, defaults={"quota": quota, "is_answered": True}
        )
    if None in quotas.values() and not run.is_rest_shared:
        run.is_rest_shared = True
        run.save(update_fields=["is_rest_shared"])
    record(what="academy.run.places", by=by, subject=f"academy/run/{run.pk}", now=now)
    settle(run, now=now)


@transaction.atomic
def take_in(
    run: Run,
    person: Person,
    *,
    organisation: Organisation,
    rank: int = 0,
    by: Person,
    now: datetime,
) -> Nomination:
    """Nominate somebody whom the host of a run has accepted: a place is kept for them until they
    confirm, or they wait in the order of their university, where this is their rank (0: the last).
    """
    run = locked(run)
    require(
        permissions.can_give_places(by, run, now=now),
        _("The places of this run are given by its facilitators and by its host."),
    )
    if removed_from(run, person):
        raise NotNow(_("A facilitator has ended their part in this run."))
    partner = RunPartner.objects.filter(run=run, organisation=organisation).first()
    if partner is None or partner.quota is None:
        raise NotNow(
            _("No places of this run are set aside for %(name)s. Save the listing again.")
            % {"name": organisation}
        )
    return propose(
        run,
        organisation=organisation,
        name=person.name,
        email=person.email,
        language=person.language,
        reason="",
        by=by,
        now=now,
        person=person,
        rank=rank,
    )


@transaction.atomic
def give_back(nomination: Nomination, *, by: Person, now: datetime) -> None:
    """Give up what a nomination led to, by who was nominated: a seat, a place that is kept, or
    their turn on the waiting list."""
    run = locked(nomination.run)
    nomination = Nomination.objects.select_for_update().get(pk=nomination.pk)
    seat, kept = nomination.seat, nomination.invitation
    if seat:
        is_theirs = seat.person_id == by.pk
    elif nomination.person_id:
        is_theirs = nomination.person_id == by.pk
    else:
        is_theirs = nomination.email in own_addresses(by)
    if not is_theirs:
        raise NotAllowed(_("This is somebody else's place."))
    if seat is not None:
        withdraw(seat, by=by, now=now)
    elif kept is not None and not kept.accepted_at:
        decline_invitation(kept, now=now)
    elif nomination.state in (Nomination.State.WAITING, Nomination.State.QUEUED):
        nomination.state = Nomination.State.WITHDRAWN
        nomination.decided_at, nomination.decided_by = now, by
        nomination.save(update_fields=["state", "decided_at", "decided_by"])
        settle(run, now=now)
