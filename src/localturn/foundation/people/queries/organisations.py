"""Organisations: found by name, and what they belong to."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from localturn.foundation.languages import folded
from localturn.foundation.people.models import (
    Organisation,
    OrganisationMembership,
    OrganisationName,
)
from localturn.foundation.places.models import City


def organisations_matching(
    text: str = "", *, kind: str = "", country: str = ""
) -> QuerySet[Organisation]:
    """Organisations one of whose names has these words at the beginning of a word, by name."""
    found = Organisation.objects.select_related("country", "place").prefetch_related("names")
    for word in folded(text).split():
        named = OrganisationName.objects.filter(_word_begins(word), organisation=OuterRef("pk"))
        found = found.filter(_word_begins(word) | Exists(named))
    if kind:
        found = found.filter(kind=kind)
    if country:
        found = found.filter(country=country)
    return found.order_by("folded", "pk")


def organisations_in(place: City) -> QuerySet[Organisation]:
    """The organisations that sit in a city, by name."""
    return (
        Organisation.objects.filter(place=place).prefetch_related("names").order_by("folded", "pk")
    )


def members_of(organisation: Organisation, *, on: date) -> QuerySet[Organisation]:
    """The organisations that belong to this one on a day."""
    held = OrganisationMembership.objects.filter(whole=organisation, member=OuterRef("pk")).on(on)
    return Organisation.objects.filter(Exists(held)).order_by("folded", "pk")


def wholes_of(organisation: Organisation, *, on: date) -> QuerySet[Organisation]:
    """The associations and networks that an organisation belongs to on a day."""
    held = OrganisationMembership.objects.filter(member=organisation, whole=OuterRef("pk")).on(on)
    return Organisation.objects.filter(Exists(held)).order_by("folded", "pk")


def _word_begins(word: str) -> Q:
    return Q(folded__startswith=word) | Q(folded__contains=f" {word}")
