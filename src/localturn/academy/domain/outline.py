"""What a course is made of, as values: the tree that is written, published and pinned by runs.

Ids are stable: they stay the same across versions, and are how an answer or a reading of one
version is found again in the next.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from localturn.academy.domain.awards import Award
from localturn.academy.domain.questions import Question
from localturn.academy.domain.rubric import Rubric

Setting = str | int | bool | tuple[str, ...] | Rubric | tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Source:
    """A publication that an activity's text cites as `[@id]`."""

    id: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class Activity:
    """One thing to do; `settings` are the keys of its kind's own."""

    id: str
    kind: str
    title: str
    minutes: int
    body: str
    points: Decimal = Decimal(0)
    due: bool = True
    places: tuple[str, ...] = ()
    settings: Mapping[str, Setting] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    file_name: str = ""
    """Stem of its file in the course folder, with the number in front."""


@dataclass(frozen=True)
class Module:
    """A part of a course that opens in one week of a run (1 is the first)."""

    id: str
    title: str
    summary: str
    week: int
    activities: tuple[Activity, ...] = ()
    folder_name: str = ""


@dataclass(frozen=True)
class Bank:
    """Questions that quizzes and tests draw from."""

    name: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Medium:
    """A video of a course or its poster: what its bytes are, not the bytes themselves."""

    name: str
    media_type: str
    size: int
    sha256: str
    seconds: int = 0
    """How long a video plays."""

    @property
    def stem(self) -> str:
        """What a video, its captions and its poster have in common."""
        return self.name.split(".", 1)[0]

    @property
    def is_video(self) -> bool:
        return self.media_type.startswith("video/")


@dataclass(frozen=True)
class Captions:
    """What is said in a video, in one language, as a WebVTT file has it."""

    stem: str
    language: str
    text: str

    @property
    def name(self) -> str:
        return f"{self.stem}.{self.language}.vtt"


@dataclass(frozen=True)
class Course:
    """A whole course, as its folder says it."""

    id: str
    title: str
    language: str
    summary: str
    audience: str
    objectives: tuple[str, ...]
    hours: Decimal
    licence: str
    authors: tuple[str, ...]
    about: str
    modules: tuple[Module, ...] = ()
    banks: tuple[Bank, ...] = ()
    awards: tuple[Award, ...] = ()
    media: tuple[Medium, ...] = ()
    captions: tuple[Captions, ...] = ()

    @property
    def activities(self) -> Iterator[Activity]:
        for module in self.modules:
            yield from module.activities

    def bank(self, name: str) -> Bank | None:
        return next((bank for bank in self.banks if bank.name == name), None)

    @property
    def stems_shown(self) -> set[str]:
        """Of the videos that activities show."""
        named = (activity.settings.get("video") for activity in self.activities)
        return {str(name).split(".", 1)[0] for name in named if name}


def plain(number: Decimal) -> Decimal:
    """The same number without zeros at its end: 10.00 is 10, 7.50 is 7.5."""
    whole = number.to_integral_value()
    return Decimal(int(whole)) if whole == number else number.normalize()
