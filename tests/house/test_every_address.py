"""Every address asked at as nobody, in each role, and with other people's ids.

`addresses.txt` says what each is answered; an address that it does not name makes this fail.
"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from django.db import transaction
from django.urls import Resolver404, resolve
from pytest_django import DjangoDbBlocker

from house.addresses import ROLES, Row, Visitor, read, request_of, routes
from house.world import World, make_world, pages_of, verbs_of
from localturn.academy.domain.kinds import KINDS
from localturn.academy.models import Activity

pytestmark = pytest.mark.django_db

TABLE = read(Path(__file__).with_name("addresses.txt").read_text(encoding="utf-8"))

HOSTILE_NUMBERS = ("2147483648", "99999999999999999999", "-1", "9" * 5000)
HOSTILE_WORDS = (
    "-1",
    "x" * 5000,
    "%00",
    "..",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "%0d%0aSet-Cookie:%20a=b",
    "%ff%fe",
    "{{7*7}}",
    quote("\u202eمرحبا"),
    quote("🦋"),
)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Built once: whatever a visitor changes is undone before they ask again."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


ASK_ON_BOTH = {"facilitator", "operator"}
"""Who is answered from both databases; the rights of all are the same functions on each."""

EACH = [pytest.param(role, marks=() if role in ASK_ON_BOTH else pytest.mark.once) for role in ROLES]


@pytest.mark.parametrize("role", EACH)
def test_every_address_answers_as_the_table_says(role: str, world: World) -> None:
    visitor = Visitor(world.people[role])

    answered = {row: visitor.ask(row.method, *request_of(row, world.things)) for row in TABLE}

    assert _wrong(answered, role) == []


@pytest.mark.once
def test_the_table_names_every_address_and_none_besides() -> None:
    assert {row.name for row in TABLE} == set(routes())


@pytest.mark.once
def test_the_table_has_no_row_twice() -> None:
    asked = [(row.method, row.name, row.things, row.said) for row in TABLE]

    assert len(set(asked)) == len(asked)


@pytest.mark.once
def test_what_the_table_does_not_ask_is_not_answered(world: World) -> None:
    """An address without a POST (or a GET) in the table refuses it."""
    operator = Visitor(world.people["operator"])
    methods = _methods()
    rows = {row.name: row for row in TABLE}

    open_besides = [
        f"{method} {name}"
        for name, asked in methods.items()
        for method in {"GET", "POST"} - asked
        if operator.ask(method, request_of(rows[name], world.things)[0]) != "405"
    ]

    assert open_besides == []


@pytest.mark.once
def test_the_table_has_every_verb_and_page_of_every_kind(world: World) -> None:
    kinds = dict(Activity.objects.values_list("stable_id", "kind"))
    asked = {
        (row.method, kinds[row.things[1]], row.things[2])
        for row in TABLE
        if row.name == "academy:activity-verb"
    }

    assert asked >= {
        (method, name, verb)
        for name, kind in KINDS.items()
        for method, verbs in (("POST", verbs_of(kind)), ("GET", pages_of(kind)))
        for verb in verbs
    }


@pytest.mark.parametrize(
    "role",
    [
        pytest.param("nobody", marks=pytest.mark.once),
        "participant",
        pytest.param("operator", marks=pytest.mark.once),
    ],
)
def test_no_address_breaks_on_what_is_put_into_it(role: str, world: World) -> None:
    visitor = Visitor(world.people[role])
    methods = _methods()

    broken = [
        f"{method} {address[:120]}"
        for name, address in _hostile_addresses(world)
        for method in sorted(methods[name])
        if visitor.ask(method, address).startswith("500")
    ]

    assert broken == []


@pytest.mark.once
def test_an_address_that_leads_nowhere_is_not_found(world: World) -> None:
    nobody = Visitor(None)
    answers = {each: nobody.ask("GET", f"/academy/runs/{each}/") for each in HOSTILE_WORDS}

    assert set(answers.values()) == {"404"}


def _wrong(answered: dict[Row, str], role: str) -> list[str]:
    return [
        f"{row}: {answer} instead of {expected}"
        for row, answer in answered.items()
        if answer != (expected := row.answers[ROLES.index(role)])
    ]


def _methods() -> dict[str, set[str]]:
    """By which methods the table asks at each name."""
    methods: dict[str, set[str]] = defaultdict(set)
    for row in TABLE:
        methods[row.name].add(row.method)
    return methods


def _hostile_addresses(world: World) -> Iterator[tuple[str, str]]:
    """Addresses of the table, each with one of their arguments replaced, that some view answers."""
    rows = {row.name: row for row in reversed(TABLE) if row.things}
    all_routes = routes()
    for name, row in rows.items():
        named = {key: value for word in row.things for key, value in world.things[word].items()}
        for argument, thing in named.items():
            for value in HOSTILE_NUMBERS if isinstance(thing, int) else HOSTILE_WORDS:
                address = all_routes[name].format(**{**named, argument: value})
                if _is_answered(address):
                    yield name, address


def _is_answered(address: str) -> bool:
    try:
        resolve(unquote(address))
    except Resolver404:
        return False
    return True
