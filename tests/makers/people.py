"""Persons, organisations and who belongs to what, for tests."""

from datetime import date
from itertools import count
from typing import Any

from localturn.foundation import moments
from localturn.foundation.languages import folded
from localturn.foundation.people.models import (
    Kind,
    Membership,
    Organisation,
    OrganisationMembership,
    Person,
    Role,
)

_numbers = count(1)
PASSWORD = "long enough to be kept"


def make_person(name: str = "Ana Kovač", **fields: Any) -> Person:
    """A person who has been welcomed, with a verified address and without a password."""
    fields.setdefault("email", f"person{next(_numbers)}@example.org")
    fields.setdefault("password", None)
    fields.setdefault("welcomed_at", moments.now())
    person = Person.objects.create_user(name=name, **fields)
    person.emailaddress_set.create(email=person.email, primary=True, verified=True)
    return person


def make_operator(name: str = "Ove Operator", **fields: Any) -> Person:
    return make_person(name, is_staff=True, **fields)


def make_organisation(
    name: str = "Malmö", kind: str = Kind.MUNICIPALITY, **fields: Any
) -> Organisation:
    number = next(_numbers)
    fields.setdefault("slug", f"organisation-{number}")
    return Organisation.objects.create(name=name, kind=kind, folded=folded(name), **fields)


def make_membership(
    person: Person | None = None,
    organisation: Organisation | None = None,
    role: str = Role.MEMBER,
    since: date | None = None,
    until: date | None = None,
) -> Membership:
    return Membership.objects.create(
        person=person or make_person(),
        organisation=organisation or make_organisation(),
        role=role,
        since=since,
        until=until,
    )


def make_organisation_membership(
    member: Organisation,
    whole: Organisation,
    since: date | None = None,
    until: date | None = None,
) -> OrganisationMembership:
    return OrganisationMembership.objects.create(
        member=member, whole=whole, since=since, until=until
    )
