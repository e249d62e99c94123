"""The API of the house: who is answered, how refusals read, what is loaded when, the document."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openapi_spec_validator import OpenAPIV31SpecValidator

from localturn.foundation import moments
from localturn.foundation.people.actions.tokens import A_MINUTE
from localturn.foundation.people.models import ApiToken, Person, Role
from localturn.foundation.room import scopes
from localturn.lobby.api.document import described, document
from localturn.lobby.api.reference import as_markdown
from makers.academy import NOON, make_enrolment, make_run
from makers.api import Program
from makers.installation import make_installation
from makers.people import make_membership, make_organisation, make_person

Count = Any
PROBLEM = "application/problem+json"


@pytest.fixture
def ana(db: None) -> Person:
    return make_person("Ana Petrovska", zone="Europe/Skopje", language="en")


def ask(headers: dict[str, str], path: str = "me", query: str = "") -> Any:
    return Client().get(f"/api/v1/{path}{query}", headers=headers)


def said(answer: Any) -> dict[str, Any]:
    assert answer["Content-Type"] == PROBLEM
    found: dict[str, Any] = json.loads(answer.content)
    assert found["status"] == answer.status_code
    return found


# --- Who is answered --------------------------------------------------------------------------


def test_me_is_the_owner_of_the_token(ana: Person, django_assert_num_queries: Count) -> None:
    make_membership(ana, make_organisation("Skopje", slug="skopje"), role=Role.COORDINATOR)
    program = Program(ana, "profile:read", "calendar:read")

    with django_assert_num_queries(3):  # the token, its use, the organisations
        answer = program.get("me")

    assert json.loads(answer.content) == {
        "id": ana.pk,
        "name": "Ana Petrovska",
        "email": ana.email,
        "language": "en",
        "zone": "Europe/Skopje",
        "organisations": [{"organisation": "skopje", "name": "Skopje", "role": "coordinator"}],
        "token": {
            "name": program.token.name,
            "scopes": ["profile:read", "calendar:read"],
            "expires_at": program.token.expires_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        },
    }
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Type"].startswith("application/json")
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert not answer.cookies


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Basic YTpi"}, {"Authorization": "lt_" + "0" * 48}]
)
def test_without_a_token_one_is_asked_for_it(headers: dict[str, str]) -> None:
    answer = ask(headers)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="Local Turn"'
    assert said(answer)["title"] == "Unauthorized"
    assert answer["Cache-Control"] == "no-store"


def test_a_cookie_and_a_token_in_the_address_are_not_looked_at(ana: Person) -> None:
    client, program = Client(), Program(ana)
    client.force_login(ana)

    assert client.get("/api/v1/me").status_code == 401
    assert ask({}, query=f"?access_token={program.text}&token={program.text}").status_code == 401


def test_a_wrong_a_revoked_and_an_expired_token_are_told_apart_by_nobody(ana: Person) -> None:
    revoked = Program(ana)
    revoked.token.delete()
    expired = Program(ana, now=moments.now() - timedelta(days=91))
    wrong = {"Authorization": "Bearer lt_" + "0" * 48}
    strange = {"Authorization": "Bearer of news"}

    answers = [ask(each) for each in (revoked.headers, expired.headers, wrong, strange)]

    assert {each.status_code for each in answers} == {401}
    assert len({each.content for each in answers}) == 1
    assert {each["WWW-Authenticate"] for each in answers} == {
        'Bearer realm="Local Turn", error="invalid_token"'
    }


def test_the_scope_that_is_missing_is_named(ana: Person) -> None:
    answer = Program(ana, "calendar:read").get("me")

    assert answer.status_code == 403
    assert said(answer)["scope"] == "profile:read"
    assert answer["WWW-Authenticate"].endswith('error="insufficient_scope", scope="profile:read"')


def test_refusals_are_in_the_persons_language(ana: Person) -> None:
    english = said(Program(ana, "calendar:read").get("me"))["detail"]
    Person.objects.update(language="sv")

    swedish = said(Program(ana, "calendar:read").get("me"))["detail"]

    assert english == "This token is not good for “profile:read”."
    assert swedish == "Denna token gäller inte för ”profile:read”."


def test_a_token_may_ask_so_often_in_a_minute_and_is_told_when_to_go_on(ana: Person) -> None:
    program = Program(ana)
    minute = moments.now().replace(second=0, microsecond=0)
    ApiToken.objects.update(minute=minute, asked=A_MINUTE)
    other = Program(ana)

    with moments.travelled(minute + timedelta(seconds=45) - datetime.now(UTC)):
        answer = program.get("me")
        assert other.get("me").status_code == 200
    with moments.travelled(minute + timedelta(seconds=61) - datetime.now(UTC)):
        later = program.get("me")

    assert answer.status_code == 429
    assert 14 <= int(answer["Retry-After"]) <= 15
    assert said(answer)["title"] == "Too Many Requests"
    assert later.status_code == 200


def test_wrong_tokens_are_counted_by_address_and_good_ones_answered_still(ana: Person) -> None:
    wrong = {"Authorization": "Bearer lt_" + "0" * 48}

    def guess(address: str) -> Any:
        return Client(REMOTE_ADDR=address).get("/api/v1/me", headers=wrong)

    tries = [guess("192.0.2.9").status_code for _number in range(30)]
    answer = guess("192.0.2.9")

    assert set(tries) == {401}
    assert (answer.status_code, answer["Retry-After"]) == (429, "300")
    assert guess("192.0.2.10").status_code == 401
    good = Client(REMOTE_ADDR="192.0.2.9").get("/api/v1/me", headers=Program(ana).headers)
    assert good.status_code == 200


def test_a_token_gives_no_more_than_its_owner_may_do_now(ana: Person) -> None:
    program = Program(ana)

    Person.objects.update(is_active=False)

    assert program.get("me").status_code == 401


# --- How refusals read ------------------------------------------------------------------------


def test_what_cannot_be_used_is_named_with_its_place(ana: Person) -> None:
    answer = Program(ana).get("courses", limit="many")

    assert answer.status_code == 422
    (error,) = said(answer)["errors"]
    assert error["where"] == "query.limit"


def test_an_address_that_leads_nowhere_and_a_method_without_use_are_problems(ana: Person) -> None:
    program = Program(ana)

    nowhere = program.get("me/")
    wrong = Client().post("/api/v1/me", headers=program.headers)

    assert (nowhere.status_code, wrong.status_code) == (404, 405)
    assert said(nowhere)["detail"].startswith("There is nothing")
    assert said(program.get("runs/a%0Ab/people"))["detail"] == said(nowhere)["detail"]
    assert wrong["Allow"] == "GET"
    assert said(wrong)["title"] == "Method Not Allowed"


# --- The calendar -----------------------------------------------------------------------------


def test_the_calendar_has_moments_in_utc_with_their_zone_beside(
    ana: Person, django_assert_num_queries: Count
) -> None:
    run = make_run(title="Spring")
    make_enrolment(run, ana)
    program = Program(ana, now=NOON)

    with moments.travelled(NOON - datetime.now(UTC)), django_assert_num_queries(7):
        answer = json.loads(program.get("calendar", limit=1).content)

    (entry,) = answer["items"]
    assert entry["uid"] == f"academy/run/{run.pk}/activity/discussion-1/due"
    assert entry["kind"] == "due"
    assert entry["starts_at"] == "2027-03-14T22:59:00Z"
    assert entry["zone"] == "Europe/Skopje"
    assert answer["count"] == 8
    assert answer["next"] == "/api/v1/calendar?limit=1&offset=1"


@pytest.mark.parametrize(
    "days", [{"since": "2027-03-08", "until": "2027-03-08"}, {"until": "2199-01-01"}]
)
def test_the_calendar_is_asked_for_a_day_to_four_hundred(ana: Person, days: dict[str, str]) -> None:
    answer = Program(ana).get("calendar", **days)

    assert answer.status_code == 422
    assert said(answer)["detail"].startswith("Ask for one day to 400 days")


@pytest.mark.parametrize(
    "days", [{"since": "0001-01-01"}, {"until": "9999-12-31"}, {"until": "2201-01-01"}]
)
def test_a_day_no_zone_can_place_is_none_of_the_calendar(ana: Person, days: dict[str, str]) -> None:
    answer = Program(ana).get("calendar", **days)

    assert answer.status_code == 422
    assert "is no day of the calendar" in said(answer)["detail"]


# --- What is loaded when ----------------------------------------------------------------------

ASKED = """
import sys
from django.conf import settings
from django.test import Client, override_settings
plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}).enable()
from localturn.foundation import moments
from localturn.foundation.people.actions.accounts import register
person = register("ana@example.org", name="Ana", now=moments.now(), welcomed=True)
client = Client(HTTP_HOST="localhost")
client.force_login(person)
pages = ("/", "/academy/courses/", "/account/security/", "/account/tokens/", "/nowhere/")
print(*(client.get(page).status_code for page in pages))
print(*(name for name in ("ninja", "pydantic") if name in sys.modules))
print(client.get("/api/v1/me").status_code)
print(*(name for name in ("ninja", "pydantic") if name in sys.modules))
"""


@pytest.mark.once
def test_pages_are_answered_without_what_the_api_needs(tmp_path: Path) -> None:
    with make_installation(tmp_path / "house") as house:
        said = house.do(ASKED).splitlines()

    assert said == ["200 200 200 200 404", "", "401", "ninja pydantic"]


# --- The document -----------------------------------------------------------------------------


def test_the_document_is_valid_openapi_3_1(db: None) -> None:
    answer = Client().get("/api/v1/openapi.json")
    found = json.loads(answer.content)

    assert answer.status_code == 200
    assert found["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(found).iter_errors()) == []
    assert answer.content.decode() == document()


def test_every_operation_asks_for_a_token_and_every_scope_is_asked_for() -> None:
    operations = [each for path in described()["paths"].values() for each in path.values()]

    asked = [each["security"][0]["token"] for each in operations]

    elsewhere = {"applications:read"}  # at the Open Education API
    assert {scope for each in asked for scope in each} | elsewhere == {
        each.name for each in scopes()
    }
    assert all(each["responses"].keys() == {200, "4XX"} for each in operations)


@pytest.mark.once
def test_the_reference_is_what_the_document_says() -> None:
    kept = Path(__file__).parents[2] / "docs/reference/api.md"

    assert kept.read_text(encoding="utf-8") == as_markdown(), (
        "localturn manage describe_api > docs/reference/api.md"
    )
