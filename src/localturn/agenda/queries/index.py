"""The agenda of this process, brought up to date before each answer."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from django.db.models import QuerySet

from localturn.agenda.domain.index import (
    AHEAD,
    CITY,
    COUNTRY,
    GONE,
    KIND,
    LANGUAGE,
    MODE,
    MONTH,
    ORGANISER,
    TOLD,
    TOPIC,
    Index,
    Row,
)
from localturn.agenda.domain.registering import Window
from localturn.agenda.domain.terms import AHEAD as KINDS_AHEAD
from localturn.agenda.domain.terms import Mode, State, Status
from localturn.agenda.models import AgendaState, Event, EventText, Registration, Topic
from localturn.foundation import moments
from localturn.foundation.prepared import prepared

_COLUMNS = (
    *("pk", "kind", "state", "status", "starts", "ends", "closes", "zone", "first_day"),
    *("mode", "city_id", "country_id", "organiser_id", "languages", "registration_link"),
    *("begins", "published_at", "settled_at"),
)
TOLD_FOR = timedelta(days=90)
"""How long calendars are told that something was taken out."""
AT_ONCE = 500


@dataclass
class _Kept:
    """The index, and up to which revision it was read."""

    index: Index = field(default_factory=Index)
    revision: int = 0
    stamp: str = ""
    former: Mapping[str, str] = field(default_factory=dict)
    """Of topics that were made one with others, by their words."""


_kept = _Kept()
_lock = Lock()


def current() -> tuple[Index, str]:
    """As everybody sees it now, and its stamp: 1 statement, five more where it was changed."""
    revision, stamp = _state()
    with _lock:
        if stamp != _kept.stamp:
            if revision <= _kept.revision:
                _kept.index, _kept.revision = Index(), 0
            _read(_kept.index, since=_kept.revision)
            _kept.former = {
                word: slug
                for slug, words in Topic.objects.values_list("slug", "former")
                for word in words
            }
            _kept.revision, _kept.stamp = revision, stamp
        return _kept.index, stamp


def topics_now(words: Iterable[str]) -> tuple[str, ...]:
    """The topics that these words of an address stand for, as the agenda was last read."""
    with _lock:
        return tuple(sorted({_kept.former.get(word, word) for word in words}))


def stamp() -> str:
    """What is new with each change that readers see (1 statement)."""
    return _state()[1]


def _state() -> tuple[int, str]:
    return next(iter(_states()), (0, ""))


@prepared
def _states() -> QuerySet[AgendaState, tuple[int, str]]:
    """The one there is, if there is one."""
    return AgendaState.objects.filter(pk=1).values_list("revision", "stamp")


def zones_of(keys: Iterable[int]) -> frozenset[tuple[str, int, int]]:
    """The zones that these are written in, each with the years that it is needed for."""
    years: dict[str, set[int]] = defaultdict(set)
    with _lock:
        named = {(row.zone, row.year) for row in _kept.index.rows(keys)}
    for zone, year in named:
        if zone:
            years[zone].add(year)
    return frozenset((zone, min(of) - 1, max(of) + 1) for zone, of in years.items())


def forget() -> None:
    """Read everything anew when it is next asked for."""
    with _lock:
        _kept.index, _kept.revision, _kept.stamp, _kept.former = Index(), 0, "", {}


def _read(into: Index, *, since: int) -> None:
    changed = Event.objects.filter(revision__gt=since).order_by()
    topics: dict[int, list[str]] = defaultdict(list)
    languages: dict[int, list[str]] = defaultdict(list)
    sorted_by = Event.topics.through._default_manager.filter(event__revision__gt=since)
    for pk, slug in sorted_by.values_list("event_id", "topic__slug"):
        topics[pk].append(slug)
    told_in = EventText.objects.filter(event__revision__gt=since).order_by()
    for pk, language in told_in.values_list("event_id", "language"):
        languages[pk].append(language)
    here = Registration.objects.filter(event__revision__gt=since).order_by()
    windows = {
        pk: Window(opens, None, is_closed)
        for pk, opens, is_closed in here.values_list("event_id", "opens", "is_closed")
    }
    for columns in changed.values_list(*_COLUMNS):
        pk, state = columns[0], columns[2]
        if state == State.PUBLISHED or (state == State.WITHDRAWN and columns[-1] is not None):
            into.put(_row(columns, topics[pk], languages[pk], windows.get(pk)))
        else:
            into.remove(pk)


def _row(
    columns: tuple[Any, ...],
    topics: Iterable[str],
    languages: Iterable[str],
    here: Window | None,
) -> Row:
    """`here` says from when on people register with this house, if they do."""
    said: dict[str, Any] = dict(zip(_COLUMNS, columns, strict=True))
    starts: datetime = said["starts"]
    closes: datetime | None = said["closes"]
    day = said["first_day"] or moments.day_in(starts, said["zone"])
    registers, opens = bool(closes or said["registration_link"]), None
    if here is not None and not said["registration_link"]:
        registers, opens = not here.is_closed, here.opens
        closes = min(closes or starts, starts)  # as the form itself has it
    ends = said["ends"] or starts
    shelf = AHEAD if said["kind"] in KINDS_AHEAD else TOLD
    if said["state"] == State.WITHDRAWN:
        shelf, ends = GONE, said["settled_at"] + TOLD_FOR
    return Row(
        key=said["pk"],
        shelf=shelf,
        year=day.year,
        starts=starts.timestamp(),
        ends=ends.timestamp(),
        facets={
            KIND: (said["kind"],),
            TOPIC: tuple(topics),
            LANGUAGE: tuple(dict.fromkeys([*said["languages"], *languages])),
            COUNTRY: _some(said["country_id"]),
            CITY: _some(said["city_id"]),
            ORGANISER: _some(said["organiser_id"]),
            MODE: _modes(said["mode"]),
            MONTH: (f"{day:%Y-%m}",),
        },
        registers=registers and said["status"] == Status.SCHEDULED,
        opens=opens.timestamp() if opens else float("-inf"),
        closes=closes.timestamp() if closes else float("inf"),
        zone=said["zone"] if said["begins"] else "",
    )


def _some(value: object) -> tuple[str, ...]:
    return (str(value),) if value else ()


def _modes(mode: str) -> tuple[str, ...]:
    """Who looks for what is online finds also what is held in both ways."""
    return (Mode.ON_SITE, Mode.ONLINE) if mode == Mode.BOTH else _some(mode)
