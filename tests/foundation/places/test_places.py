"""Countries and cities: from the gazetteer, and by hand."""

import gzip
import time

import pytest
from django.db import connection
from django.test import Client
from django.utils import translation

from localturn.foundation import moments
from localturn.foundation.places import gazetteer, queries
from localturn.foundation.places.actions import load_gazetteer
from localturn.foundation.places.forms import CityField
from localturn.foundation.places.models import City, Country
from makers.people import make_operator, make_person
from makers.places import make_city, make_country

pytestmark = pytest.mark.django_db


def codes(text: str) -> list[str]:
    return [city.code for city in queries.cities_matching(text)]


def test_the_gazetteer_is_small_and_each_row_of_it_is_good() -> None:
    rows = list(gazetteer.cities())

    assert gazetteer.CITIES.stat().st_size < 1_000_000 + 16_384
    assert len({row.code for row in rows}) == len({row.geonames_id for row in rows}) == len(rows)
    assert {row.zone for row in rows} <= moments.zone_names()
    assert {row.country for row in rows} <= {row.code for row in gazetteer.countries()}
    assert [row.code for row in rows if len(row.code) > 80 or len(row.also) > 400] == []
    assert gzip.decompress(gazetteer.CITIES.read_bytes()).count(b"\n") == len(rows)


def test_it_is_loaded_fast_and_once() -> None:
    started = time.process_time()
    first = load_gazetteer(now=moments.now())
    taken = time.process_time() - started

    assert first == City.objects.count() > 33_000
    assert Country.objects.count() == 252
    assert load_gazetteer(now=moments.now()) == 0
    assert taken < 4  # about one second on a quiet machine


def test_a_city_is_found_by_any_of_its_names() -> None:
    load_gazetteer(now=moments.now())
    found = {
        "Malmö": "SE-malmo",
        "malmo": "SE-malmo",
        "Скопје": "MK-skopje",
        "Shkup": "MK-skopje",
        "København": "DK-copenhagen",
        "Bruxelles": "BE-brussels",
        "se-malmo": "SE-malmo",
        "Beograd": "RS-belgrade",
    }

    assert {typed: codes(typed)[0] for typed in found} == found


def test_of_cities_with_one_name_the_largest_comes_first() -> None:
    usa = make_country("US", "United States")
    make_city("Paris", usa, population=24_000)
    france = make_country("FR", "France")
    make_city("Paris", france, population=2_100_000)
    make_city("Paris-l'Hôpital", france, population=3_000_000)

    assert codes("paris") == ["FR-paris", "US-paris", "FR-paris-l'hopital"]


def test_nothing_typed_finds_nothing() -> None:
    make_city()

    assert codes("  ") == []


def test_a_country_is_called_in_the_readers_language() -> None:
    sweden = make_country("SE", "Sweden")

    assert [sweden.name_in(language) for language in ("sv", "fr", "en", "xx")] == [
        "Sverige",
        "Suède",
        "Sweden",
        "Sweden",
    ]
    with translation.override("fr"):
        assert str(sweden) == "Suède"


def test_a_field_gives_the_city_or_asks_which() -> None:
    malmo = make_city("Malmö")
    make_city("Paris", make_country("US", "United States"))
    make_city("Paris", make_country("FR", "France"))
    field = CityField(required=False)

    assert field.clean("malmo") == malmo
    assert field.clean("") is None
    with pytest.raises(Exception, match=r"FR-paris .France., US-paris"):
        field.clean("Paris")
    with pytest.raises(Exception, match="We know no place called “Atlantis”"):
        field.clean("Atlantis")
    assert field.clean("us-paris").code == "US-paris"  # type: ignore[union-attr]


def test_places_are_looked_for_without_javascript_and_with(client: Client) -> None:
    make_city("Malmö")

    page = client.get("/places/find/?q=malm")
    answer = client.get("/places/find/?q=malm&format=json")

    assert "<code>SE-malmo</code>" in page.text
    assert answer.json() == {"places": [{"code": "SE-malmo", "name": "Malmö", "country": "Sweden"}]}


FILLED = {
    "name": "Gränna",
    "country": "SE",
    "zone": "Europe/Stockholm",
    "latitude": "58.02",
    "longitude": "14.47",
    "population": "2500",
}


def test_an_operator_adds_a_city_by_hand(client: Client) -> None:
    make_country("SE", "Sweden")
    client.force_login(make_operator())

    first = client.post("/places/add/", FILLED)
    again = client.post("/places/add/", FILLED)
    other = client.post("/places/add/", {**FILLED, "latitude": "60.1"})

    assert (first.status_code, again.status_code, other.status_code) == (302, 422, 302)
    assert "There is a place of this name in this spot already." in again.text
    assert list(City.objects.order_by("code").values_list("code", "name", "geonames_id")) == [
        ("SE-granna", "Gränna", None),
        ("SE-granna-2", "Gränna", None),
    ]


def test_nobody_else_does(client: Client) -> None:
    assert client.get("/places/add/").status_code == 302
    client.force_login(make_person())
    assert client.post("/places/add/", FILLED).status_code == 403


def test_a_city_off_the_globe_is_refused(client: Client) -> None:
    make_country("SE", "Sweden")
    client.force_login(make_operator())

    assert client.post("/places/add/", {**FILLED, "latitude": "91"}).status_code == 422
    assert connection.vendor in {"sqlite", "postgresql"}


def test_a_city_added_by_hand_stays_when_the_gazetteer_is_loaded() -> None:
    make_city("Gränna")

    load_gazetteer(now=moments.now())

    assert City.objects.filter(code="SE-granna", geonames_id=None).exists()
