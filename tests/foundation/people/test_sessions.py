"""Who a request comes from: asked for with every page, by statements compiled once."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from localturn.foundation.people.models import Person
from makers.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Person:
    return make_person("Ana")


def is_known(client: Client) -> bool:
    return "login" not in client.get(reverse("people:profile")).headers.get("Location", "")


def test_who_signed_in_is_known_until_the_session_expires(client: Client, ana: Person) -> None:
    client.force_login(ana)
    assert is_known(client)

    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert not is_known(client)


def test_who_is_no_longer_active_is_not_known(client: Client, ana: Person) -> None:
    client.force_login(ana)
    Person.objects.filter(pk=ana.pk).update(is_active=False)

    assert not is_known(client)


@pytest.mark.parametrize("key", ["", "x", "\x00" * 32, "'; DROP TABLE x; --", "ä" * 32, "a" * 5000])
def test_a_key_that_nobody_was_given_is_nobodys(client: Client, key: str) -> None:
    # written as it would come: Python's own cookies refuse some of these since 3.11.2 on Debian
    quoted = key.encode("unicode_escape").decode() if not key.isprintable() else key
    client.defaults["HTTP_COOKIE"] = f'sessionid="{quoted}"'

    assert client.get("/").status_code == 200
    assert not is_known(client)
