"""Making one record of two that are the same person's."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from localturn.foundation import personal_data
from localturn.foundation.people.models import Person
from localturn.foundation.people.models.person import new_token
from localturn.foundation.people.permissions import can_operate
from localturn.foundation.people.queries.personal_data import declarations
from localturn.foundation.refusals import Invalid, NotNow, require
from localturn.foundation.trail import actions as trail


@transaction.atomic
def merge_persons(
    kept: Person, absorbed: Person, *, by: Person, reason: str, now: datetime
) -> None:
    """Let everything of `absorbed` be `kept`'s; both addresses sign in from then on.

    All or nothing: if an app has left two rows that cannot stand beside each other, nothing is
    changed. What the append-only tables say stays with the absorbed record.
    """
    require(can_operate(by))
    _check(kept, absorbed, by)
    try:
        with transaction.atomic():
            for declaration in declarations():
                declaration.merge(kept, absorbed)
            for declaration in declarations():
                personal_data.repoint_tables(kept, absorbed, declaration.tables)
    except IntegrityError as error:
        raise NotNow(
            _("Both records have something of which there can be only one (%(error)s).")
            % {"error": error}
        ) from error
    _take_over(kept, absorbed)
    trail.record(
        what="people.person.merged",
        by=by,
        about=[kept, absorbed],
        subject=f"people/person/{kept.pk}",
        reason=reason,
        after={"absorbed": absorbed.pk},
        now=now,
    )


def _check(kept: Person, absorbed: Person, by: Person) -> None:
    if kept == absorbed:
        raise Invalid(_("These are not two records but one."))
    if absorbed == by:
        raise Invalid(_("You are signed in with the record that would go. Keep it instead."))
    for person in (kept, absorbed):
        if not person.is_active:
            raise Invalid(_("One of the records is erased, closed or merged already."))


def _take_over(kept: Person, absorbed: Person) -> None:
    kept.name = kept.name or absorbed.name
    kept.can_author = kept.can_author or absorbed.can_author
    kept.joined_at = min(kept.joined_at, absorbed.joined_at)
    absorbed.email = f"merged-{absorbed.pk}@merged.invalid"
    absorbed.name = kept.name
    absorbed.is_active = absorbed.is_staff = absorbed.can_author = False
    absorbed.merged_into = kept
    absorbed.calendar_token = new_token()
    absorbed.set_unusable_password()
    absorbed.save()
    kept.save()
    # records that were merged into the absorbed one earlier follow it
    Person.objects.filter(merged_into=absorbed).update(merged_into=kept)
