"""Signing in: by code, by password, with a second step; and what is refused."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.test import Client

from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.trail.models import Entry
from makers.api import Program
from makers.people import PASSWORD, make_person

OLD = "the one from before"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_attempts_yet(db: None) -> None:
    cache.clear()


def code_in_mail() -> str:
    """The code of the letter that was sent last."""
    found = re.search(r"\d{4}-?\d{4}", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found.group()


def ask_for_code(client: Client, email: str, aim: str = "/account/profile/") -> None:
    answer = client.post("/account/login/code/", {"email": email, "next": aim})
    assert answer.status_code == 302, answer.text


def sign_in_by_code(client: Client, person: Person) -> None:
    ask_for_code(client, person.email)
    client.post("/account/login/code/confirm/", {"code": code_in_mail()})


def signed_in(client: Client) -> bool:
    return bool(client.get("/account/profile/").status_code == 200)


def test_the_sign_in_page_offers_a_code_first_and_a_password_beside_it(client: Client) -> None:
    page = client.get("/account/login/?next=/account/security/").text

    assert page.index('action="/account/login/code/?next=') < page.index('name="password"')
    assert page.count('<input type="hidden" name="next" value="/account/security/"') == 3


def test_a_code_leads_to_the_page_first_asked_for(client: Client) -> None:
    person = make_person()
    ask_for_code(client, person.email, aim="/account/security/")

    answer = client.post(
        "/account/login/code/confirm/", {"code": code_in_mail(), "next": "/account/security/"}
    )

    assert (answer.status_code, answer["Location"]) == (302, "/account/security/")
    assert signed_in(client)


def test_a_password_leads_to_the_page_first_asked_for(client: Client) -> None:
    person = make_person(password=PASSWORD)

    answer = client.post(
        "/account/login/",
        {"login": person.email, "password": PASSWORD, "next": "/account/security/"},
    )

    assert (answer.status_code, answer["Location"]) == (302, "/account/security/")
    assert signed_in(client)


@pytest.mark.parametrize(
    "aim", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:"]
)
def test_nobody_is_led_to_another_host(client: Client, aim: str) -> None:
    person = make_person(password=PASSWORD)

    answer = client.post(
        "/account/login/", {"login": person.email, "password": PASSWORD, "next": aim}
    )

    assert answer["Location"] == "/"


def test_a_wrong_password_says_so_and_keeps_the_form_open(client: Client) -> None:
    person = make_person(password=PASSWORD)

    answer = client.post("/account/login/", {"login": person.email, "password": "wrong"})

    assert '<details class="lt-details" open>' in answer.text
    assert "not correct" in answer.text
    assert not signed_in(client)


def test_after_three_wrong_codes_a_code_is_void(client: Client) -> None:
    person = make_person()
    ask_for_code(client, person.email)
    code = code_in_mail()
    for _ in range(3):
        client.post("/account/login/code/confirm/", {"code": "0000-0000"})

    client.post("/account/login/code/confirm/", {"code": code})

    assert not signed_in(client)


def test_who_has_no_account_sees_the_same_page_and_is_written_to(client: Client) -> None:
    make_person(email="ana@example.org")
    ask_for_code(client, "ana@example.org")
    known = client.get("/account/login/code/confirm/").text
    stranger = Client()
    ask_for_code(stranger, "nobody@example.org")
    unknown = stranger.get("/account/login/code/confirm/").text

    def plain(page: str) -> str:
        return re.sub(r'value="[^"]{64}"', "", page).replace("ana@", "X@").replace("nobody@", "X@")

    assert plain(known) == plain(unknown)
    assert mail.outbox[-1].subject == "There is no account with this address"
    assert "http://127.0.0.1:8000/account/signup/" in str(mail.outbox[-1].body)


def test_a_letter_is_written_in_its_readers_language(client: Client) -> None:
    person = make_person(language="fr")
    ask_for_code(client, person.email)

    html = mail.outbox[-1].alternatives[0].content  # type: ignore[attr-defined]

    assert '<html lang="fr">' in html
    assert mail.outbox[-1].to == [person.email]


def test_who_makes_an_account_confirms_the_address_and_is_asked_for_name_and_zone(
    client: Client,
) -> None:
    client.post("/account/signup/", {"email": "New@Example.org"})
    answer = client.post("/account/confirm-email/", {"code": code_in_mail()}, follow=True)

    assert "Your name" in answer.text
    answer = client.post(
        "/account/welcome/",
        {
            "name": "Nina Novak",
            "language": "sv",
            "zone": "Europe/Skopje",
            "next": "/account/profile/",
        },
    )
    person = Person.objects.get()
    assert (person.email, person.name, person.language, person.zone, answer["Location"]) == (
        "new@example.org",
        "Nina Novak",
        "sv",
        "Europe/Skopje",
        "/account/profile/",
    )


def test_welcome_refuses_what_it_did_not_ask_for(client: Client) -> None:
    person = make_person(welcomed_at=None)
    client.force_login(person)

    client.post(
        "/account/welcome/",
        {"name": "A", "language": "en", "zone": "UTC", "is_staff": "on", "can_author": "on"},
    )

    person.refresh_from_db()
    assert (person.name, person.is_staff, person.can_author) == ("A", False, False)


def test_a_new_password_is_set_by_code(client: Client) -> None:
    person = make_person(password="the one that was forgotten")
    client.post("/account/password/reset/", {"email": person.email})
    client.post("/account/password/reset/confirm/", {"code": code_in_mail()})
    client.post("/account/password/reset/complete/", {"password1": PASSWORD, "password2": PASSWORD})

    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_setting_a_forgotten_password_anew_ends_every_token_and_says_so(client: Client) -> None:
    person, other = make_person(password="the one that was forgotten"), make_person()
    program, theirs = Program(person), Program(other)
    client.post("/account/password/reset/", {"email": person.email})
    client.post("/account/password/reset/confirm/", {"code": code_in_mail()})

    assert "all its tokens for programs end" in client.get("/account/password/reset/complete/").text
    assert program.get("me").status_code == 200
    client.post("/account/password/reset/complete/", {"password1": PASSWORD, "password2": "other"})
    assert program.get("me").status_code == 200
    client.post("/account/password/reset/complete/", {"password1": PASSWORD, "password2": PASSWORD})

    assert program.get("me").status_code == 401
    assert theirs.get("me").status_code == 200
    assert "all tokens for programs have ended" in " ".join(mail.outbox[-1].body.split())
    assert Entry.objects.filter(what="people.token.revoked", by=person).count() == 1


def test_an_ordinary_change_of_the_password_leaves_tokens_and_says_so(client: Client) -> None:
    person = make_person(password=OLD)
    program = Program(person)
    client.post("/account/login/", {"login": person.email, "password": OLD})

    page = client.get("/account/password/change/").text
    client.post(
        "/account/password/change/",
        {"oldpassword": OLD, "password1": PASSWORD, "password2": PASSWORD},
    )

    assert "go on working: revoke those that you do not know" in page
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert program.get("me").status_code == 200
    assert "tokens for programs go on working" in " ".join(mail.outbox[-1].body.split())


def totp_code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def set_up_app(client: Client) -> str:
    page = client.get("/account/2fa/totp/activate/")
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page.text)
    assert secret, page.text
    answer = client.post("/account/2fa/totp/activate/", {"code": totp_code(secret.group(1))})
    assert answer.status_code == 302, answer.text
    return secret.group(1)


def test_an_authenticator_app_is_set_up_and_asked_for(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    person = make_person()
    sign_in_by_code(client, person)
    with django_capture_on_commit_callbacks(execute=True):
        secret = set_up_app(client)
    assert mail.outbox[-1].subject == "An authenticator app was set up"
    client.post("/account/logout/")
    cache.clear()

    ask_for_code(client, person.email)
    answer = client.post("/account/login/code/confirm/", {"code": code_in_mail()}, follow=True)

    assert "One more step" in answer.text
    assert not signed_in(client)
    client.post("/account/2fa/authenticate/", {"code": totp_code(secret)})
    assert signed_in(client)


def test_the_picture_for_the_app_stands_in_the_page(client: Client) -> None:
    sign_in_by_code(client, make_person())

    page = client.get("/account/2fa/totp/activate/").text

    assert "<svg" in page
    assert "data:" not in page
    assert "style=" not in page


def test_who_signs_in_by_code_alone_confirms_by_code_before_a_second_step_is_set_up(
    client: Client,
) -> None:
    person = make_person()
    client.force_login(person)  # a session somebody left open: no code was entered lately

    answer = client.get("/account/2fa/totp/activate/")

    assert answer["Location"] == "/account/confirm/?next=%2Faccount%2F2fa%2Ftotp%2Factivate%2F"
    client.post(answer["Location"])
    answer = client.post(answer["Location"], {"code": code_in_mail()})
    assert answer["Location"] == "/account/2fa/totp/activate/"
    assert client.get("/account/2fa/totp/activate/").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/account/2fa/totp/activate/",
        "/account/2fa/webauthn/add/",
        "/account/password/set/",
        "/account/email/",
        "/account/3rdparty/",
    ],
)
def test_what_protects_an_account_is_shut_until_then(client: Client, address: str) -> None:
    client.force_login(make_person())

    answer = client.post(address, {"email": "thief@example.org", "action_add": ""})

    assert answer["Location"].startswith("/account/confirm/?next="), answer.text
    assert not Person.objects.filter(emailaddress__email="thief@example.org").exists()


def test_a_wrong_code_confirms_nothing_and_three_make_it_void(client: Client) -> None:
    client.force_login(make_person())
    client.post("/account/confirm/")
    code = code_in_mail()

    for _ in range(3):
        client.post("/account/confirm/", {"code": "12"})
    client.post("/account/confirm/", {"code": code})

    assert client.get("/account/2fa/totp/activate/").status_code == 302


def test_pages_are_in_the_persons_own_language_and_zone(client: Client) -> None:
    client.force_login(make_person(language="sv", zone="Europe/Skopje"))

    assert '<html lang="sv"' in client.get("/account/profile/").text


def test_a_person_changes_their_profile_and_nothing_else(client: Client) -> None:
    person = make_person()
    client.force_login(person)

    answer = client.post(
        "/account/profile/",
        {
            "name": "Ana",
            "language": "fr",
            "zone": "Europe/Paris",
            "wants_replies": "on",
            "email": "other@example.org",
            "is_staff": "on",
        },
    )

    before = person.email
    person.refresh_from_db()
    assert answer.status_code == 302
    assert (person.name, person.language, person.zone) == ("Ana", "fr", "Europe/Paris")
    assert (person.wants_replies, person.wants_reminders) == (True, False)
    assert (person.email, person.is_staff) == (before, False)


def test_a_profile_with_a_zone_that_is_none_is_refused(client: Client) -> None:
    client.force_login(make_person())

    answer = client.post(
        "/account/profile/", {"name": "Ana", "language": "fr", "zone": "Middle/Earth"}
    )

    assert answer.status_code == 422


def test_a_calendar_gets_a_new_address_on_demand(client: Client) -> None:
    person = make_person()
    before = person.calendar_token
    client.force_login(person)

    client.post("/account/profile/calendar/")

    person.refresh_from_db()
    assert (len(before), person.calendar_token != before) == (32, True)


def test_the_clock_of_the_house_is_not_that_of_sessions(client: Client) -> None:
    person = make_person()
    client.force_login(person)
    with moments.travelled(timedelta(days=400)):
        assert signed_in(client)


@pytest.mark.parametrize(
    "address",
    [
        "/account/login/",
        "/account/login/code/",
        "/account/signup/",
        "/account/password/reset/",
        "/account/inactive/",
        "/account/3rdparty/login/cancelled/",
        "/privacy/",
    ],
)
def test_a_page_open_to_all_answers(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


def test_a_failure_at_the_organisation_says_what_to_do(client: Client) -> None:
    answer = client.get("/account/3rdparty/login/error/")

    assert (answer.status_code, "Signing in did not work" in answer.text) == (401, True)


@pytest.mark.parametrize(
    "address",
    [
        "/account/profile/",
        "/account/security/",
        "/account/email/",
        "/account/password/set/",
        "/account/2fa/",
        "/account/2fa/totp/activate/",
        "/account/2fa/webauthn/",
        "/account/2fa/webauthn/add/",
        "/account/3rdparty/",
        "/account/logout/",
    ],
)
def test_a_page_of_ones_own_answers(client: Client, address: str) -> None:
    sign_in_by_code(client, make_person())

    assert client.get(address).status_code == 200


def test_pages_after_the_second_step_is_set_up_answer(client: Client) -> None:
    sign_in_by_code(client, make_person())
    secret = set_up_app(client)
    cache.clear()
    client.post("/account/2fa/reauthenticate/", {"code": totp_code(secret)})

    for address in (
        "",
        "totp/deactivate/",
        "recovery-codes/",
        "recovery-codes/generate/",
        "recovery-codes/download/",
        "reauthenticate/",
    ):
        assert client.get(f"/account/2fa/{address}").status_code == 200, address


def test_pages_with_a_password_answer(client: Client) -> None:
    person = make_person(password=PASSWORD)
    client.post("/account/login/", {"login": person.email, "password": PASSWORD})

    for address in ("/account/password/change/", "/account/reauthenticate/"):
        assert client.get(address).status_code == 200, address


def test_what_a_password_must_be_is_told_in_sentences(client: Client) -> None:
    sign_in_by_code(client, make_person())

    page = client.get("/account/password/set/").text

    assert "at least 10 characters. Your password" in page
    assert "&lt;li&gt;" not in page
