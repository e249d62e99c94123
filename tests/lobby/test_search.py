import re
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from localturn.foundation.people.actions import organisations
from localturn.foundation.people.actions.organisations import OrganisationFacts
from localturn.foundation.people.models import Kind
from localturn.foundation.search import OPERATORS, actions
from localturn.lobby.actions.search import rebuild
from makers.academy import NOON, make_version
from makers.people import make_operator, make_person
from makers.places import make_city, make_country
from makers.search import make_document

pytestmark = pytest.mark.django_db


def test_a_stranger_finds_what_is_public_and_nothing_else(client: Client) -> None:
    actions.put(
        [
            make_document("Housing in towns", summary="On housing."),
            make_document("Housing of operators", audience=OPERATORS),
            make_document("Housing of somebody", audience="library:reader:7"),
        ]
    )

    page = client.get("/search/", {"q": "housing"})

    assert page.status_code == 200
    assert "<mark>Housing</mark> in towns" in page.text
    assert "1 result<" in page.text
    assert "of operators" not in page.text
    assert "of somebody" not in page.text


def test_an_operator_finds_what_is_for_operators(client: Client) -> None:
    actions.put([make_document("Housing of operators", audience=OPERATORS)])
    client.force_login(make_operator())

    assert "<mark>Housing</mark> of operators" in client.get("/search/?q=housing").text

    client.force_login(make_person())

    assert "of operators" not in client.get("/search/?q=housing").text


def test_nothing_that_is_typed_is_a_mistake(client: Client) -> None:
    for typed in (
        "", " ", '"', '""', "*", "a*", "-", "AND", "NEAR(", "title:", "{title} : x", "'; DROP",
        "\\", "%", "<script>alert(1)</script>", "\x00", "'':*", "!a & | (", "“„«»", "x" * 5000,
        "😀", "ß" * 300, '"a "b', "a" * 61, "\ud800".encode("utf-8", "replace").decode(),
    ):  # fmt: skip
        page = client.get("/search/", {"q": typed})

        assert page.status_code == 200, typed
        assert "<script>alert" not in page.text


def test_what_nobody_wrote_is_said_not_to_be_found(client: Client) -> None:
    page = client.get("/search/?q=nowhere+%3Cb%3E")

    assert "Nothing was found for “nowhere &lt;b&gt;”" in page.text
    assert f"{reverse('account_login')}?next=/search/%3Fq%3Dnowhere" in page.text


def test_the_page_without_a_question_says_how_to_ask(client: Client) -> None:
    page = client.get("/search/")

    assert "Capitals and accents make no difference" in page.text
    assert '<meta name="robots" content="noindex">' in page.text
    assert page["X-Robots-Tag"] == "noindex"


def test_long_lists_have_pages(client: Client) -> None:
    actions.put([make_document(f"Housing {number}") for number in range(23)])

    first, last = client.get("/search/?q=housing"), client.get("/search/?q=housing&page=3")

    assert first.text.count("<li>\n<h2>") == 10
    assert last.text.count("<li>\n<h2>") == 3
    assert "?q=housing&amp;page=2" in first.text
    assert client.get("/search/?q=housing&page=99").text.count("<li>\n<h2>") == 3
    assert client.get("/search/?q=housing&page=x").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_of_results_takes_four_statements_for_who_is_in_no_run(
    client: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    actions.put([make_document(f"Housing {number}") for number in range(rows)])
    client.force_login(make_person())

    with django_assert_num_queries(4):
        client.get("/search/?q=housing")


def test_the_header_of_every_page_leads_here(client: Client) -> None:
    page = client.get("/").text

    assert 'action="/search/"><input class="ds-input" type="search" name="q"' in page


def test_an_organisation_is_found_by_each_of_its_names_and_by_its_country(client: Client) -> None:
    operator = make_operator()
    place = make_city("Malmö", make_country("SE", "Sweden"))
    facts = OrganisationFacts(kind=Kind.MUNICIPALITY, name="Malmö stad", place=place)
    added = organisations.add_organisation(facts, by=operator, now=NOON)
    short = organisations.add_name(
        added, use="short", text="MLMS", language="sv", by=operator, now=NOON
    )

    def found(asked: str) -> list[str]:
        return sorted(re.findall('<h2><a href="([^"]+)"', client.get(f"/search/?q={asked}").text))

    both = sorted([added.get_absolute_url(), place.get_absolute_url()])
    assert found("malmo") == both
    assert found("Suède") == both
    assert found("mlms") == [added.get_absolute_url()]

    organisations.remove_name(short, by=operator, now=NOON)
    organisations.change_organisation(
        added, to=replace(facts, name="Malmö kommun"), by=operator, now=NOON
    )

    assert found("mlms") == []
    assert found("stad") == []
    assert found("kommun") == [added.get_absolute_url()]

    rebuild()

    assert found("malmo") == both


def test_a_published_course_is_found_by_strangers_and_a_draft_by_nobody(client: Client) -> None:
    version = make_version()
    make_version(number=None, course=version.course)
    make_version(number=None)
    rebuild()

    page = client.get("/search/?q=governance")

    assert "1 result<" in page.text
    assert f'<a href="/academy/courses/{version.course.slug}/"' in page.text
    assert "Migration <mark>governance</mark>" in page.text
