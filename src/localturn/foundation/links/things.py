"""The two ends of a link, and how a thing of another room is drawn."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, order=True)
class Thing:
    """Something of a room that others may point at, by an id that stays."""

    room: str
    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.room}/{self.kind}/{self.id}"


@dataclass(frozen=True)
class Card:
    """A thing as its own room draws it for one reader."""

    thing: Thing
    kind: str
    """In words, in the reader's language, such as "Case study"."""
    title: str
    href: str
    detail: str = ""
    language: str = ""
    """Of title and detail, where it is not the reader's."""
    begins: datetime | None = None
    """Of what is held at a time that the reader may know."""
    ends: datetime | None = None
    zone: str = ""
    """In which that time was set."""
    state: str = ""
    """In words, in the reader's language, where it is not held as it was announced: "Cancelled"."""


@dataclass(frozen=True)
class Held:
    """What is held at a time, as its own room says it to rooms that announce it to everybody."""

    title: str
    language: str
    begins: datetime | None
    """None as long as no time is set, or none any longer."""
    ends: datetime | None
    zone: str


@dataclass(frozen=True)
class Readable:
    """A document to be read about a thing, somewhere on the web."""

    title: str
    address: str
    language: str = ""
    page: str = ""
    """What it says, as a web page, where its address answers this reader and not everybody."""
