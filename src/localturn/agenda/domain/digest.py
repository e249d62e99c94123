"""What stands in an issue of a mailing list, and for whom.

An issue is composed from announcements by rules, put in order by an editor, and frozen. Each
reader gets the part of it that their wishes leave.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, time
from typing import Any, NewType

from localturn.agenda.domain.mailing import Wishes

Key = NewType("Key", str)
"""Says for ever which announcement it is: "event/12"."""

EVENTS, CALLS, NEWS = "events", "calls", "news"
PARTS = (EVENTS, CALLS, NEWS)
"""What an issue is divided into, in this order."""
_DAYS = ("first_day", "last_day", "deadline_day")
_TIMES = ("begins", "end_time", "deadline_time")


@dataclass(frozen=True)
class Text:
    """An announcement in one language."""

    language: str
    title: str
    summary: str = ""
    is_original: bool = False


@dataclass(frozen=True)
class Item:
    """An announcement as an issue keeps it, whatever becomes of it afterwards."""

    key: Key
    part: str
    path: str
    """Of its page, below the house's own address."""
    texts: tuple[Text, ...]
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    """In which it is held or written."""
    first_day: date | None = None
    last_day: date | None = None
    begins: time | None = None
    end_time: time | None = None
    zone: str = "UTC"
    deadline_day: date | None = None
    deadline_time: time | None = None
    deadline_zone: str = "UTC"
    city: str = ""
    country: str = ""
    """Its code."""
    is_online: bool = False
    organiser: str = ""
    is_cancelled: bool = False

    def text_in(self, language: str) -> Text:
        """What it says in this language, else in the one in which it was written."""
        for text in self.texts:
            if text.language == language:
                return text
        return next((text for text in self.texts if text.is_original), self.texts[0])

    def wanted_by(self, wishes: Wishes) -> bool:
        return wishes.want(languages=self.languages, topics=self.topics, country=self.country)


@dataclass(frozen=True)
class Rules:
    """What is looked for when an issue is composed; an empty set stands for everything."""

    parts: frozenset[str] = frozenset(PARTS)
    topics: frozenset[str] = field(default_factory=frozenset)
    countries: frozenset[str] = field(default_factory=frozenset)
    languages: frozenset[str] = field(default_factory=frozenset)
    most: int = 40

    def find(self, item: Item) -> bool:
        wishes = Wishes(self.languages, self.topics, self.countries)
        return item.part in self.parts and item.wanted_by(wishes)

    def written(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            "parts": sorted(self.parts),
            "topics": sorted(self.topics),
            "countries": sorted(self.countries),
            "languages": sorted(self.languages),
            "most": self.most,
        }

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Rules":
        return cls(
            parts=frozenset(kept.get("parts", PARTS)),
            topics=frozenset(kept.get("topics", ())),
            countries=frozenset(kept.get("countries", ())),
            languages=frozenset(kept.get("languages", ())),
            most=int(kept.get("most", cls.most)),
        )


def composed(
    offered: Sequence[Item], rules: Rules, *, chosen: Iterable[Key], left_out: Iterable[Key]
) -> list[Key]:
    """What is in the issue, in order: what an editor has placed stays where it is as long as it is
    offered, what the rules find besides comes after it, by part and in the order it is offered."""
    there = {item.key for item in offered}
    kept = [key for key in chosen if key in there]
    out = {*left_out, *kept}
    found = [item for item in offered if item.key not in out and rules.find(item)]
    found.sort(key=lambda item: PARTS.index(item.part))
    return [*kept, *(item.key for item in found)][: max(rules.most, len(kept))]


def moved(keys: Sequence[Key], key: Key, *, to: int) -> list[Key]:
    """The same with one at another place, counted from 0; as it was where the key is not in it."""
    if key not in keys:
        return list(keys)
    rest = [each for each in keys if each != key]
    at = max(0, min(to, len(rest)))
    return [*rest[:at], key, *rest[at:]]


@dataclass(frozen=True)
class Words:
    """What an editor writes around the items, in one language."""

    subject: str
    introduction: str = ""


@dataclass(frozen=True)
class Content:
    """An issue as it was frozen."""

    number: int
    items: tuple[Item, ...]
    words: Mapping[str, Words]
    """By language, those of the list; the first is for readers of any other."""

    @property
    def languages(self) -> list[str]:
        return list(self.words)

    def language_for(self, wanted: str) -> str:
        return wanted if wanted in self.words else self.languages[0]

    def written(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            "number": self.number,
            "items": [_written(item) for item in self.items],
            "words": [[language, asdict(words)] for language, words in self.words.items()],
        }

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Content":
        return cls(
            number=kept["number"],
            items=tuple(_read(each) for each in kept["items"]),
            words={language: Words(**words) for language, words in kept["words"]},
        )


def _written(item: Item) -> dict[str, Any]:
    kept = asdict(item)
    for name in (*_DAYS, *_TIMES):
        kept[name] = kept[name].isoformat() if kept[name] else None
    return kept


def _read(kept: Mapping[str, Any]) -> Item:
    said = dict(kept)
    for name in _DAYS:
        said[name] = date.fromisoformat(said[name]) if said[name] else None
    for name in _TIMES:
        said[name] = time.fromisoformat(said[name]) if said[name] else None
    texts = tuple(Text(**each) for each in said.pop("texts"))
    return Item(
        **{**said, "topics": tuple(said["topics"]), "languages": tuple(said["languages"])},
        texts=texts,
    )
