"""What a person may do in the whole house: write courses, operate the installation."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.foundation.people.models import Person
from localturn.foundation.people.permissions import can_operate
from localturn.foundation.refusals import Invalid, require
from localturn.foundation.trail import actions as trail


@transaction.atomic
def change_standing(
    person: Person, *, can_author: bool, is_staff: bool, by: Person, reason: str, now: datetime
) -> None:
    """Let a person write courses or operate, or no longer; nobody takes it from themselves."""
    require(can_operate(by))
    if not person.is_active:
        raise Invalid(_("This record is erased, closed or merged."))
    if person == by and not is_staff:
        raise Invalid(_("Another operator must take this from you."))
    before = {"can_author": person.can_author, "is_staff": person.is_staff}
    after = {"can_author": can_author, "is_staff": is_staff}
    if before == after:
        return
    person.can_author, person.is_staff = can_author, is_staff
    person.save(update_fields=["can_author", "is_staff"])
    trail.record(
        what="people.standing.changed",
        by=by,
        about=[person],
        subject=f"people/person/{person.pk}",
        reason=reason,
        before=before,
        after=after,
        now=now,
    )
