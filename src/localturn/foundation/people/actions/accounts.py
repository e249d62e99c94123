"""Making persons: by an operator's command, an import, an invitation."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction

from localturn.foundation.people.models import Person
from localturn.foundation.people.names import one_line


@transaction.atomic
def register(
    email: str,
    *,
    name: str,
    now: datetime,
    password: str | None = None,
    language: str = "en",
    zone: str = "UTC",
    is_staff: bool = False,
    can_author: bool = False,
    welcomed: bool = False,
) -> Person:
    """A person with a confirmed address, or the one who has this address already.

    Whoever calls has the right to: an operator's shell, the demonstration, an action of a room
    that adds somebody. `welcomed` leaves out the questions at the first sign-in.
    """
    known = by_address(email)
    if known is not None:
        return known
    person = Person.objects.create_user(
        email,
        password,
        name=one_line(name),
        language=language,
        zone=zone,
        is_staff=is_staff,
        can_author=can_author,
        joined_at=now,
        welcomed_at=now if welcomed else None,
    )
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    return person


def by_address(email: str) -> Person | None:
    """Who has this address, as the first or as another confirmed one."""
    person = Person.objects.filter(email__iexact=email, is_active=True).first()
    if person is None:
        other = EmailAddress.objects.filter(email__iexact=email, verified=True)
        found = other.select_related("user").first()
        person = found.user if found is not None else None
    return person if person is not None and person.is_active else None
