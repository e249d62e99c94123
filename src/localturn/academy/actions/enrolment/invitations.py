"""Keep a place for somebody, send them its address, and let them take it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.academy import permissions
from localturn.academy.actions import letters, place_letters
from localturn.academy.actions.enrolment.moving_up import settle
from localturn.academy.actions.enrolment.offering import AN_INVITATION_STANDS, send_invitation
from localturn.academy.actions.enrolment.seating import (
    locked,
    refuse_if_ended,
    refuse_if_full,
    seat_in,
    take_seat,
)
from localturn.academy.domain.invitees import Invitee
from localturn.academy.models import STANDING, Enrolment, Invitation, Nomination, Run
from localturn.academy.queries.people import Fate, fates_of, own_addresses, removed_from
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotAllowed, NotNow, require
from localturn.foundation.seats import stands


@dataclass(frozen=True)
class Invited:
    """What became of a list of invitees."""

    sent: tuple[Invitation, ...]
    seated_already: tuple[Invitee, ...]
    invited_already: tuple[Invitee, ...]


@transaction.atomic
def invite(run: Run, *, invitees: Sequence[Invitee], by: Person, now: datetime) -> Invited:
    """Keep a place for each and send them its address; all of them or, for want of places, none."""
    require(permissions.can_facilitate(by, run))
    run = locked(run)
    refuse_if_ended(run, now)
    seated, invited, fresh = _sorted_out(run, invitees, now)
    refuse_if_full(run, wanted=len(fresh), now=now)
    sent = tuple(send_invitation(run, invitee, None, by, now) for invitee in fresh)
    return Invited(sent, tuple(seated), tuple(invited))


@transaction.atomic
def resend_invitation(invitation: Invitation, *, by: Person, now: datetime) -> None:
    """Send the address once more; it stands for as long as a new one."""
    run = locked(invitation.run)
    require(permissions.can_facilitate(by, run))
    refuse_if_ended(run, now)
    if invitation.accepted_at or invitation.withdrawn_at:
        raise NotNow(_("This invitation has been accepted or withdrawn."))
    nomination = Nomination.objects.filter(invitation=invitation).first()
    lasts = timedelta(days=run.confirmation_days) if nomination else AN_INVITATION_STANDS
    if not stands(invitation.expires_at, now=now):
        partner = invitation.organisation if nomination else None
        refuse_if_full(run, wanted=1, now=now, partner=partner)
        if nomination:
            stand_again(nomination)
    invitation.expires_at = now + lasts
    invitation.save(update_fields=["expires_at"])
    nominated_by = nomination.organisation if nomination else None
    letters.invited(invitation, now=now, nominated_by=nominated_by)


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: Person, now: datetime) -> None:
    """Take an invitation back; its address leads nowhere from now on."""
    run = locked(invitation.run)
    require(permissions.can_facilitate(by, run))
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at:
        raise NotNow(_("This invitation has been accepted."))
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = now
        invitation.save(update_fields=["withdrawn_at"])
        Nomination.objects.filter(invitation=invitation, state=Nomination.State.ACCEPTED).update(
            state=Nomination.State.DECLINED, decided_at=now, decided_by=by
        )
        settle(run, now=now)


@transaction.atomic
def decline_invitation(invitation: Invitation, *, now: datetime) -> None:
    """Say no to a place that was kept, which its secret address alone allows; the next who waits
    gets it."""
    run = locked(invitation.run)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at:
        raise NotNow(_("This invitation has been used already."))
    if invitation.withdrawn_at:
        return
    invitation.withdrawn_at = invitation.declined_at = now
    invitation.save(update_fields=["withdrawn_at", "declined_at"])
    for nomination in Nomination.objects.filter(
        invitation=invitation, state=Nomination.State.ACCEPTED
    ).select_related("run__version", "organisation"):
        nomination.state = Nomination.State.GIVEN_BACK
        nomination.save(update_fields=["state"])
        place_letters.given_back(nomination, now=now)
    settle(run, now=now)


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: Person, now: datetime) -> Enrolment:
    """Take the place that was kept; who does so may have another address than the one invited,
    unless a facilitator has removed them or it was given to somebody's account."""
    run = locked(invitation.run)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    seat = seat_in(by, run)
    if invitation.accepted_at:
        if seat:
            return seat
        raise NotNow(_("This invitation has been used already."))
    if invitation.withdrawn_at:
        raise NotNow(_("This invitation has been withdrawn."))
    if not stands(invitation.expires_at, now=now):
        raise NotNow(_("This invitation has run out. Ask for a new one."))
    removed_at = removed_from(run, by)
    if removed_at is not None and not _lets_back_in(invitation, by, removed_at):
        raise NotAllowed(_("A facilitator has ended your part in this run. Write to them."))
    refuse_if_ended(run, now)
    nominated = Nomination.objects.filter(invitation=invitation)
    if nominated.filter(person__isnull=False).exclude(person=by).exists():
        raise NotAllowed(_("This place is kept for somebody else. Sign in as who applied for it."))
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    if seat:
        nominated.update(seat=seat)
        settle(run, now=now)  # the place that was kept is free for who waits
        return seat
    way = Enrolment.Way.NOMINATION if nominated.exists() else Enrolment.Way.INVITATION
    seat = take_seat(by, run, way, invitation.organisation, now)
    nominated.update(seat=seat)
    return seat


def stand_again(nomination: Nomination) -> None:
    """Let a nomination that had come to nothing stand, unless there is another for the address."""
    others = Nomination.objects.filter(
        run=nomination.run_id, email=nomination.email, state__in=STANDING
    ).exclude(pk=nomination.pk)
    if others.exists():
        raise NotNow(_("Somebody with this e-mail address has been nominated already."))
    nomination.state = Nomination.State.ACCEPTED
    nomination.save(update_fields=["state"])


def _lets_back_in(invitation: Invitation, person: Person, removed_at: datetime) -> bool:
    """Whether somebody else meant this person, after the removal: who was removed may still guide
    the run, an invitation to another can be passed on, and a quota gives places by itself."""
    decided_by_themselves = Nomination.objects.filter(invitation=invitation, decided_by=person)
    return (
        invitation.invited_at > removed_at
        and invitation.email.lower() in own_addresses(person)
        and invitation.invited_by_id not in (None, person.pk)
        and not decided_by_themselves.exists()
    )


def _sorted_out(
    run: Run, invitees: Sequence[Invitee], now: datetime
) -> tuple[list[Invitee], list[Invitee], list[Invitee]]:
    """Who sits already, who has an invitation that stands, and who is to be invited."""
    fates = fates_of(run, invitees, now=now)
    seated, invited, fresh = (
        [each for each in invitees if fates[each.email] is fate]
        for fate in (Fate.SEATED, Fate.INVITED, Fate.NEW)
    )
    return seated, invited, fresh
