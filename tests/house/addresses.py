"""Reads the table of `test_every_address.py`: who gets which answer at which address."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

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

    name: str
    method: str
    things: tuple[str, ...]
    answers: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.method} {self.name} {' '.join(self.things)}".rstrip()


def read(table: str) -> list[Row]:
    """Lines of: method, name, the things its address names (or "-"), an answer for each role.

    An answer is a status; "in" is the way to the sign-in page; "=" is the one to its left.
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
            Row(name, method, () if things == "-" else tuple(things.split(",")), tuple(spread))
        )
    return rows


def names() -> Iterator[str]:
    """The name of every address; the route itself where it has none."""
    yield from _names(get_resolver().url_patterns, "", "")


def _names(patterns: list[URLPattern | URLResolver], route: str, namespace: str) -> Iterator[str]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _names(pattern.url_patterns, here, inner)
        else:
            yield f"{namespace}{pattern.name}" if pattern.name else f"/{here}"
