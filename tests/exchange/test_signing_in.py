"""A partner's catalogue that asks for a sign-in, harvested from real servers over TLS."""

import base64
import json
import logging
import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.urls import reverse

from localturn.exchange.actions import harvesting, sign_ins
from localturn.exchange.actions.asking_partners import SignedIn
from localturn.exchange.actions.sign_ins import Told
from localturn.exchange.domain.signing_in import Kind, basic, can_be_shown
from localturn.exchange.models import Found, SignIn, Source
from localturn.exchange.personal_data import export
from localturn.exchange.queries import harvests
from localturn.exchange.standards.access_token import read_token
from localturn.exchange.standards.ooapi_in import Unreadable
from localturn.foundation import fetch, sealing
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotAllowed
from localturn.foundation.tasks.models import TaskRow
from localturn.foundation.trail.models import Entry
from makers.exchange import NOON, make_coordinator, make_partner, make_university
from makers.web import Handler, Reply, Site, make_certificate, open_site

pytestmark = [pytest.mark.django_db, pytest.mark.both]

TOKEN = "t0ken.of-the~partner=="
SECRET = "s3cret:of/the+client"


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = make_certificate(tmp_path / "own.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(made))
    return made


@pytest.fixture
def site(certificate: Path) -> Iterator[Site]:
    """A catalogue of one course, for who shows the token."""
    with open_site(certificate=certificate) as opened:
        opened.pages = {
            "/courses": guarded(courses),
            "/courses/c-1/course-offerings": guarded(lambda handler: say(handler, {"items": []})),
        }
        yield opened


@pytest.fixture
def source(site: Site, settings: LazySettings, tmp_path: Path) -> Source:
    settings.KEYS = tmp_path / "keys"
    return Source.objects.create(partner=make_partner(), address=site.address(""), added_at=NOON)


@pytest.fixture
def keeper(source: Source) -> Person:
    return make_coordinator(source.partner)


def say(handler: Handler, said: object, status: int = 200) -> None:
    handler.say(status, json.dumps(said).encode())


def courses(handler: Handler) -> None:
    name = [{"language": "en", "value": "Harbours"}]
    say(handler, {"items": [{"courseId": "c-1", "name": name}], "hasNextPage": False})


def guarded(reply: Reply, status: int = 401) -> Reply:
    """For who shows the token; else so."""

    def answer(handler: Handler) -> None:
        shown = handler.headers.get("Authorization")
        reply(handler) if shown == f"Bearer {TOKEN}" else handler.say(status, b"no")

    return answer


def tokens(handler: Handler) -> None:
    """Where a client is given the token."""
    right = basic("our platform", SECRET)["Authorization"]
    if handler.headers.get("Authorization") == right:
        say(handler, {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 60})
    else:
        say(handler, {"error": "invalid_client"}, 401)


def harvest(source: Source, *sites: Site) -> str:
    """As the task does, but on this machine; what went wrong."""
    ports = frozenset(each.port for each in sites)
    within: dict[str, Any] = {"ports": ports, "allow_loopback": True}
    ask = SignedIn(source, get=partial(fetch.get, **within), post=partial(fetch.post, **within))
    harvesting.harvest_from(source, ask=ask)
    source.refresh_from_db()
    return harvests.sentence(source.trouble)


def with_token(source: Source, keeper: Person, token: str = TOKEN) -> SignIn:
    return set_sign_in(source, Told(Kind.TOKEN, token), keeper)


def as_client(source: Source, keeper: Person, address: str, **other: str) -> SignIn:
    told = {"secret": SECRET, "client": "our platform", "token_address": address, **other}
    return set_sign_in(source, Told(Kind.CLIENT, **told), keeper)


def set_sign_in(source: Source, told: Told, keeper: Person) -> SignIn:
    """Also at the ports of this machine."""
    named = {urlsplit(each).port for each in (source.address, told.token_address)}
    ports = fetch.PORTS | {port for port in named if port}
    return sign_ins.set_sign_in(source, told, by=keeper, now=NOON, ports=ports)


def shown(site: Site) -> list[str | None]:
    return [each.headers.get("authorization") for each in site.asked]


def test_a_catalogue_that_asks_for_a_sign_in_says_so_when_there_is_none(
    source: Source, site: Site
) -> None:
    trouble = harvest(source, site)

    assert trouble.endswith("asks for a sign-in (status 401), and none is set.")
    assert shown(site) == [None]


def test_a_token_is_shown_with_every_question(source: Source, site: Site, keeper: Person) -> None:
    with_token(source, keeper)

    assert harvest(source, site) == ""
    assert [each.said["title"] for each in Found.objects.all()] == ["Harbours"]
    assert shown(site) == [f"Bearer {TOKEN}"] * 2


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_is_not_taken_is_told_on_the_source_s_page_without_the_token(
    source: Source, site: Site, keeper: Person, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with_token(source, keeper, "an-old-one")
    site.pages["/courses"] = guarded(courses, status)
    harvest(source, site)
    client = Client()
    client.force_login(keeper)

    page = client.get(source.get_absolute_url()).text

    assert f"did not take the sign-in: it answered with the status {status}." in page
    assert "With a token that the partner has given" in page
    assert "an-old-one" not in page + caplog.text


def test_a_client_is_given_a_token_once_for_all_questions_of_a_step(
    source: Source, site: Site, keeper: Person, certificate: Path
) -> None:
    with open_site({"/token": tokens}, certificate=certificate) as desk:
        as_client(source, keeper, desk.address("/token"), scope="courses")

        assert harvest(source, site, desk) == ""

    assert shown(site) == [f"Bearer {TOKEN}"] * 2
    (asked,) = desk.asked
    assert (asked.method, asked.path) == ("POST", "/token")
    assert parse_qs(asked.body.decode()) == {
        "grant_type": ["client_credentials"],
        "scope": ["courses"],
    }
    words = base64.b64decode((asked.headers["authorization"]).removeprefix("Basic ")).decode()
    assert words == "our+platform:s3cret%3Aof%2Fthe%2Bclient"


def test_a_client_that_is_not_known_is_told_and_the_catalogue_is_not_asked(
    source: Source, site: Site, keeper: Person, certificate: Path
) -> None:
    with open_site({"/token": tokens}, certificate=certificate) as desk:
        as_client(source, keeper, desk.address("/token"), secret="wrong")

        trouble = harvest(source, site, desk)

    assert trouble.endswith(
        "/token did not take the client and its secret: it answered with the status 401."
    )
    assert site.asked == []


@pytest.mark.parametrize(
    ("status", "error", "told"),
    [
        (400, "invalid_client", "did not take the client and its secret"),
        (401, "", "did not take the client and its secret"),
        (400, "invalid_scope", "gave no token: it answered with the status 400 and the error “inv"),
        (401, "unauthorized_client", "the status 401 and the error “unauthorized_client”."),
        (400, "of my own", "/token answered with the status 400."),
    ],
)
def test_a_client_that_is_given_no_token_is_told_why(
    source: Source,
    site: Site,
    keeper: Person,
    certificate: Path,
    status: int,
    error: str,
    told: str,
) -> None:
    def refuse(handler: Handler) -> None:
        say(handler, {"error": error, "error_description": "<b>of my own</b>"}, status)

    with open_site({"/token": refuse}, certificate=certificate) as desk:
        as_client(source, keeper, desk.address("/token"))

        trouble = harvest(source, site, desk)

    assert told in trouble
    assert "of my own" not in trouble


def test_where_tokens_are_given_nobody_is_followed_elsewhere(
    source: Source, site: Site, keeper: Person, certificate: Path
) -> None:
    def onward(handler: Handler) -> None:
        handler.say(307, b"", Location=site.address("/courses"))

    with open_site({"/token": onward}, certificate=certificate) as desk:
        as_client(source, keeper, desk.address("/token"))

        trouble = harvest(source, site, desk)

    assert trouble.endswith("answered with the status 307.")
    assert site.asked == []


def test_the_sign_in_stays_with_the_partner_when_its_catalogue_leads_elsewhere(
    source: Source, site: Site, keeper: Person, certificate: Path
) -> None:
    with_token(source, keeper)
    with open_site({"/courses": guarded(courses)}, certificate=certificate) as other:
        site.pages["/courses"] = lambda handler: handler.say(
            302, b"", Location=other.address("/courses")
        )

        trouble = harvest(source, site, other)

        assert shown(other) == [None]
    assert shown(site) == [f"Bearer {TOKEN}"]
    assert trouble == (
        f"{other.address('')} asks for a sign-in (status 401). The catalogue leads there from"
        f" {site.address('')}, and the sign-in is sent to that one alone."
    )


def test_a_catalogue_that_leads_to_itself_unencrypted_is_asked_there_without_the_sign_in(
    source: Source, site: Site, keeper: Person
) -> None:
    with_token(source, keeper)
    with open_site({"/courses": guarded(courses)}) as plain:
        onward = plain.address("/courses?key=s3cret")
        site.pages["/courses"] = lambda handler: handler.say(302, b"", Location=onward)

        trouble = harvest(source, site, plain)

    assert shown(plain) == [None]
    assert trouble.startswith(f"http://127.0.0.1:{plain.port} asks for a sign-in (status 401).")
    assert f"leads there from https://127.0.0.1:{site.port}," in trouble


def test_a_catalogue_whose_host_is_written_with_other_letters_is_signed_in_at(
    source: Source, keeper: Person
) -> None:
    """The answer names the host as the network does, the catalogue as its partner writes it."""
    Source.objects.update(address="https://bücher.example/v6")
    source.refresh_from_db()
    with_token(source, keeper, "an-old-one")

    def get(address: str, /, *, sign_in: Mapping[str, str]) -> fetch.Answer:
        answered = fetch.parse(address, ports=fetch.PORTS).address
        return fetch.Answer(answered, 401, {}, b"", was_signed_in=bool(sign_in))

    harvesting.harvest_from(source, ask=SignedIn(source, get=get))

    source.refresh_from_db()
    assert harvests.sentence(source.trouble).endswith(
        "did not take the sign-in: it answered with the status 401."
    )


@pytest.mark.parametrize(
    ("onward", "named"),
    [
        ("https://me:s3cret@host.example/s3cret?key=s3cret", "https://host.example"),
        ("other:me@host.example?s3cret", "other:"),
    ],
)
def test_what_an_address_says_that_a_catalogue_leads_to_is_not_kept(
    source: Source, site: Site, onward: str, named: str
) -> None:
    site.pages["/courses"] = lambda handler: handler.say(302, b"", Location=onward)

    trouble = harvest(source, site)

    assert trouble == f"“{named}” is no web address that can be opened."


def test_a_redirect_within_the_partner_s_own_host_is_signed_in(
    source: Source, site: Site, keeper: Person
) -> None:
    with_token(source, keeper)
    site.pages["/v6/courses"] = site.pages["/courses"]
    site.pages["/courses"] = lambda handler: handler.say(302, b"", Location="/v6/courses")

    assert harvest(source, site) == ""


def test_a_sign_in_is_never_sent_unencrypted(source: Source, keeper: Person) -> None:
    with open_site({"/courses": courses}) as plain:
        address = plain.address("")
        with pytest.raises(Invalid, match="begins with https"):
            as_client(source, keeper, f"{address}/token")
        with_token(source, keeper)
        Source.objects.update(address=address)
        with pytest.raises(Invalid, match="begins with https"):
            with_token(Source.objects.get(), keeper)

        harvest(Source.objects.get(), plain)

        assert plain.asked == []


def test_what_is_secret_is_in_no_column_and_in_no_copy_of_somebody_s_data(
    source: Source, keeper: Person
) -> None:
    row = as_client(source, keeper, "https://id.example/token")

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM exchange_signin")
        kept = [bytes(each) if isinstance(each, memoryview) else each for each in cursor.fetchone()]
    told = repr([each.rows for each in export(keeper)])
    assert SECRET not in f"{kept} {told} {list(Entry.objects.values())}"
    assert "our platform" in told
    assert sign_ins.secret_of(row) == SECRET


def test_without_the_key_the_catalogue_is_not_asked_and_the_sign_in_can_be_written_anew(
    source: Source, site: Site, keeper: Person
) -> None:
    with_token(source, keeper)
    sealing.place_of(sign_ins.key_of(source)).unlink()

    trouble = harvest(source, site)
    with_token(source, keeper)

    assert trouble.startswith("The key under which the sign-in is kept is not on this machine.")
    assert site.asked == []
    assert harvest(source, site) == ""


def test_a_key_that_is_lost_or_put_back_is_that_of_one_catalogue(
    source: Source, site: Site, keeper: Person
) -> None:
    other = Source.objects.create(
        partner=source.partner, address=f"{source.address}/v6", added_at=NOON
    )
    with_token(source, keeper)
    others = with_token(other, keeper)
    place = sealing.place_of(sign_ins.key_of(source))
    kept = place.read_bytes()
    place.unlink()

    row = with_token(source, keeper)
    anew = [sign_ins.secret_of(each) for each in (row, others)]
    place.write_bytes(kept)

    assert anew == [TOKEN, TOKEN]
    assert sign_ins.secret_of(others) == TOKEN
    with pytest.raises(Unreadable):
        sign_ins.secret_of(row)


@pytest.mark.once
@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://me:s3cret@id.example/token", "Leave the name and the password out"),
        ("https://id.example:8443/token", "Port 8443 is not one of the web"),
        ("https://[id/token", "is no web address"),
        ("http://id.example/token", "begins with https"),
    ],
)
def test_an_address_that_could_not_be_asked_is_not_kept(
    source: Source, keeper: Person, address: str, said: str
) -> None:
    told = Told(Kind.CLIENT, SECRET, client="x", token_address=address)
    Source.objects.update(address="https://api.example/v6")
    source.refresh_from_db()

    with pytest.raises(Invalid, match=re.escape(said)):
        sign_ins.set_sign_in(source, told, by=keeper, now=NOON)

    assert SignIn.objects.count() == 0


