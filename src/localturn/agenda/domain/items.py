"""What a source says, before it is known what it means: one entry of a feed, one mail, one page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from localturn.agenda.domain.extraction.values import Field

REPORT = "report"
"""The kind of a long document: the days that are named in it are not those of an event."""


@dataclass(frozen=True)
class Remark:
    """A sentence of a source's log: marked for translation, with what is put into it."""

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)


class Unreadable(Exception):
    """Nothing could be read; the remark says why."""

    def __init__(self, text: str, **values: Any) -> None:
        super().__init__(text % values if values else text)
        self.remark = Remark(text, values)


@dataclass(frozen=True)
class Item:
    """One entry, as its source tells it."""

    external_id: str
    """By which the source knows it again; "" where it has none."""
    title: str
    text: str
    """Plain text; addresses stand behind what they are linked from."""
    address: str = ""
    published: date | None = None
    language: str = ""
    told: Mapping[Field, str] = field(default_factory=dict)
    """What the source says in a form for programs; nothing of it is guessed."""
    kind: str = ""
    """In the source's own words for programs: "event" of a calendar; REPORT of a long document."""
    is_cancelled: bool = False
    doubts: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    """Addresses of PDFs that it leads to: its programme, the report that it tells of."""

    @property
    def key(self) -> str:
        """By which it is known again: the source's own, else its address, else what it says."""
        own = self.external_id or self.address
        return own if 0 < len(own) <= 300 else sha256((own or self._words).encode()).hexdigest()

    @property
    def print(self) -> str:
        """Changes with whatever it says; not with the documents that it leads to, which are asked
        for by themselves and may have another address each time."""
        told = "\n".join(f"{name}={value}" for name, value in sorted(self.told.items()))
        words = f"{self._words}\n{told}\n{self.is_cancelled}"
        return sha256(words.encode(errors="replace")).hexdigest()

    @property
    def _words(self) -> str:
        return f"{self.title}\n{self.address}\n{self.text}"


@dataclass(frozen=True)
class Reading:
    """What was read of a document, and what was not."""

    items: Sequence[Item]
    remarks: tuple[Remark, ...] = ()
    entries: int = 0
    """How many the document has, with those that could not be read."""
    language: str = ""
    title: str = ""
