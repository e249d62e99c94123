"""An association proposes its people, a facilitator answers."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.academy import permissions
from localturn.academy.actions import letters
from localturn.academy.actions.enrolment.invitations import send_invitation
from localturn.academy.actions.enrolment.seating import locked, refuse_if_ended, refuse_if_full
from localturn.academy.domain.invitees import Invitee
from localturn.academy.models import Invitation, Nomination, Run
from localturn.foundation.people.models import Organisation, Person
from localturn.foundation.refusals import Invalid, NotNow, require
from localturn.foundation.trail.actions import record


@transaction.atomic
def nominate(
    run: Run,
    *,
    organisation: Organisation,
    name: str,
    email: str,
    language: str,
    reason: str,
    by: Person,
    now: datetime,
) -> Nomination:
    """Propose one of an organisation's people; a facilitator answers."""
    require(permissions.can_nominate(by, run, organisation, now=now))
    refuse_if_ended(run, now)
    email = email.lower()
    standing = (Nomination.State.WAITING, Nomination.State.ACCEPTED)
    if run.nominations.filter(email=email, state__in=standing).exists():
        raise Invalid(_("Somebody with this e-mail address has been nominated already."))
    if run.enrolments.filter(person__email=email, withdrawn_at=None).exists():
        raise Invalid(_("Somebody with this e-mail address takes part already."))
    nomination = Nomination.objects.create(
        run=run,
        organisation=organisation,
        name=name,
        email=email,
        language=language,
        reason=reason,
        nominated_at=now,
        nominated_by=by,
    )
    letters.nominated(nomination, now=now)
    return nomination


@transaction.atomic
def decide_nomination(
    nomination: Nomination, *, accept: bool, answer: str, by: Person, now: datetime
) -> Nomination:
    """Accept a nomination, which keeps a place and invites the person, or decline it with why."""
    run = locked(nomination.run)
    require(permissions.can_facilitate(by, run))
    nomination = Nomination.objects.select_for_update().get(pk=nomination.pk)
    if nomination.state != Nomination.State.WAITING:
        raise NotNow(_("This nomination has been answered or withdrawn already."))
    if not accept and not answer.strip():
        raise Invalid(_("Say why, so that the association can tell the person."))
    if accept:
        refuse_if_ended(run, now)
        nomination.invitation = _invitation_for(nomination, by, now)
    state = Nomination.State.ACCEPTED if accept else Nomination.State.DECLINED
    nomination.state, nomination.answer = state, answer
    nomination.decided_at, nomination.decided_by = now, by
    nomination.save()
    record(
        what=f"academy.nomination.{state}",
        by=by,
        subject=f"academy/nomination/{nomination.pk}",
        reason=answer,
        now=now,
    )
    letters.nomination_decided(nomination, now=now)
    return nomination


@transaction.atomic
def withdraw_nomination(nomination: Nomination, *, by: Person, now: datetime) -> None:
    """Take a nomination back while it waits for an answer."""
    require(permissions.can_nominate(by, nomination.run, nomination.organisation, now=now))
    withdrawn = Nomination.objects.filter(pk=nomination.pk, state=Nomination.State.WAITING).update(
        state=Nomination.State.WITHDRAWN, decided_at=now, decided_by=by
    )
    if not withdrawn:
        raise NotNow(_("This nomination has been answered already."))


def _invitation_for(nomination: Nomination, by: Person, now: datetime) -> Invitation:
    """The invitation of somebody who was nominated; one that stands already is theirs."""
    run = nomination.run
    standing = run.invitations.filter(
        email=nomination.email, accepted_at=None, withdrawn_at=None, expires_at__gt=now
    ).first()
    if standing is not None:
        standing.organisation = nomination.organisation
        standing.save(update_fields=["organisation"])
        letters.invited(standing, now=now)
        return standing
    refuse_if_full(run, wanted=1, now=now)
    invitee = Invitee(nomination.email, nomination.name, nomination.language)
    return send_invitation(run, invitee, nomination.organisation, by, now)
