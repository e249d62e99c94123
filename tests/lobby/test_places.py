"""A city's page, and the list of cities that have one worth opening."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from localturn.foundation.links import Thing
from localturn.foundation.links.actions import set_links
from makers.academy import NOON, make_enrolment, make_person, make_run, make_version
from makers.people import make_organisation
from makers.places import make_city, make_country

pytestmark = pytest.mark.django_db
Count = Any


def page_of(code: str) -> str:
    return reverse("city", args=[code])


def write_about(code: str, *stable_ids: str) -> Any:
    """A run of a course whose activities lead to a city."""
    run = make_run(make_version())
    for stable_id in stable_ids:
        thing = Thing("academy", "activity", f"{run.version.course.slug}/{stable_id}")
        set_links(thing, [Thing("places", "city", code)], now=NOON)
    return run


def test_a_city_shows_its_country_its_time_and_who_sits_in_it(client: Client) -> None:
    city = make_city("Tetovo", make_country("MK", "North Macedonia"), zone="Europe/Skopje")
    make_organisation("Opština Tetovo", place=city)
    make_organisation("Malmö stad", place=make_city("Malmö"))

    text = client.get(page_of("MK-tetovo")).text

    assert "<h1>Tetovo</h1>" in text
    assert "North Macedonia" in text
    assert "Central European" in text
    assert "Opština Tetovo" in text
    assert "Malmö stad" not in text


def test_a_city_of_which_nothing_is_known_says_so(client: Client) -> None:
    make_city("Malmö")

    assert "Nothing about Malmö yet" in client.get(page_of("SE-malmo")).text


def test_a_code_that_no_city_has_answers_404(client: Client) -> None:
    assert client.get(page_of("SE-nowhere")).status_code == 404


def test_the_list_names_cities_with_something_by_country(client: Client) -> None:
    make_city("Vukovar", make_country("HR", "Croatia"))
    make_organisation("Malmö stad", place=make_city("Malmö"))
    make_city("Lund")
    write_about("HR-vukovar", "case-2")

    text = client.get(reverse("places")).text

    assert text.index("Croatia") < text.index("Vukovar") < text.index("Sweden")
    assert f'href="{page_of("SE-malmo")}"' in text
    assert "Lund" not in text


def test_a_house_without_cities_says_what_will_stand_there(client: Client) -> None:
    assert "No city yet" in client.get(reverse("places")).text


def test_a_city_shows_what_is_written_about_it(client: Client) -> None:
    make_city("Vukovar", make_country("HR", "Croatia"))
    run = write_about("HR-vukovar", "case-2")
    person = make_person()
    make_enrolment(run, person)
    client.force_login(person)

    text = client.get(page_of("HR-vukovar")).text

    assert "About Vukovar" in text
    assert "Case study" in text
    assert "Migration governance" in text
    assert f'href="{reverse("academy:activity", args=[run.slug, "case-2"])}"' in text


def test_the_pages_cost_the_same_for_one_thing_and_for_three(
    client: Client, django_assert_num_queries: Count
) -> None:
    """City, organisations with their names, runs, announcements, links, activities."""
    city = make_city("Vukovar", make_country("HR", "Croatia"))
    make_organisation("One", place=city)
    write_about("HR-vukovar", "case-2")
    with django_assert_num_queries(7):
        client.get(page_of("HR-vukovar"))
    with django_assert_num_queries(2):
        client.get(reverse("places"))

    for name in ("Two", "Three"):
        make_organisation(name, place=city)
        make_city(name)
    write_about("HR-vukovar", "case-2", "reading-1")
    with django_assert_num_queries(7):
        client.get(page_of("HR-vukovar"))
    with django_assert_num_queries(2):
        client.get(reverse("places"))
