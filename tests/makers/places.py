"""Countries and cities, for tests."""

from typing import Any

from localturn.foundation.languages import folded
from localturn.foundation.places.models import City, Country


def make_country(code: str = "SE", name: str = "Sweden", code3: str = "") -> Country:
    country, _ = Country.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "code3": code3 or f"{code}X",
            "folded": folded(name),
            "continent": "EU",
        },
    )
    return country


def make_city(name: str = "Malmö", country: Country | None = None, **fields: Any) -> City:
    country = country or make_country()
    fields.setdefault("code", f"{country.code}-{folded(name).replace(' ', '-')}")
    fields.setdefault("zone", "Europe/Stockholm")
    fields.setdefault("latitude", 55.6)
    fields.setdefault("longitude", 13.0)
    return City.objects.create(name=name, country=country, folded=folded(name), **fields)
