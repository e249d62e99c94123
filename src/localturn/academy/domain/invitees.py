"""Whom to invite, as somebody pastes it: one a line, or copied out of a table.

A line holds an address, and may hold a name and a language, in any order, between commas,
semicolons or tabs; `Ana Petrovska <ana@example.org>` is read as well. A first line that only names
columns is passed over.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from localturn.foundation.languages import N_

_ADDRESS = re.compile(r"[^@\s<>,;\"']+@[^@\s<>,;\"']+\.[^@\s<>,;\"'.]{2,}")
_NAMED = re.compile(rf"^(?P<name>.*?)<\s*(?P<address>{_ADDRESS.pattern})\s*>(?P<rest>.*)$")
_CELLS = re.compile(r"[,;\t]")
_HEADINGS = {"email", "e-mail", "mail", "address", "name", "language", "courriel", "nom", "langue"}
_HEADINGS |= {"e-post", "namn", "språk", "adress"}

NO_ADDRESS = N_("There is no e-mail address in this line.")
BAD_ADDRESS = N_("This is not an e-mail address.")
TWO_ADDRESSES = N_("There are two e-mail addresses in this line. Write one a line.")
TWICE = N_("This address stands in the list twice; the first is taken.")
TOO_LONG = N_("This line is too long.")


@dataclass(frozen=True)
class Invitee:
    """Somebody to invite; `email` in lower case."""

    email: str
    name: str
    language: str
    organisation: int | None = None
    """The key of the organisation for which they take part, where the list names one."""


@dataclass(frozen=True)
class BadLine:
    """A line that could not be read; `line` counts from 1, `why` is marked with `N_`."""

    line: int
    text: str
    why: str


@dataclass(frozen=True)
class Invitees:
    """What was read, and what was not."""

    read: tuple[Invitee, ...]
    bad: tuple[BadLine, ...]


def read_invitees(text: str, *, languages: Mapping[str, str], language: str) -> Invitees:
    """Read a pasted list.

    `languages` gives the names under which a language may be written, each with its code;
    `language` is taken where a line names none.
    """
    known = {name.casefold(): code for name, code in languages.items()}
    read: dict[str, Invitee] = {}
    bad: list[BadLine] = []
    for number, line in _lines(text):
        found = _invitee(line, known, language)
        if isinstance(found, str):
            bad.append(BadLine(number, line[:200], found))
        elif found.email in read:
            bad.append(BadLine(number, line[:200], TWICE))
        else:
            read[found.email] = found
    return Invitees(tuple(read.values()), tuple(bad))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    first = True
    for number, line in enumerate(text.replace("\ufeff", "").splitlines(), 1):
        stripped = line.strip().strip(",;").strip()
        if not stripped:
            continue
        cells = {cell.strip().strip('"').casefold() for cell in _CELLS.split(stripped)}
        if not (first and cells <= _HEADINGS):
            yield number, stripped
        first = False


def _invitee(line: str, languages: Mapping[str, str], language: str) -> Invitee | str:
    """An invitee, or why the line is none."""
    if len(line) > 500:
        return TOO_LONG
    if named := _NAMED.match(line):
        line = f"{named['name']},{named['address']},{named['rest']}"
    cells = [cell.strip().strip('"').strip() for cell in _CELLS.split(line)]
    addresses = [cell for cell in cells if "@" in cell]
    if not addresses:
        return NO_ADDRESS
    if len(addresses) > 1:
        return TWO_ADDRESSES
    if not _ADDRESS.fullmatch(addresses[0]) or len(addresses[0]) > 254:
        return BAD_ADDRESS
    names: list[str] = []
    for cell in cells:
        if cell.casefold() in languages:
            language = languages[cell.casefold()]
        elif cell and "@" not in cell:
            names.append(cell)
    return Invitee(addresses[0].lower(), " ".join(names)[:200], language)
