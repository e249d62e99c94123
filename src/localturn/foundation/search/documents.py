"""What can be found."""

from dataclasses import dataclass
from datetime import datetime

PUBLIC = "public"
"""The audience of everybody, signed in or not."""

OPERATORS = "operators"
"""The audience of those who run the installation."""


@dataclass(frozen=True)
class Document:
    """One thing that a room offers, as plain text.

    `room`, `kind` and `key` name it once and for all: putting it again replaces it.
    """

    room: str
    kind: str
    key: str
    title: str
    href: str
    audience: str
    """Who may find it: `PUBLIC`, `OPERATORS` or a word of the room's own, "academy:run:12"."""
    changed_at: datetime
    language: str = ""
    summary: str = ""
    text: str = ""
    trail: tuple[str, ...] = ()
    """What it is part of, outermost first: the titles of course and module."""
    places: tuple[tuple[int, str], ...] = ()
    """From which letter of the text on, in order, something else is added to `href`: "?t=83#video"
    where the text is what is said from there on in a video."""
    marks: tuple[str, ...] = ()
    """Words that nobody reads and a room adds to a question (`Question.marked`), so that of very
    many documents few are looked at: small letters of English and figures alone."""
    group: str = ""
    """What is replaced together with it, such as "run:12"."""


@dataclass(frozen=True)
class KindName:
    """How a room calls a kind of its documents; both marked with `N_`."""

    one: str
    many: str
