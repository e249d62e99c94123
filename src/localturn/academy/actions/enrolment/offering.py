"""Keeping a place for one person, by an address that is mailed to them."""

import secrets
from datetime import datetime, timedelta

from localturn.academy.actions import letters
from localturn.academy.domain.invitees import Invitee
from localturn.academy.models import Invitation, Nomination, Run
from localturn.academy.queries.seats import standing_invitations
from localturn.foundation.people.models import Organisation, Person
from localturn.foundation.seats import term

AN_INVITATION_STANDS = timedelta(days=30)


def send_invitation(
    run: Run,
    invitee: Invitee,
    nominated_by: Organisation | None,
    by: Person | None,
    now: datetime,
    *,
    until: datetime | None = None,
    has_waited: bool = False,
) -> Invitation:
    # Whatever stood for this address has run out, or was accepted by somebody who has left.
    run.invitations.filter(email=invitee.email, withdrawn_at=None).update(withdrawn_at=now)
    invitation = Invitation.objects.create(
        run=run,
        email=invitee.email,
        name=invitee.name,
        language=invitee.language,
        organisation_id=nominated_by.pk if nominated_by else invitee.organisation,
        token=secrets.token_urlsafe(24),
        invited_at=now,
        invited_by=by,
        expires_at=until or now + AN_INVITATION_STANDS,
    )
    letters.invited(invitation, now=now, nominated_by=nominated_by, has_waited=has_waited)
    return invitation


def offer(
    nomination: Nomination, *, by: Person | None, now: datetime, has_waited: bool = False
) -> None:
    """Keep a place for who was nominated, for the days that the run gives them to confirm; an
    invitation that stands already is theirs. Whether there is a place was asked before."""
    run, email = nomination.run, nomination.email
    until = term(now, days=run.confirmation_days)
    standing = standing_invitations(run, now=now).filter(email=email).first()
    if standing is not None:
        standing.organisation = nomination.organisation
        standing.save(update_fields=["organisation"])
        letters.invited(
            standing, now=now, nominated_by=nomination.organisation, has_waited=has_waited
        )
    else:
        standing = send_invitation(
            run,
            Invitee(email, nomination.name, nomination.language),
            nomination.organisation,
            by,
            now,
            until=until,
            has_waited=has_waited,
        )
    nomination.state, nomination.invitation = Nomination.State.ACCEPTED, standing
    nomination.save(update_fields=["state", "invitation"])
