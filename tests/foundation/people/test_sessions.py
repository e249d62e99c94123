"""Who a request comes from: asked for with every page, by statements compiled once."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from localturn.foundation.people.models import Person, Session
from localturn.foundation.people.sessions import AuthenticationMiddleware, SessionStore
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


def test_a_session_and_its_person_are_fetched_by_one_statement(
    client: Client, ana: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(ana)
    client.get(reverse("people:profile"))

    request = RequestFactory().get("/")
    with django_assert_num_queries(1) as asked:
        request.session = SessionStore(client.session.session_key)
        AuthenticationMiddleware(lambda request: HttpResponse()).process_request(request)
        assert request.user == ana

    assert "people_session" in asked.captured_queries[0]["sql"]


def test_a_session_tells_whose_it_is(client: Client, ana: Person) -> None:
    client.get("/")
    client.force_login(ana)

    assert list(Session.objects.values_list("person", flat=True)) == [ana.pk]

    client.logout()

    assert not Session.objects.filter(person=ana).exists()


def test_a_changed_password_signs_out_elsewhere(client: Client, ana: Person) -> None:
    client.force_login(ana)
    ana.set_password("something new altogether")
    ana.save()

    assert not is_known(client)


def test_a_session_of_another_person_is_not_taken_for_theirs(client: Client, ana: Person) -> None:
    client.force_login(ana)
    Session.objects.update(person=make_person("Bo"))  # what the signed data say stands

    answer = client.get(reverse("people:profile"))

    assert answer.wsgi_request.user == ana


@pytest.mark.parametrize("key", ["", "x", "\x00" * 32, "'; DROP TABLE x; --", "ä" * 32, "a" * 5000])
def test_a_key_that_nobody_was_given_is_nobodys(client: Client, key: str) -> None:
    # written as it would come: Python's own cookies refuse some of these since 3.11.2 on Debian
    quoted = key.encode("unicode_escape").decode() if not key.isprintable() else key
    client.defaults["HTTP_COOKIE"] = f'sessionid="{quoted}"'

    assert client.get("/").status_code == 200
    assert not is_known(client)


def test_a_session_that_is_used_is_renewed_once_a_day_with_one_statement(
    client: Client, ana: Person
) -> None:
    client.force_login(ana)
    session = Session.objects.get()

    def writes(left: timedelta) -> tuple[int, bool]:
        Session.objects.update(expire_date=timezone.now() + left)
        with CaptureQueriesContext(connection) as statements:
            answer = client.get(reverse("people:profile"))
        sent = [each["sql"] for each in statements if each["sql"].startswith("UPDATE")]
        return len(sent), settings.SESSION_COOKIE_NAME in answer.cookies

    assert writes(timedelta(days=13, hours=1)) == (0, False)
    assert writes(timedelta(days=12, hours=23)) == (1, True)

    kept = Session.objects.get()
    assert kept.expire_date > timezone.now() + timedelta(days=13, hours=23)
    assert kept.session_data == session.session_data
    assert client.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 14 * 24 * 3600


def test_who_is_not_signed_in_is_given_no_session(client: Client) -> None:
    assert settings.SESSION_COOKIE_NAME not in client.get("/").cookies
    assert not Session.objects.exists()
