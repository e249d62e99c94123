"""Adding a place that the gazetteer does not have."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from localturn.foundation.languages import folded
from localturn.foundation.places.models import City, Country
from localturn.foundation.places.permissions import can_edit_places
from localturn.foundation.refusals import Invalid, require
from localturn.foundation.trail import actions as trail


@dataclass(frozen=True)
class NewCity:
    name: str
    country: Country
    zone: str
    latitude: float
    longitude: float
    population: int = 0


@transaction.atomic
def add_city(city: NewCity, *, by: AbstractBaseUser, now: datetime) -> City:
    """Add a city, town or village by hand; it gets a code of its own."""
    require(can_edit_places(by))
    words = folded(city.name)
    if City.objects.filter(
        country=city.country,
        folded=words,
        latitude__range=(city.latitude - 0.2, city.latitude + 0.2),
        longitude__range=(city.longitude - 0.3, city.longitude + 0.3),
    ).exists():
        raise Invalid(_("There is a place of this name in this spot already."))
    added = City.objects.create(
        code=_free_code(city.country.code, words),
        name=city.name,
        folded=words,
        country=city.country,
        zone=city.zone,
        latitude=city.latitude,
        longitude=city.longitude,
        population=city.population,
    )
    trail.record(what="places.city.added", by=by, subject=f"places/city/{added.code}", now=now)
    return added


def _free_code(country: str, words: str) -> str:
    name = re.sub(r"[^a-z0-9]+", "-", words).strip("-")[:60] or "place"
    taken = set(City.objects.filter(code__startswith=f"{country}-{name}").values_list("code"))
    code, number = f"{country}-{name}", 1
    while (code,) in taken:
        number += 1
        code = f"{country}-{name}-{number}"
    return code
