"""A person's own rows of the academy, for the copy that they ask for."""

from collections.abc import Iterator

from django.db.models import F, Q, QuerySet

from localturn.academy.models import (
    Invitation,
    LetterTo,
    Nomination,
)
from localturn.academy.personal_data.tables import TABLES
from localturn.academy.queries.own_marks import annotated_of, without_open_marks
from localturn.academy.queries.people import own_addresses
from localturn.foundation import personal_data
from localturn.foundation.people.models import Person
from localturn.foundation.personal_data import File, Section


def export(person: Person) -> Iterator[Section | File]:
    """The person's own rows; invitations and nominations are found by address."""
    by_address = ("academy.Invitation", "academy.Nomination", "academy.LetterTo")
    own = [table for table in TABLES if table.model not in by_address]
    yield from without_open_marks(person, personal_data.export_tables(person, own))
    yield from annotated_of(person)
    place = ("run_id", "organisation_id", "email", "name")
    letters = LetterTo.objects.filter(enrolment__person=person)
    for name, rows in (
        (
            "academy/invitation",
            invitations_of(person).values(*place, "invited_at", "expires_at", "accepted_at"),
        ),
        (
            "academy/nomination",
            nominations_of(person).values(
                *place, "reason", "state", "answer", "nominated_at", "decided_at"
            ),
        ),
        (
            "academy/letterto",
            letters.values(run=F("letter__run"), at=F("letter__sent_at"), text=F("letter__text")),
        ),
    ):
        found = [{**row} for row in rows.order_by("pk")]
        if found:
            yield Section(name, found)


def invitations_of(person: Person) -> QuerySet[Invitation]:
    """To addresses that are known to be theirs (who types another's learns nothing of it), and
    those that came of nominations of them."""
    own = Q(email__in=own_addresses(person)) | Q(nomination__in=nominations_of(person))
    return Invitation.objects.filter(own)


def nominations_of(person: Person) -> QuerySet[Nomination]:
    """By address, by the seat that came of it, and by what they asked for themselves."""
    by_address = Q(email__in=own_addresses(person))
    return Nomination.objects.filter(
        by_address | Q(person=person) | Q(seat__person=person) | Q(interest__person=person)
    )
