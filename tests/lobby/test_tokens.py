"""The pages on which a person makes and revokes tokens."""

import re
from typing import Any

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.test import Client, RequestFactory
from django.urls import reverse

from localturn.foundation import moments
from localturn.foundation.people.actions.tokens import digest_of
from localturn.foundation.people.models import ApiToken, Person
from localturn.foundation.people.queries.tokens import token_with
from makers.api import Program
from makers.people import make_operator, make_person

pytestmark = pytest.mark.django_db

WALL = {"name": "Wall", "scopes": ["calendar:read", "learning:read"], "days": "30"}


def enter(client: Client, person: Person, *, lately: bool = True) -> None:
    """Sign in, and show lately that it is oneself."""
    client.force_login(person)
    if lately:
        session = client.session
        request = RequestFactory().get("/")
        request.user, request.session = person, session
        record_authentication(request, person, method="code", reauthenticated=True)
        session.save()


def make(client: Client, **fields: Any) -> Any:
    return client.post(reverse("token-make"), WALL | fields)


def test_a_token_is_shown_once_and_is_good(client: Client) -> None:
    person = make_person()
    enter(client, person)

    answer = make(client)

    assert answer.status_code == 201
    assert "no-store" in answer["Cache-Control"]
    (text,) = set(re.findall(r"lt_[0-9a-f]{48}", answer.text))
    found = token_with(digest_of(text), now=moments.now())
    assert found is not None
    assert (found.person, found.name) == (person, "Wall")
    assert found.named_scopes == ("calendar:read", "learning:read")
    assert (found.expires_at - found.made_at).days == 30
    page = client.get(reverse("tokens")).text
    assert "Wall" in page
    assert "Read your calendar" in page
    assert text not in page


def test_the_form_asks_for_ninety_days_and_nothing_is_chosen_beforehand(client: Client) -> None:
    enter(client, make_person())

    page = client.get(reverse("token-make")).text

    assert 'name="days" value="90"' in page
    assert page.count('type="checkbox"') == 7
    assert "checked" not in page


def test_who_was_not_lately_confirmed_is_asked_first(client: Client) -> None:
    enter(client, make_person(), lately=False)

    for answer in (client.get(reverse("token-make")), make(client)):
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("people:confirm_by_code"))
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"days": "366"}, {"days": "0"}, {"scopes": ["all"]}, {"scopes": []}, {"name": " "}]
)
def test_what_cannot_be_used_is_said(client: Client, wrong: dict[str, Any]) -> None:
    enter(client, make_person())

    answer = make(client, **wrong)

    assert answer.status_code == 422
    assert not ApiToken.objects.exists()


def test_who_has_ten_is_told_to_revoke_one(client: Client) -> None:
    person = make_person()
    enter(client, person)
    for _number in range(10):
        Program(person)

    answer = make(client)

    assert answer.status_code == 422
    assert "You have 10 tokens. Revoke one" in answer.text


def test_pressing_twice_makes_one(client: Client) -> None:
    enter(client, make_person())

    first, second = make(client), make(client)

    assert (first.status_code, second.status_code) == (201, 422)
    assert "You have a token of this name" in second.text
    assert ApiToken.objects.count() == 1


def test_revoking_ends_it_and_somebody_elses_is_not_found(client: Client) -> None:
    mine, theirs = Program(make_person()), Program(make_person())
    client.force_login(mine.token.person)

    assert client.post(reverse("token-revoke", args=[theirs.token.pk])).status_code == 404
    assert client.post(reverse("token-revoke", args=[mine.token.pk])).status_code == 302

    assert mine.get("me").status_code == 401
    assert theirs.get("me").status_code == 200


def test_an_operator_sees_how_many_somebody_has_and_revokes_all(client: Client) -> None:
    program = Program(make_person())
    client.force_login(make_operator())
    page = reverse("people:person", args=[program.token.person_id])

    assert "1 token" in client.get(page).text
    client.post(reverse("people:revoke_tokens", args=[program.token.person_id]))

    assert "Revoke all of them" not in client.get(page).text
    assert program.get("me").status_code == 401
