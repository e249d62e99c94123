"""Naming the organisations that look after the agenda."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.agenda import permissions
from localturn.agenda.models import EditingOffice
from localturn.foundation.people.models import Organisation, Person
from localturn.foundation.refusals import NotNow, require
from localturn.foundation.trail.actions import record


@transaction.atomic
def name_office(organisation: Organisation, *, by: Person, now: datetime) -> EditingOffice:
    """Let an organisation's coordinators and administrators look after the agenda."""
    require(permissions.can_name_editors(by), _(permissions.FOR_OPERATORS))
    office, is_new = EditingOffice.objects.get_or_create(
        organisation=organisation, defaults={"named_at": now, "named_by": by}
    )
    if not is_new:
        raise NotNow(_("This organisation looks after the agenda already."))
    subject = f"people/organisation/{organisation.slug}"
    record(what="agenda.office.named", by=by, subject=subject, now=now)
    return office


@transaction.atomic
def dismiss_office(office: EditingOffice, *, by: Person, now: datetime) -> None:
    """Let an organisation look after the agenda no longer."""
    require(permissions.can_name_editors(by), _(permissions.FOR_OPERATORS))
    subject = f"people/organisation/{office.organisation.slug}"
    office.delete()
    record(what="agenda.office.dismissed", by=by, subject=subject, now=now)
