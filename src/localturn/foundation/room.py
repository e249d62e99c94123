"""What every room declares: one `Room` of dotted paths, so that rooms are asked, not imported."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve, reverse
from django.utils.module_loading import import_string

from localturn.foundation.links.things import Card, Held, Readable, Thing
from localturn.foundation.tasks.entries import Entry

if TYPE_CHECKING:
    from localturn.foundation.people.reader import Reader


@dataclass(frozen=True)
class Mistake:
    """What is wrong with something that was to be imported, and where."""

    file: str
    line: int | None
    sentence: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{where}: {self.sentence}"


@dataclass
class Report:
    """What an import or export did; where there is a mistake, nothing was done."""

    mistakes: list[Mistake] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    """Sentences."""
    left_behind: list[str] = field(default_factory=list)
    """What could not be carried, in sentences."""


@dataclass(frozen=True)
class DemoSignIn:
    """Somebody the demonstration can be entered as."""

    role: str
    """In English, such as "Facilitator"."""
    email: str
    password: str
    note: str = ""


@dataclass(frozen=True)
class Page:
    """A page that the navigation leads to."""

    title: str
    """Marked with `N_`."""
    address: str
    """Its name."""
    signed_in: bool = False
    """Whether only who has signed in is led there."""


@dataclass(frozen=True)
class Scope:
    """What a token for the API may be good for."""

    name: str
    """Such as "calendar:read"."""
    words: str
    """What it lets a program do; marked with `N_`."""


@dataclass(frozen=True)
class Room:
    """One room of the house. A dotted path names a callable; "" where a room has none."""

    name: str
    title: str
    """Marked with `N_`, translated where it is shown."""
    urls: str
    prefix: str = ""
    entrance: str = ""
    """Name of the address that the navigation leads to."""
    pages: tuple[Page, ...] = ()
    """More pages that the navigation leads to, after all entrances."""
    search_audiences: str = ""
    """`(person | anonymous, *, now) -> frozenset[str]`: which audiences this reader belongs to."""
    search_documents: str = ""
    """`() -> Iterator[search.Document]`: everything the room offers, to build the index anew; reads
    only when the next one is asked for."""
    search_kinds: str = ""
    """`() -> Mapping[str, search.KindName]`: how its kinds of documents are called."""
    files_readable: str = ""
    """`(subject, person | anonymous, *, now) -> bool`: whether a reader may have the stored files
    of a subject of this room, such as "academy/hand-in/12"."""
    arrivals: Mapping[str, str] = field(default_factory=dict)
    """By purpose ("course-folder"), `(person, about: str) -> int`: how many bytes a large file may
    have that this person sends for it; 0 where they may send none. `about` is what follows the
    purpose after a slash, "12/34" of "hand-in/12/34"."""
    calendar_entries: str = ""
    """`(person, *, since, until) -> list[calendar.Entry]`."""
    todos: str = ""
    """`(person, *, now) -> list[ui.todos.TodoGroup]`: what to do now, by role."""
    personal_data: str = ""
    """A module path with the contract of `foundation.people.personal_data`."""
    cards: str = ""
    """`(things, *, reader) -> list[links.Card]`: how the room draws things of its own that others
    link to, those that the reader may see."""
    thing_at: str = ""
    """`(name, words) -> links.Thing | None`: what one of the room's addresses shows, so that others
    can be told to link to it; `words` are those of the address."""
    held: str = ""
    """`(things) -> Mapping[Thing, links.Held]`: those that are held at a time, whoever may see
    them; what is there no longer is left out. Only for what its own people have announced."""
    follows: str = ""
    """`(things, *, now) -> None`: these, of another room, are held at another time, are called
    otherwise or are there no longer; in the transaction in which they changed."""
    readable: str = ""
    """`(thing, *, reader) -> Sequence[links.Readable]`: documents to be read about a thing of the
    room's that the reader may see. Raises Invalid, in words, where the thing itself is none and the
    reader would look for some."""
    takes: str = ""
    """`(address, *, reader) -> str`: where the reader takes the documents of what a page of this
    house shows into the room; "" for who takes none in."""
    announces: str = ""
    """Name of the address at which things of any room are announced to everybody, by `?about=`."""
    quotations: str = ""
    """`(things, *, reader=None) -> Mapping[links.Thing, prose.embedding.Shown]`: those that may be
    quoted before everybody; with a reader, only those that the reader may see."""
    at_place: str = ""
    """`(city, *, reader, now) -> list[links.Card]`: what is going on in a city."""
    restored: str = ""
    """`(*, now) -> list[str]`: what of a restored backup must not stand as it stood then, put
    right before anybody works; sentences, in English, of what that was."""
    demo: str = ""
    """`(*, now, report) -> list[DemoSignIn]`: fills the demonstration; `report(sentence)` tells how
    far it is."""
    demo_joined: str = ""
    """`(*, now, report) -> None`: what the rooms of the demonstration show of each other, when each
    has furnished its own."""
    api: str = ""
    """A `ninja.Router`: what programs may ask and do, under `/api/v1/`; imported when the first one
    asks."""
    scopes: tuple[Scope, ...] = ()
    """What a token may be good for in this room."""
    importers: Mapping[str, str] = field(default_factory=dict)
    """By kind ("course"), `(path: Path, *, by: Person, now) -> Report` for `localturn import`."""
    exporters: Mapping[str, str] = field(default_factory=dict)
    """By kind, `(identity: str, path: Path, *, by: Person, now) -> Report`."""
    timetable: tuple[tuple[str, str], ...] = ()
    """Pairs of (every how long: "10m", "1h", "1d 03:00"; dotted path of a task)."""


@cache
def rooms() -> tuple[Room, ...]:
    """The rooms of this installation, in the order of `settings.ROOMS`."""
    return tuple(import_string(path) for path in settings.ROOMS)


def scopes() -> tuple[Scope, ...]:
    """What a token may be good for, in the order of the rooms."""
    return tuple(scope for room in rooms() for scope in room.scopes)


def timetable() -> list[Entry]:
    """What is done again and again: the house's own entries, and every room's."""
    own: list[tuple[str, str]] = settings.TIMETABLE
    return [
        Entry(every, task) for every, task in [*own, *(e for r in rooms() for e in r.timetable)]
    ]


def offered(what: str) -> list[tuple[Room, Callable[..., Any]]]:
    """Each room that offers `what` (a field of Room), with the callable itself."""
    return [
        (room, import_string(path)) for room in rooms() if (path := getattr(room, what, "")) != ""
    ]


def drawn(things: Sequence[Thing], *, reader: "Reader") -> list[Card]:
    """The things as their rooms draw them, those that the reader may see."""
    of_room: dict[str, list[Thing]] = defaultdict(list)
    for thing in things:
        of_room[thing.room].append(thing)
    return [
        card
        for room, cards in (offered("cards") if of_room else ())
        if room.name in of_room
        for card in cards(of_room[room.name], reader=reader)
    ]


def held(things: Sequence[Thing]) -> dict[Thing, Held]:
    """When these are held, as their rooms say; what is not held at a time is left out."""
    found: dict[Thing, Held] = {}
    for room, say in offered("held") if things else ():
        if own := [each for each in things if each.room == room.name]:
            found |= say(own)
    return found


def tell_followers(things: Sequence[Thing], *, now: datetime) -> None:
    """Let the rooms that announce these know that they have changed."""
    for _room, follow in offered("follows") if things else ():
        follow(things, now=now)


def thing_at(address: str) -> Thing | None:
    """What a page of this house shows, by its whole address or by its path; None for any other."""
    try:
        parts, own = urlsplit(address.strip()), urlsplit(settings.PUBLIC_URL)
        if parts.netloc and parts.netloc != own.netloc:
            return None
        match = resolve(parts.path)
    except (ValueError, Resolver404):
        return None
    for room, find in offered("thing_at"):
        if room.name == match.app_name:
            found: Thing | None = find(match.url_name, match.kwargs)
            return found
    return None


def readable_at(address: str, *, reader: "Reader") -> "list[Readable]":
    """Documents to be read about what a page of this house shows; none of any other page."""
    thing = thing_at(address)
    return [] if thing is None else readable_about(thing, reader=reader)


def readable_about(thing: "Thing", *, reader: "Reader") -> "list[Readable]":
    """Documents to be read about a thing."""
    return [
        each
        for room, read in offered("readable")
        if room.name == thing.room
        for each in read(thing, reader=reader)
    ]


def taking(address: str, *, reader: "Reader") -> str:
    """Where the documents of what a page shows are taken in; "" for who takes none in."""
    found = (take(address, reader=reader) for _room, take in offered("takes"))
    return next((each for each in found if each), "")


def announcing(thing: Thing) -> str:
    """Where one begins to announce a thing to everybody; "" where no room does that."""
    for room in rooms():
        if room.announces:
            return f"{reverse(room.announces)}?{urlencode({'about': str(thing)})}"
    return ""
