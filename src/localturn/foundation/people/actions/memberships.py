"""Who belongs to an organisation, and as what."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.foundation.people import letters, permissions
from localturn.foundation.people.actions.accounts import register
from localturn.foundation.people.actions.organisations import require_administrator, subject
from localturn.foundation.people.models import Membership, Organisation, Person, Role
from localturn.foundation.refusals import Invalid
from localturn.foundation.trail import actions as trail


@transaction.atomic
def add_member(
    organisation: Organisation,
    *,
    email: str,
    name: str,
    role: str,
    by: Person,
    now: datetime,
    since: date | None = None,
) -> Membership:
    """Add somebody by their address, and write to them; who has no record yet gets one."""
    require_administrator(by, organisation, now)
    person = register(email, name=name, language=by.language, zone=by.zone, now=now)
    held = Membership.objects.filter(person=person, organisation=organisation, role=role)
    if held.on(now.date()).exists():
        raise Invalid(_("This person has this role here already."))
    membership = Membership.objects.create(
        person=person, organisation=organisation, role=role, since=since or now.date()
    )
    trail.record(
        what="people.membership.begun",
        by=by,
        about=[person],
        subject=subject(organisation),
        after={"role": role, "since": (since or now.date()).isoformat()},
        now=now,
    )
    letters.send(
        "people/added", to=person.email, context={"organisation": organisation.name, "by": str(by)}
    )
    return membership


@transaction.atomic
def end_membership(membership: Membership, *, by: Person, now: datetime, reason: str = "") -> None:
    """End it today: by an administrator, or by the person themselves."""
    if by != membership.person:
        require_administrator(by, membership.organisation, now)
    if not membership.holds(now.date()):
        raise Invalid(_("This membership is over already."))
    if _is_last_administrator(membership, on=now.date()) and not permissions.can_operate(by):
        raise Invalid(_("Nobody would be left to administer the organisation. Add somebody first."))
    role, today = membership.role, now.date()
    if membership.since is not None and membership.since >= today:
        membership.delete()  # begun today and ended today: it never held on a day
    else:
        membership.until = today
        membership.save(update_fields=["until"])
    trail.record(
        what="people.membership.ended",
        by=by,
        about=[membership.person],
        subject=subject(membership.organisation),
        before={"role": role},
        after={"until": today.isoformat()},
        reason=reason,
        now=now,
    )


def _is_last_administrator(membership: Membership, *, on: date) -> bool:
    if membership.role != Role.ADMINISTRATOR:
        return False
    others = Membership.objects.filter(
        organisation=membership.organisation, role=Role.ADMINISTRATOR
    ).exclude(pk=membership.pk)
    return not others.on(on).exists()
