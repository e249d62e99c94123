"""A project as it goes from one program to another: what every format is read into and written
from.

Everything is known by its GUID, a text such as "5d0f9c1e-…" in small letters without braces.
Positions are code points of the text as it stands here, the last not included.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Generic, TypeVar

Guid = str
Value = str | int | Decimal | bool | date | datetime


class Kind(Enum):
    """What an attribute holds."""

    TEXT = "Text"
    BOOLEAN = "Boolean"
    INTEGER = "Integer"
    DECIMAL = "Float"
    DATE = "Date"
    MOMENT = "DateTime"


@dataclass(frozen=True)
class Coder:
    guid: Guid
    name: str


@dataclass(frozen=True)
class Code:
    guid: Guid
    name: str
    description: str = ""
    parent: Guid = ""
    colour: str = ""
    """ "#rrggbb", or nothing."""
    is_codable: bool = True
    noted: tuple[Guid, ...] = ()
    """Notes about it."""


@dataclass(frozen=True)
class Attribute:
    guid: Guid
    name: str
    kind: Kind = Kind.TEXT
    description: str = ""


@dataclass(frozen=True)
class Coding:
    guid: Guid
    code: Guid
    coder: Guid = ""
    coded_at: datetime | None = None
    weight: int | None = None


@dataclass(frozen=True)
class Passage:
    """A stretch of a text with the codes that it has, if any, and what was noted about it."""

    guid: Guid
    start: int
    end: int
    codings: tuple[Coding, ...] = ()
    memo: str = ""
    coder: Guid = ""
    noted: tuple[Guid, ...] = ()
    """Notes about it."""


@dataclass(frozen=True)
class Mark:
    """Where a transcript is at a moment of its recording."""

    milliseconds: int
    position: int


@dataclass(frozen=True)
class Source:
    """A document."""

    guid: Guid
    name: str
    text: str = ""
    passages: tuple[Passage, ...] = ()
    description: str = ""
    values: Mapping[Guid, Value] = field(default_factory=dict)
    """By attribute."""
    whole: tuple[Coding, ...] = ()
    """What the document as a whole is coded."""
    noted: tuple[Guid, ...] = ()
    marks: tuple[Mark, ...] = ()
    created_at: datetime | None = None
    coder: Guid = ""
    language: str = ""
    """As it was found; "" where nobody looked."""


@dataclass(frozen=True)
class Note:
    """A memo; what it is about says so itself."""

    guid: Guid
    name: str
    text: str
    coder: Guid = ""
    created_at: datetime | None = None


@dataclass(frozen=True)
class Case:
    guid: Guid
    name: str
    description: str = ""
    sources: tuple[Guid, ...] = ()
    values: Mapping[Guid, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Collection:
    """What programs call a set: codes or documents under one name."""

    guid: Guid
    name: str
    description: str = ""
    codes: tuple[Guid, ...] = ()
    sources: tuple[Guid, ...] = ()


@dataclass(frozen=True)
class Project:
    name: str
    origin: str = ""
    """The program that wrote it."""
    description: str = ""
    guid: Guid = ""
    created_at: datetime | None = None
    coders: Sequence[Coder] = ()
    codes: Sequence[Code] = ()
    """A parent stands before its children."""
    attributes: Sequence[Attribute] = ()
    sources: Sequence[Source] = ()
    notes: Sequence[Note] = ()
    cases: Sequence[Case] = ()
    collections: Sequence[Collection] = ()

    def codings(self) -> Iterator[tuple[Source, Passage, Coding]]:
        for source in self.sources:
            for passage in source.passages:
                for coding in passage.codings:
                    yield source, passage, coding


@dataclass(frozen=True)
class Codebook:
    origin: str = ""
    codes: Sequence[Code] = ()
    collections: Sequence[Collection] = ()


@dataclass(frozen=True)
class Loss:
    """Something that one side has and the other does not take."""

    what: str
    """In the plural and to be translated, such as "Passages in pictures"."""
    count: int
    examples: tuple[str, ...] = ()
    """A few of them by name."""


class Losses:
    """What is left behind, told once for each sort."""

    EXAMPLES = 5
    LONGEST = 120

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._examples: dict[str, list[str]] = {}

    def add(self, what: str, example: str = "", count: int = 1) -> None:
        if not count:
            return
        self._counts[what] = self._counts.get(what, 0) + count
        examples = self._examples.setdefault(what, [])
        shown = example[: self.LONGEST]
        if shown and len(examples) < self.EXAMPLES and shown not in examples:
            examples.append(shown)

    def take_over(self, told: Iterable[Loss]) -> None:
        """What was told elsewhere."""
        for loss in told:
            for example in loss.examples[: loss.count]:
                self.add(loss.what, example)
            self.add(loss.what, count=loss.count - len(loss.examples[: loss.count]))

    def told(self) -> tuple[Loss, ...]:
        return tuple(
            Loss(what, count, tuple(self._examples[what])) for what, count in self._counts.items()
        )


_NAMESPACE = uuid.UUID("6f2f3d0e-52a9-5b0e-8f43-6c3f1f1d9a10")


def made_guid(*parts: object) -> Guid:
    """The same GUID for the same parts, whenever and wherever it is made."""
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join(str(part) for part in parts)))


T = TypeVar("T")


@dataclass(frozen=True)
class Reading(Generic[T]):
    """What was read, and what of it could not be."""

    value: T
    left_behind: tuple[Loss, ...] = ()


@dataclass(frozen=True)
class Written:
    """A file, and what of the project it cannot hold."""

    content: bytes
    left_behind: tuple[Loss, ...] = ()


@dataclass(frozen=True)
class Arriving:
    """A project whose documents come one after the other, so that never all of its texts are
    held."""

    form: str
    """What its file was found to be."""
    project: Project
    """Without its documents."""
    sources: Iterator[Source]
    left_behind: tuple[Loss, ...] = ()


class Unreadable(Exception):
    """A file that is not what it says it is; `reason` is a sentence, to be translated."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def tree(codes: Sequence[Code]) -> Iterator[tuple[Code, int]]:
    """Every code with its depth, children after their parent; a code whose parent is missing, or
    leads back to itself, is at the top."""
    known = {code.guid for code in codes}
    children: dict[Guid, list[Code]] = {}
    for code in codes:
        parent = code.parent if code.parent in known and code.parent != code.guid else ""
        children.setdefault(parent, []).append(code)
    seen: set[Guid] = set()
    stack = [(code, 0) for code in reversed(children.get("", []))]
    while stack:
        code, depth = stack.pop()
        if code.guid not in seen:
            seen.add(code.guid)
            yield code, depth
            stack.extend((child, depth + 1) for child in reversed(children.get(code.guid, [])))
    for code in codes:
        if code.guid not in seen:
            seen.add(code.guid)
            yield code, 0
