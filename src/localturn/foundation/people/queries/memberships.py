"""Who belongs to which organisation, on a day."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from localturn.foundation.people.models import Membership, Organisation, Person, Role


def memberships_of(person: Person, *, on: date) -> QuerySet[Membership]:
    """A person's places in organisations, each with its organisation."""
    return (
        Membership.objects.filter(person=person)
        .on(on)
        .select_related("organisation")
        .order_by("organisation__folded", "pk")
    )


def organisations_of(person: Person, *, on: date) -> QuerySet[Organisation]:
    """The organisations a person belongs to, in whatever role, each once."""
    return _organisations(person, on=on, roles=list(Role))


def coordinated_by(person: Person, *, on: date) -> QuerySet[Organisation]:
    """The organisations for which a person may nominate."""
    return _organisations(person, on=on, roles=[Role.COORDINATOR])


def administered_by(person: Person, *, on: date) -> QuerySet[Organisation]:
    """The organisations whose page and people a person keeps."""
    return _organisations(person, on=on, roles=[Role.ADMINISTRATOR])


def people_of(
    organisation: Organisation, *, on: date, roles: list[Role] | None = None
) -> QuerySet[Person]:
    """The people who belong to an organisation, each once, by name."""
    held = Membership.objects.filter(
        organisation=organisation, person=OuterRef("pk"), role__in=roles or list(Role)
    ).on(on)
    return Person.objects.filter(Exists(held), is_active=True).order_by("name", "pk")


def _organisations(person: Person, *, on: date, roles: list[Role]) -> QuerySet[Organisation]:
    held = Membership.objects.filter(person=person, organisation=OuterRef("pk"), role__in=roles).on(
        on
    )
    return Organisation.objects.filter(Exists(held)).order_by("folded", "pk")
