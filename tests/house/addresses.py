"""Reads the table of `test_every_address.py`, and asks at addresses as it says."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode

from allauth.account.internal.flows.login import record_authentication
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

from house.world import WRITTEN
from localturn.foundation.api.problem import MEDIA_TYPE
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotAllowed
from makers.api import Program

FORM = "application/x-www-form-urlencoded"
API = "/api/"
"""There a token says who asks, and JSON is sent."""

ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
"""A part of a route that an address fills in."""

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
    said: tuple[tuple[str, str], ...]
    answers: tuple[str, ...]

    def __str__(self) -> str:
        said = "?" + urlencode(self.said) if self.said else ""
        return f"{self.method} {self.name} {','.join(self.things)}{said}".rstrip()


def read(table: str) -> list[Row]:
    """Lines of: method, name, the things its address names (or "-"), an answer for each role.

    What follows a "?" is said in the query, or in the form that is sent; "@" stands before a thing
    whose number is meant.

    An answer is a status; "in" is the way to the sign-in page, "sure" the way to showing once
    more that it is oneself, "mute" a 403 that does not say why; "!" follows it where
    the page shows what the participant wrote; "=" is the answer to its left.
    """
    rows = []
    for line in table.strip().splitlines():
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        method, name, where, *answers = words
        things, _, said = where.partition("?")
        spread: list[str] = []
        for answer in answers:
            spread.append(spread[-1] if answer == "=" else answer)
        assert len(spread) == len(ROLES), f"{line!r} has {len(spread)} answers"
        named = tuple(things.split(",")) if things not in {"", "-"} else ()
        rows.append(Row(method, name, named, tuple(parse_qsl(said)), tuple(spread)))
    return rows


def routes() -> dict[str, str]:
    """Where each name leads, as "/runs/{run}/"; what has no name is called as its route."""
    return dict(_routes(get_resolver().url_patterns, "", ""))


class Visitor:
    """Somebody in a role, who asks; what they change is undone before they ask again."""

    def __init__(self, person: Person | None) -> None:
        self._client = client = Client(raise_request_exception=False)
        self._token = Program(person).headers if person is not None else {}
        if person is not None:
            client.force_login(person)
            session = client.session
            request = RequestFactory().get("/")
            request.user, request.session = person, session
            record_authentication(request, person, method="code", reauthenticated=True)
            session.save()
        self._cookies = {name: each.value for name, each in client.cookies.items()}

    def ask(self, method: str, address: str, sent: str = "") -> str:
        """The answer in the table's words."""
        self._client.cookies = SimpleCookie(self._cookies)
        of_api = address.startswith(API)
        kind, headers = ("application/json", self._token) if of_api else (FORM, {})
        with transaction.atomic():
            response = self._client.generic(
                method, address, sent, content_type=kind, headers=headers
            )
            # read to its end, which closes it as a server does, but keeps the connection
            page = response.getvalue()
            transaction.set_rollback(True)
        to = response.headers.get("Location", "").split("?")[0]
        if to == reverse("account_login"):
            return "in"
        if to in {reverse("people:confirm_by_code"), reverse("account_reauthenticate")}:
            return "sure"
        of_program = response.headers.get("Content-Type") == MEDIA_TYPE
        says_why = b"detail" if of_program else b'class="lt-lead"'
        if response.status_code == NotAllowed.status and says_why not in page:
            return "mute"
        return str(response.status_code) + ("!" if WRITTEN.encode() in page else "")


def request_of(row: Row, things: Mapping[str, Mapping[str, Any]]) -> tuple[str, str]:
    """The address that a row asks at, and what it sends there."""
    address = address_of(row.name, [things[word] for word in row.things])
    said = urlencode(
        [
            (key, things[value[1:]]["pk"] if value.startswith("@") else value)
            for key, value in row.said
        ]
    )
    if row.method == "GET":
        return (f"{address}?{said}" if said else address), ""
    if address.startswith(API):
        return address, json.dumps(dict(row.said))
    return address, f"csrfmiddlewaretoken=as-a-browser&{said}"


def address_of(name: str, things: Iterable[Mapping[str, Any]]) -> str:
    """Where a name leads with these things."""
    if name.startswith("/"):
        return name
    return reverse(name, kwargs={key: value for thing in things for key, value in thing.items()})


def _routes(
    patterns: list[URLPattern | URLResolver], before: str, namespace: str
) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        here = before + ARGUMENT.sub(
            r"{\1\2}", str(pattern.pattern).strip("^$").replace("\\.", ".")
        )
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _routes(pattern.url_patterns, here, inner)
        else:
            yield (f"{namespace}{pattern.name}" if pattern.name else f"/{here}"), f"/{here}"
