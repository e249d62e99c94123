"""What a person may do with persons and organisations."""

from datetime import date

from django.contrib.auth.models import AnonymousUser

from localturn.foundation.people.models import Membership, Organisation, Person, Role


def can_operate(person: Person | AnonymousUser) -> bool:
    """Whether they run this installation: every organisation, every person's record."""
    return isinstance(person, Person) and person.is_operator


def can_administer(person: Person | AnonymousUser, organisation: Organisation, *, on: date) -> bool:
    """Whether they keep an organisation's page and people."""
    if can_operate(person):
        return True
    return _holds(person, organisation, [Role.ADMINISTRATOR], on=on)


def can_see_people_of(
    person: Person | AnonymousUser, organisation: Organisation, *, on: date
) -> bool:
    """Whether they may read who belongs to an organisation."""
    if can_operate(person):
        return True
    return _holds(person, organisation, [Role.ADMINISTRATOR, Role.COORDINATOR], on=on)


def _holds(
    person: Person | AnonymousUser, organisation: Organisation, roles: list[Role], *, on: date
) -> bool:
    if not isinstance(person, Person) or not person.is_active:
        return False
    held = Membership.objects.filter(person=person, organisation=organisation, role__in=roles)
    return held.on(on).exists()
