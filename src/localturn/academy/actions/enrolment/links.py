"""An address that gives a place to whoever opens it."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.academy import permissions
from localturn.academy.actions.enrolment.seating import (
    locked,
    refuse_if_ended,
    refuse_if_full,
    seat_in,
    take_seat,
)
from localturn.academy.models import Enrolment, InvitingLink, Run
from localturn.academy.queries.people import removed_from
from localturn.foundation.people.models import Organisation, Person
from localturn.foundation.refusals import NotAllowed, NotNow, require
from localturn.foundation.seats import stands
from localturn.foundation.trail.actions import record


@transaction.atomic
def make_link(
    run: Run,
    *,
    note: str,
    most: int | None,
    expires_at: datetime | None,
    by: Person,
    now: datetime,
) -> InvitingLink:
    """Make an address that gives places, to so many and until a moment, or without a limit."""
    require(permissions.can_facilitate(by, run))
    refuse_if_ended(run, now)
    link = InvitingLink.objects.create(
        run=run,
        token=secrets.token_urlsafe(24),
        note=note,
        most=most,
        expires_at=expires_at,
        made_at=now,
        made_by=by,
    )
    record(what="academy.link.made", by=by, subject=f"academy/link/{link.pk}", now=now)
    return link


@transaction.atomic
def revoke_link(link: InvitingLink, *, by: Person, now: datetime) -> None:
    """Let an address lead nowhere; who has come by it stays."""
    require(permissions.can_facilitate(by, link.run))
    revoked = InvitingLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now)
    if revoked:
        record(what="academy.link.revoked", by=by, subject=f"academy/link/{link.pk}", now=now)


@transaction.atomic
def join_by_link(
    link: InvitingLink, *, by: Person, now: datetime, organisation: Organisation | None = None
) -> Enrolment:
    """Take a place by an address that was passed on; who has one keeps it."""
    run = locked(link.run)
    link = InvitingLink.objects.select_for_update().get(pk=link.pk)
    if seat := seat_in(by, run):
        return seat
    refuse_link(link, now=now)
    if removed_from(run, by):
        raise NotAllowed(_("A facilitator has ended your part in this run. Write to them."))
    refuse_if_ended(run, now)
    refuse_if_full(run, wanted=1, now=now)
    link.used += 1
    link.save(update_fields=["used"])
    return take_seat(by, run, Enrolment.Way.LINK, organisation, now)


def refuse_link(link: InvitingLink, *, now: datetime) -> None:
    """Say why an address gives no place any longer, if it does not."""
    if link.revoked_at:
        raise NotNow(_("This link has been withdrawn. Ask whoever gave it to you for a new one."))
    if link.expires_at and not stands(link.expires_at, now=now):
        raise NotNow(_("This link has run out. Ask whoever gave it to you for a new one."))
    if link.most is not None and link.used >= link.most:
        raise NotNow(_("As many people as may have come by this link."))
