"""Writing a line of the trail."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from localturn.foundation.trail.models import Entry, EntryPerson

Value = str | int | float | bool | None
Values = Mapping[str, Value | list[Value]]


@transaction.atomic
def record(
    *,
    what: str,
    by: AbstractBaseUser | None,
    now: datetime,
    about: Iterable[AbstractBaseUser] = (),
    subject: str = "",
    reason: str = "",
    before: Values | None = None,
    after: Values | None = None,
) -> Entry:
    """Write down that somebody changed somebody's standing.

    `before` and `after` hold what changed, small and without personal data: numbers, roles,
    states. `reason` is what the person who acted gave as a reason.
    """
    entry = Entry.objects.create(
        what=what,
        by_id=by.pk if by is not None else None,
        subject=subject,
        reason=reason,
        before=dict(before) if before is not None else None,
        after=dict(after) if after is not None else None,
        at=now,
    )
    EntryPerson.objects.bulk_create(
        EntryPerson(entry=entry, person_id=pk) for pk in dict.fromkeys(p.pk for p in about)
    )
    return entry