@pytest.mark.once
def test_no_password_is_kept_in_the_address_of_a_catalogue(source: Source, keeper: Person) -> None:
    client = Client()
    client.force_login(keeper)
    address = "https://me:s3cret@api.example/v6"

    page = client.post(
        reverse("exchange:sources"), {"partner": source.partner_id, "address": address}
    )

    assert page.status_code == 422
    assert "Leave the name and the password out of the address" in page.text
    assert Source.objects.count() == 1


def test_only_who_keeps_the_catalogue_sets_how_one_signs_in(source: Source, keeper: Person) -> None:
    elsewhere = make_partner(source.partner.consortium, make_university("Elsewhere"))
    other = make_coordinator(elsewhere, "Other")

    with pytest.raises(NotAllowed):
        with_token(source, other)
    with_token(source, keeper)
    with pytest.raises(NotAllowed):
        sign_ins.forget_sign_in(source, by=other, now=NOON)

    assert SignIn.objects.count() == 1


def test_a_keeper_sets_it_on_its_page_where_it_is_shown_to_nobody_again(
    source: Source, site: Site, keeper: Person
) -> None:
    harvest(source, site)
    Source.objects.update(address="https://api.example/v6")
    client = Client()
    client.force_login(keeper)
    address = reverse("exchange:source-sign-in", args=[source.pk])

    wrong = [
        client.post(address, {"kind": "token"}),
        client.post(address, {"kind": "token", "secret": "two words"}),
        client.post(address, {"kind": "client", "secret": SECRET}),
    ]
    unset = SignIn.objects.count()
    done = client.post(address, {"kind": "token", "secret": TOKEN})
    page = client.get(address)
    asked = TaskRow.objects.filter(task_path__endswith="harvest").count()
    client.post(address, {"kind": ""})

    assert [each.status_code for each in wrong] == [422, 422, 422]
    assert not any("two words" in each.text or SECRET in each.text for each in wrong)
    assert (unset, done.status_code, asked) == (0, 302, 1)
    assert TOKEN not in page.text
    assert SignIn.objects.count() == 0
    assert [each.what for each in Entry.objects.order_by("pk")][-2:] == [
        "exchange.source.sign-in-set",
        "exchange.source.sign-in-forgotten",
    ]


@pytest.mark.once
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b'{"access_token": 3}',
        b'{"access_token": ""}',
        b'{"access_token": "a\\r\\nCookie: b"}',
        b'{"access_token": "a", "token_type": "mac"}',
    ],
)
def test_an_answer_without_a_token_of_use_is_told(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_token(body)


@pytest.mark.once
def test_what_would_break_a_question_is_no_secret() -> None:
    assert [can_be_shown(each) for each in ("a", "a b", "a\n", "å", "", "a" * 4_001)] == [
        True, False, False, False, False, False,
    ]  # fmt: skip
