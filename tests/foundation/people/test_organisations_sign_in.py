"""Signing in through an organisation's own OpenID Connect provider: a real one, over HTTP."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core import mail
from django.core.cache import cache
from django.test import Client
from oidc_provider_mock import User, run_server_in_thread

from localturn.foundation.people.models import Person
from makers.people import make_person

pytestmark = pytest.mark.django_db

NINA = User(
    sub="nina",
    claims={"email": "Nina@town.example", "email_verified": True, "name": "Nina Novak"},
)
MALLORY = User(
    sub="mallory",
    claims={"email": "ana@elsewhere.example", "email_verified": True, "name": "Ana"},
)

OTTO = User(sub="otto", claims={"name": "Otto Olsen"})


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with run_server_in_thread(user_claims=[NINA, MALLORY, OTTO]) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(autouse=True)
def _town_signs_in_through_it(provider: str, settings: Any) -> None:
    cache.clear()
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "town",
                    "name": "Town of Example",
                    "client_id": "local-turn",
                    "secret": "shared",
                    "settings": {"server_url": provider, "domains": ("town.example",)},
                }
            ],
        }
    }


def sign_in(client: Client, sub: str, aim: str = "/account/profile/") -> Any:
    """From the sign-in page to the provider's and back; gives the last answer."""
    page = client.get(f"/account/login/?next={aim}").text
    action = re.search(r'action="(/account/oidc/town/login/[^"]*)"', page)
    assert action, page
    asked = client.post(action.group(1).replace("&amp;", "&"))
    assert asked.status_code == 302, asked.text
    allowed = requests.post(asked["Location"], data={"sub": sub}, allow_redirects=False, timeout=60)
    back = allowed.headers["Location"]
    assert "/account/oidc/town/login/callback/" in back
    return client.get("/" + back.split("/", 3)[3])


def test_who_comes_for_the_first_time_gets_an_account_and_is_welcomed(client: Client) -> None:
    answer = sign_in(client, "nina")

    assert answer["Location"] == "/account/welcome/?next=%2Faccount%2Fprofile%2F"
    nina = Person.objects.get()
    assert (nina.email, nina.name, nina.is_staff) == ("nina@town.example", "Nina Novak", False)
    assert nina.emailaddress_set.get().verified
    assert "Nina Novak" in client.get("/account/welcome/").text


def test_whose_address_the_organisation_does_not_tell_is_asked_for_it(client: Client) -> None:
    answer = sign_in(client, "otto")

    assert answer["Location"] == "/account/3rdparty/signup/"
    assert 'name="email"' in client.get("/account/3rdparty/signup/").text
    client.post("/account/3rdparty/signup/", {"email": "otto@town.example"})
    assert [letter.to for letter in mail.outbox] == [["otto@town.example"]]
    assert Person.objects.get().name == "Otto Olsen"


def test_who_comes_again_is_led_to_the_page_first_asked_for(client: Client) -> None:
    sign_in(client, "nina")
    client.post("/account/welcome/", {"name": "Nina", "language": "en", "zone": "UTC"})
    client.post("/account/logout/")

    answer = sign_in(client, "nina", aim="/account/security/")

    assert answer["Location"] == "/account/security/"
    assert Person.objects.count() == 1


def test_an_account_with_an_address_of_the_organisation_is_theirs(client: Client) -> None:
    nina = make_person("Nina", email="nina@town.example")

    sign_in(client, "nina")

    assert client.session["_auth_user_id"] == str(nina.pk)
    assert SocialAccount.objects.get().user == nina


def test_an_organisation_cannot_open_an_account_with_somebody_elses_address(
    client: Client,
) -> None:
    ana = make_person("Ana", email="ana@elsewhere.example")

    sign_in(client, "mallory")

    assert client.session.get("_auth_user_id") is None
    assert not SocialAccount.objects.filter(user=ana).exists()
    assert [letter.to for letter in mail.outbox] == [["ana@elsewhere.example"]]


def test_no_key_to_the_organisations_sign_in_is_kept(client: Client) -> None:
    sign_in(client, "nina")

    assert SocialToken.objects.count() == 0


def test_a_sign_in_that_was_not_begun_here_is_refused(client: Client) -> None:
    answer = client.get("/account/oidc/town/login/callback/?code=stolen&state=made-up")

    assert answer.status_code == 401
    assert Person.objects.count() == 0


def test_the_connection_is_shown_and_can_be_undone(client: Client) -> None:
    sign_in(client, "nina")
    client.post("/account/welcome/", {"name": "Nina", "language": "en", "zone": "UTC"})
    answer = client.get("/account/3rdparty/")
    client.post(answer["Location"])
    code = re.search(r"\d{8}", str(mail.outbox[-1].body))
    assert code
    client.post(answer["Location"], {"code": code.group()})

    page = client.get("/account/3rdparty/").text
    assert "Town of Example" in page
    account = SocialAccount.objects.get()
    client.post("/account/3rdparty/", {"account": account.pk})

    assert SocialAccount.objects.count() == 0
