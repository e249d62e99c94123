"""Reads the table of `test_every_address.py`, and asks at addresses as it says."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

from localturn.foundation.people.models import Person

FORM = "application/x-www-form-urlencoded"

ROLES = (
    "nobody",
    "outsider",
    "fellow",
    "participant",
    "facilitator",
    "coordinator",
    "author",
    "operator",
)


@dataclass(frozen=True)
class Row:
    """One way to ask at one address, and the answer for each role, in the order of ROLES."""

    method: str
    name: str
    things: tuple[str, ...]
    answers: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.method} {self.name} {' '.join(self.things)}".rstrip()


def read(table: str) -> list[Row]:
    """Lines of: method, name, the things its address names (or "-"), an answer for each role.

    An answer is a status; "in" is the way to the sign-in page, "sure" the way to showing once
    more that it is oneself; "=" is the answer to its left.
    """
    rows = []
    for line in table.strip().splitlines():
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        method, name, things, *answers = words
        spread: list[str] = []
        for answer in answers:
            spread.append(spread[-1] if answer == "=" else answer)
        assert len(spread) == len(ROLES), f"{line!r} has {len(spread)} answers"
        rows.append(
            Row(method, name, () if things == "-" else tuple(things.split(",")), tuple(spread))
        )
    return rows


def names() -> Iterator[str]:
    """The name of every address; the route itself where it has none."""
    yield from _names(get_resolver().url_patterns, "", "")


class Visitor:
    """Somebody in a role, who asks; what they change is undone before they ask again."""

    def __init__(self, person: Person | None) -> None:
        self._cookies: dict[str, str] = {}
        if person is not None:
            client = Client()
            client.force_login(person)
            session = client.session
            request = RequestFactory().get("/")
            request.user, request.session = person, session
            record_authentication(request, person, method="code", reauthenticated=True)
            session.save()
            self._cookies = {name: each.value for name, each in client.cookies.items()}

    def ask(self, method: str, address: str) -> str:
        """The answer in the table's words."""
        client = Client(raise_request_exception=False)
        client.cookies = SimpleCookie(self._cookies)
        with transaction.atomic():
            response = client.generic(method, address, content_type=FORM)
            response.close()
            transaction.set_rollback(True)
        to = response.headers.get("Location", "").split("?")[0]
        if to == reverse("account_login"):
            return "in"
        if to in {reverse("people:confirm_by_code"), reverse("account_reauthenticate")}:
            return "sure"
        return str(response.status_code)


def address_of(name: str, things: Iterable[Mapping[str, Any]]) -> str:
    """Where a name leads with these things."""
    if name.startswith("/"):
        return name
    return reverse(name, kwargs={key: value for thing in things for key, value in thing.items()})


def _names(patterns: list[URLPattern | URLResolver], route: str, namespace: str) -> Iterator[str]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _names(pattern.url_patterns, here, inner)
        else:
            yield f"{namespace}{pattern.name}" if pattern.name else f"/{here}"
