"""Take a seat, give it up, give it back."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from localturn.academy import permissions
from localturn.academy.actions import place_letters
from localturn.academy.actions.enrolment.invitations import stand_again
from localturn.academy.actions.enrolment.moving_up import settle
from localturn.academy.actions.enrolment.seating import (
    locked,
    refuse_if_ended,
    refuse_if_full,
    seat_in,
    take_seat,
)
from localturn.academy.actions.judging import require_judge
from localturn.academy.domain.schedule import is_in_time
from localturn.academy.models import Enrolment, Nomination, Run
from localturn.academy.queries.people import removed_from
from localturn.foundation.people.models import Organisation, Person
from localturn.foundation.refusals import NotAllowed, NotNow, require
from localturn.foundation.trail.actions import record


@transaction.atomic
def enrol(
    person: Person, *, run: Run, by: Person, now: datetime, organisation: Organisation | None = None
) -> Enrolment:
    """Take a seat in a run that is open to all; who has one already keeps it."""
    require(person == by)
    run = locked(run)
    if seat := seat_in(person, run):
        return seat
    if removed_from(run, person):
        raise NotAllowed(_("A facilitator has ended your part in this run. Write to them."))
    if not run.is_open:
        raise NotAllowed(_("Places in this run are given by invitation."))
    if not is_in_time(now, run.enrolment_closes_at):
        raise NotNow(_("Enrolment for this run has closed."))
    refuse_if_ended(run, now)
    refuse_if_full(run, wanted=1, now=now)
    return take_seat(person, run, Enrolment.Way.OPEN, organisation, now)


@transaction.atomic
def withdraw(enrolment: Enrolment, *, by: Person, now: datetime, reason: str = "") -> None:
    """Give up a seat, or take it from somebody: what was done is kept, the place is free again.

    From whom it was taken gets it back only by an invitation sent later, or from a facilitator.
    """
    run = locked(enrolment.run)
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    mine = enrolment.person_id == by.pk
    require(mine or permissions.can_facilitate(by, run))
    if enrolment.withdrawn_at is not None and (mine or enrolment.removed_at is not None):
        return
    # who left a moment before they were removed is removed all the same
    enrolment.withdrawn_at = enrolment.withdrawn_at or now
    if not mine:
        enrolment.removed_at = now
    enrolment.save(update_fields=["withdrawn_at", "removed_at"])
    if not mine and enrolment.person is not None:
        addresses = enrolment.person.emailaddress_set.values("email")
        standing = run.invitations.filter(accepted_at=None, withdrawn_at=None)
        standing.filter(Q(email=enrolment.person.email) | Q(email__in=addresses)).update(
            withdrawn_at=now
        )
    record(
        what="academy.enrolment.withdrawn",
        by=by,
        about=[enrolment.person] if enrolment.person else [],
        subject=f"academy/enrolment/{enrolment.pk}",
        reason=reason,
        now=now,
    )
    let_go(enrolment, mine=mine, by=by, now=now)
    settle(run, now=now)


def let_go(enrolment: Enrolment, *, mine: bool, by: Person, now: datetime) -> None:
    """What a seat given up, or taken, makes of the nomination that led to it."""
    for nomination in enrolment.nominations.filter(state=Nomination.State.ACCEPTED).select_related(
        "run__version", "organisation"
    ):
        nomination.state = Nomination.State.GIVEN_BACK if mine else Nomination.State.DECLINED
        nomination.decided_at, nomination.decided_by = now, by
        nomination.save(update_fields=["state", "decided_at", "decided_by"])
        place_letters.given_back(nomination, now=now)


@transaction.atomic
def reinstate(enrolment: Enrolment, *, by: Person, now: datetime) -> None:
    """Give somebody who left their seat back, if there is a place."""
    require_judge(by, enrolment)
    run = locked(enrolment.run)
    if enrolment.withdrawn_at is None or enrolment.person is None:
        return
    is_nominee = enrolment.way == Enrolment.Way.NOMINATION
    partner = enrolment.organisation if is_nominee else None
    refuse_if_full(run, wanted=1, now=now, partner=partner)
    if nomination := enrolment.nominations.order_by("-pk").first():
        stand_again(nomination)
    take_seat(enrolment.person, run, enrolment.way, enrolment.organisation, now)
