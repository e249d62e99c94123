"""Keep a place for somebody, send them its address, and let them take it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.academy import permissions
from localturn.academy.actions import letters
from localturn.academy.actions.enrolment.seating import (
    locked,
    refuse_if_ended,
    refuse_if_full,
    seat_in,
    take_seat,
)
from localturn.academy.domain.invitees import Invitee
from localturn.academy.models import Enrolment, Invitation, Nomination, Run
from localturn.academy.queries.people import own_addresses, removed_from
from localturn.foundation.people.models import Organisation, Person
from localturn.foundation.refusals import NotAllowed, NotNow, require

AN_INVITATION_STANDS = timedelta(days=30)


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
    if invitation.expires_at <= now:
        refuse_if_full(run, wanted=1, now=now)
    invitation.expires_at = now + AN_INVITATION_STANDS
    invitation.save(update_fields=["expires_at"])
    letters.invited(invitation, now=now)


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: Person, now: datetime) -> None:
    """Take an invitation back; its address leads nowhere from now on."""
    require(permissions.can_facilitate(by, invitation.run))
    if invitation.accepted_at:
        raise NotNow(_("This invitation has been accepted."))
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = now
        invitation.save(update_fields=["withdrawn_at"])


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: Person, now: datetime) -> Enrolment:
    """Take the place that was kept; who does so may have another address than the one invited,
    unless a facilitator has removed them."""
    run = locked(invitation.run)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    seat = seat_in(by, run)
    if invitation.accepted_at:
        if seat:
            return seat
        raise NotNow(_("This invitation has been used already."))
    if invitation.withdrawn_at:
        raise NotNow(_("This invitation has been withdrawn."))
    if invitation.expires_at <= now:
        raise NotNow(_("This invitation has run out. Ask for a new one."))
    removed_at = removed_from(run, by)
    if removed_at is not None and not _lets_back_in(invitation, by, removed_at):
        raise NotAllowed(_("A facilitator has ended your part in this run. Write to them."))
    refuse_if_ended(run, now)
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    if seat:
        return seat
    nominated = Nomination.objects.filter(invitation=invitation).exists()
    way = Enrolment.Way.NOMINATION if nominated else Enrolment.Way.INVITATION
    return take_seat(by, run, way, invitation.organisation, now)


def _lets_back_in(invitation: Invitation, person: Person, removed_at: datetime) -> bool:
    """Whether somebody else meant this person, after the removal: who was removed may still guide
    the run, and an invitation to another can be passed on."""
    decided_by_themselves = Nomination.objects.filter(invitation=invitation, decided_by=person)
    return (
        invitation.invited_at > removed_at
        and invitation.email.lower() in own_addresses(person)
        and invitation.invited_by_id != person.pk
        and not decided_by_themselves.exists()
    )


def _sorted_out(
    run: Run, invitees: Sequence[Invitee], now: datetime
) -> tuple[list[Invitee], list[Invitee], list[Invitee]]:
    """Who sits already, who has an invitation that stands, and who is to be invited."""
    seated = set(
        run.enrolments.filter(withdrawn_at=None, person__isnull=False).values_list(
            "person__email", flat=True
        )
    )
    standing = run.invitations.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)
    invited = set(standing.values_list("email", flat=True))
    return (
        [i for i in invitees if i.email in seated],
        [i for i in invitees if i.email in invited and i.email not in seated],
        [i for i in invitees if i.email not in seated and i.email not in invited],
    )


def send_invitation(
    run: Run, invitee: Invitee, organisation: Organisation | None, by: Person, now: datetime
) -> Invitation:
    # Whatever stood for this address has run out, or was accepted by somebody who has left.
    run.invitations.filter(email=invitee.email, withdrawn_at=None).update(withdrawn_at=now)
    invitation = Invitation.objects.create(
        run=run,
        email=invitee.email,
        name=invitee.name,
        language=invitee.language,
        organisation=organisation,
        token=secrets.token_urlsafe(24),
        invited_at=now,
        invited_by=by,
        expires_at=now + AN_INVITATION_STANDS,
    )
    letters.invited(invitation, now=now)
    return invitation
