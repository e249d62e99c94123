"""What an announcement says: every field typed, nothing about who wrote it or where it stands."""

from dataclasses import dataclass, field, fields, replace
from datetime import date, time
from hashlib import sha256

from localturn.agenda.domain.terms import Kind, Mode
from localturn.agenda.domain.when import Deadline, When
from localturn.foundation.languages import N_


@dataclass(frozen=True)
class Text:
    """What it is called and what it is about, in one language."""

    language: str
    title: str
    summary: str = ""
    body: str = ""
    """Markdown."""
    is_original: bool = False
    is_machine: bool = False
    """Whether a program translated it and nobody has read it yet."""


@dataclass(frozen=True)
class Speaker:
    name: str
    role: str = ""
    """What they are there, or where they are from."""


@dataclass(frozen=True)
class Session:
    """A part of the programme."""

    title: str
    day: date | None = None
    begins: time | None = None
    ends: time | None = None
    track: str = ""
    summary: str = ""
    speakers: tuple[str, ...] = ()
    """Names of speakers of the event."""


@dataclass(frozen=True)
class Document:
    """A programme, a report, slides: where they can be read."""

    title: str
    address: str
    language: str = ""


NO_TIME = When()


@dataclass(frozen=True)
class Content:
    """An announcement's fields; empty or None where nothing is said.

    `city`, `country` and `organiser` are keys of the register (a city's and an organisation's
    number, a country's code); `topics` are the topics' own words in addresses.
    """

    kind: Kind = Kind.EVENT
    texts: tuple[Text, ...] = ()
    when: When = NO_TIME
    """Of news, the day of what is told."""
    deadline: Deadline | None = None
    """Until when to register, or to answer a call."""
    mode: Mode | None = None
    city: int | None = None
    country: str = ""
    venue: str = ""
    online_link: str = ""
    """Where to join."""
    website: str = ""
    """Its page outside this house."""
    registration_link: str = ""
    organiser: int | None = None
    organiser_name: str = ""
    """As it is written, where the register has none."""
    languages: tuple[str, ...] = ()
    """In which it is held."""
    topics: tuple[str, ...] = ()
    sessions: tuple[Session, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    documents: tuple[Document, ...] = field(default=())

    @property
    def original(self) -> Text | None:
        """The text that it was announced in, else the first."""
        return next((each for each in self.texts if each.is_original), next(iter(self.texts), None))


FIELDS = tuple(each.name for each in fields(Content))
"""The names by which it is remembered that somebody has edited a field."""

LABELS = {
    "kind": N_("Kind"),
    "texts": N_("Title and texts"),
    "when": N_("When"),
    "deadline": N_("Last day to register or to answer"),
    "mode": N_("On site or online"),
    "city": N_("City"),
    "country": N_("Country"),
    "venue": N_("Venue"),
    "online_link": N_("Where to join online"),
    "website": N_("Website"),
    "registration_link": N_("Registration elsewhere"),
    "organiser": N_("Organiser"),
    "organiser_name": N_("Organiser, as written"),
    "languages": N_("Languages"),
    "topics": N_("Topics"),
    "sessions": N_("Programme"),
    "speakers": N_("Speakers"),
    "documents": N_("Documents"),
}


def lacks(content: Content) -> list[str]:
    """What must be said before it is published, in marked sentences; empty when nothing lacks."""
    found = []
    if content.original is None or not all(each.title.strip() for each in content.texts):
        found.append(N_("It has no title."))
    if content.kind is Kind.EVENT and content.when.first_day is None:
        found.append(N_("It has no date."))
    if content.kind is Kind.CALL and content.deadline is None and content.when.first_day is None:
        found.append(N_("A call needs a last day or a date."))
    if content.when.is_backwards:
        found.append(N_("It ends before it begins."))
    end, last = content.when.ends_at, content.deadline
    if content.kind is Kind.EVENT and last is not None and end is not None and last.passes_at > end:
        found.append(N_("Registration ends after the event."))
    return found


def differing(before: Content, after: Content) -> frozenset[str]:
    """The fields in which two contents differ."""
    return frozenset(name for name in FIELDS if getattr(before, name) != getattr(after, name))


def filled(known: Content, told: Content) -> Content:
    """What is known, with its empty fields as another announcement of the same tells them.

    Texts in languages that it has not are added; a text that is there is kept.
    """
    changes = {}
    for name in FIELDS:
        own, other = getattr(known, name), getattr(told, name)
        if name == "texts":
            have = {each.language for each in own}
            more = tuple(each for each in other if each.language not in have)
            changes[name] = own + tuple(_translation(each, bool(own)) for each in more)
        elif name == "when":
            changes[name] = other if own.first_day is None else own
        else:
            changes[name] = own or other
    return Content(**changes)


def taken_in(
    known: Content, told: Content, *, overwrite: bool, kept: frozenset[str] = frozenset()
) -> Content:
    """What is known after this is told of it: with its empty fields filled and, with `overwrite`,
    the others as they are told; fields that are `kept` stay as they are."""
    after = filled(known, told)
    said = [name for name in FIELDS if overwrite and says(told, name)]
    after = replace(after, **{name: getattr(told, name) for name in said})
    after = replace(after, **{name: getattr(known, name) for name in kept})
    return replace(after, country="") if after.city else after


def says(content: Content, name: str) -> bool:
    """Whether it says anything in this field."""
    return content.when.first_day is not None if name == "when" else bool(getattr(content, name))


def _translation(text: Text, has_original: bool) -> Text:
    return Text(
        text.language,
        text.title,
        text.summary,
        text.body,
        is_original=text.is_original and not has_original,
        is_machine=text.is_machine,
    )


def print_of(content: Content) -> str:
    """A few letters that change with what it says."""
    return sha256(repr(content).encode()).hexdigest()[:16]
