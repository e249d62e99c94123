"""Keeping what a person was told or agreed to."""

from datetime import datetime

from django.db import transaction

from localturn.foundation.people.models import Consent, Person
from localturn.foundation.refusals import require


@transaction.atomic
def agree(person: Person, *, to: str, version: str, by: Person, now: datetime) -> Consent:
    """Keep that a person agreed to a version of a text; agreeing again changes nothing."""
    require(by == person)
    consent, _ = Consent.objects.get_or_create(
        person=person, to=to, version=version, withdrawn_at=None, defaults={"given_at": now}
    )
    return consent


@transaction.atomic
def withdraw(person: Person, *, to: str, by: Person, now: datetime) -> None:
    """Keep that a person agrees no longer, to whichever version they had."""
    require(by == person)
    Consent.objects.filter(person=person, to=to, withdrawn_at=None).update(withdrawn_at=now)
