"""What all rooms have of a city, and which cities have anything."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from localturn.foundation.languages import folded
from localturn.foundation.links import Card, Thing
from localturn.foundation.links.queries import linked_ids, links_to
from localturn.foundation.people.models import Organisation
from localturn.foundation.people.queries import organisations_in
from localturn.foundation.people.reader import Reader
from localturn.foundation.places.models import City, Country
from localturn.foundation.refusals import NotFound
from localturn.foundation.room import drawn, offered

MOST = 1_000


@dataclass(frozen=True)
class CityPage:
    """A city as this house knows it, for one reader."""

    city: City
    organisations: Sequence[Organisation]
    going_on: Sequence[Card]
    linked: Sequence[Card]
    """What leads to it, by kind."""

    @property
    def is_empty(self) -> bool:
        return not (self.organisations or self.going_on or self.linked)


def city_page(code: str, *, reader: Reader, now: datetime) -> CityPage:
    """Raises NotFound for a code that no city has."""
    city = City.objects.select_related("country").filter(code=code).first()
    if city is None:
        raise NotFound
    return CityPage(
        city=city,
        organisations=list(organisations_in(city)),
        going_on=[
            card
            for _room, at_place in offered("at_place")
            for card in at_place(city, reader=reader, now=now)
        ],
        linked=drawn(links_to(thing_of(city)), reader=reader),
    )


def thing_of(city: City) -> Thing:
    """By what name rooms link to a city."""
    return Thing("places", "city", city.code)


def cities_with_something() -> QuerySet[City]:
    """Cities that an organisation sits in or that anything leads to, by name."""
    return (
        City.objects.filter(
            Q(Exists(Organisation.objects.filter(place=OuterRef("pk"))))
            | Q(code__in=linked_ids("places", "city"))
        )
        .select_related("country")
        .order_by("folded", "code")
    )


def cities_by_country() -> list[tuple[Country, list[City]]]:
    """The first of them, as the page of all lists them (2 statements)."""
    of_country: dict[Country, list[City]] = defaultdict(list)
    for city in cities_with_something()[:MOST]:
        of_country[city.country].append(city)
    return sorted(of_country.items(), key=lambda pair: folded(str(pair[0])))
