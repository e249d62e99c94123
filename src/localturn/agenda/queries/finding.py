"""What is found in the agenda, how it is counted by facet, and each as a list shows it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from babel.dates import format_skeleton
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from localturn.agenda.domain.index import (
    AHEAD,
    CITY,
    COUNTRY,
    FACETS,
    GONE,
    KIND,
    LANGUAGE,
    MODE,
    MONTH,
    ORGANISER,
    TOPIC,
    Asked,
    Found,
)
from localturn.agenda.domain.terms import Kind, Mode, Term
from localturn.agenda.domain.when import Deadline, When
from localturn.agenda.models import Event, EventText, Told, Topic
from localturn.agenda.queries import index
from localturn.agenda.queries.asked import Search
from localturn.agenda.queries.documents import KIND as DOCUMENT
from localturn.agenda.queries.documents import ROOM, TAKEN_OUT, lasting_in
from localturn.foundation.among import Among, written
from localturn.foundation.languages import N_, own_name
from localturn.foundation.people.models import Organisation, OrganisationName
from localturn.foundation.places.models import City, Country
from localturn.foundation.prepared import Prepared, prepared
from localturn.foundation.search import PUBLIC
from localturn.foundation.search.queries import keys

HEADINGS = {
    KIND: N_("Kind"),
    TOPIC: N_("Topic"),
    LANGUAGE: N_("Language"),
    COUNTRY: N_("Country"),
    CITY: N_("City"),
    ORGANISER: N_("Organiser"),
    MODE: N_("On site or online"),
    MONTH: N_("Month"),
}
MOST_CHOICES = 12
"""Of one facet; those that most announcements have. Words find the others."""


@dataclass(frozen=True)
class Choice:
    """A value of a facet, and how many there would be with it."""

    value: str
    text: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    name: str
    heading: str
    choices: Sequence[Choice]
    is_cut: bool = False


def find(
    search: Search, *, now: datetime, between: tuple[float, float] | None = None
) -> tuple[Found, str]:
    """What a search finds, and the stamp of the agenda (1 statement, one more for words)."""
    known, stamp = index.current()
    search = as_named_now(search)
    among = None
    if search.question:
        question = search.question
        if search.shelf == AHEAD and search.year is None and not search.past and between is None:
            question = question.marked(lasting_in(now))
        audience = TAKEN_OUT if search.shelf == GONE else PUBLIC
        found = keys(question, kind=(ROOM, DOCUMENT), audience=audience)
        among = {int(key.partition("/")[0]) for key in found}
    asked = Asked(
        shelf=search.shelf,
        chosen={name: frozenset(values) for name, values in search.chosen.items()},
        year=search.year,
        past=search.past,
        open_only=search.open_only,
        among=among,
        between=between,
    )
    return known.find(asked, now=now.timestamp()), stamp


def as_named_now(search: Search) -> Search:
    """With the topics that those of an older address have become one with."""
    if TOPIC not in search.chosen:
        return search
    now = index.topics_now(search.chosen[TOPIC])
    return replace(search, chosen={**search.chosen, TOPIC: now})


def facets(found: Found, search: Search) -> list[Facet]:
    """The facets that leave a choice, in the reader's language (2 statements)."""
    language = get_language() or "en"
    words = _words(found, language)
    made = []
    for name in FACETS:
        chosen = [each for each in search.chosen.get(name, ()) if _is_word(each)]
        counts = {**dict.fromkeys(chosen, 0), **found.counts[name]}
        if len(counts) < 2 and not chosen:
            continue
        first = sorted(counts, key=lambda value: (value not in chosen, -counts[value]))
        if name == MONTH:
            first = sorted(counts)
        say = words[name]
        choices = [
            Choice(value, say(value), counts[value], value in chosen)
            for value in first[:MOST_CHOICES]
        ]
        if name not in (MONTH, KIND, MODE):
            choices.sort(key=lambda each: each.text.casefold())
        made.append(Facet(name, _(HEADINGS[name]), choices, len(first) > MOST_CHOICES))
    return made


def _words(found: Found, language: str) -> Mapping[str, Callable[[str], str]]:
    organisers = dict(_organisers(language)) if found.counts[ORGANISER] else {}
    topics = dict(_topics()) if found.counts[TOPIC] else {}
    cities = _cities(frozenset(found.counts[CITY]))
    return {
        KIND: _term(Kind),
        TOPIC: lambda value: _called(topics.get(value, {}), language) or value,
        LANGUAGE: _language_name,
        COUNTRY: lambda value: country_name(value, language),
        CITY: lambda value: cities.get(value, value),
        ORGANISER: lambda value: organisers.get(value, value),
        MODE: _term(Mode),
        MONTH: lambda value: month_name(value, language),
    }


def _is_word(value: str) -> bool:
    """Whether it may be shown though nothing has it: no text of an address is."""
    return value.isascii() and value.replace("-", "").isalnum()


def _term(terms: type[Term]) -> Callable[[str], str]:
    labels = {term.value: _(term.label) for term in terms}
    return lambda value: labels.get(value, value)


def _called(names: Mapping[str, str], language: str) -> str:
    return str(names.get(language) or names.get("en") or "")


@lru_cache(maxsize=256)
def _language_name(code: str) -> str:
    return own_name(code)


@lru_cache(maxsize=1024)
def country_name(code: str, language: str) -> str:
    return Country(code=code, name=code).name_in(language)


@lru_cache(maxsize=2048)
def month_name(month: str, language: str) -> str:
    """ "2026-11" as November 2026."""
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        return month
    return str(format_skeleton("yMMMM", first, locale=language.replace("-", "_")))


@lru_cache(maxsize=64)
def _cities(pks: frozenset[str]) -> Mapping[str, str]:
    """Names of cities, which do not change."""
    found = City.objects.filter(pk__in=[pk for pk in pks if pk.isdecimal() and len(pk) < 18])
    return {str(pk): name for pk, name in found.values_list("pk", "name")}


@prepared
def _topics() -> QuerySet[Topic, tuple[str, Any]]:
    return Topic.objects.order_by().values_list("slug", "names")


@prepared
def _organiser_rows(language: str) -> QuerySet[Organisation, tuple[int, str, str | None]]:
    """Every organisation that the agenda names as one that holds something."""
    named = OrganisationName.objects.filter(
        organisation=OuterRef("pk"), use=OrganisationName.Use.NAME.value, language=language
    )
    held = Event.objects.filter(organiser=OuterRef("pk"))
    rows = Organisation.objects.filter(Exists(held)).order_by()
    return rows.values_list("pk", "name", Subquery(named.values("text")[:1]))


def _organisers(language: str) -> list[tuple[str, str]]:
    return [(str(pk), own or name) for pk, name, own in _organiser_rows(language)]


@dataclass(frozen=True)
class Line:
    """An announcement in a list, in the reader's language or as it was announced."""

    pk: int
    language: str
    title: str
    summary: str
    kind: str
    status: str
    mode: str
    when: When
    deadline: Deadline | None
    venue: str
    city: str
    country: str
    organiser: str


_LINE = (
    *("language", "title", "summary", "event__kind", "event__status", "event__mode"),
    *("event__zone", "event__first_day", "event__begins", "event__last_day", "event__end_time"),
    *("event__deadline_day", "event__deadline_time", "event__deadline_zone", "event__venue"),
    *("event__city__name", "event__country_id", "event__organiser__name"),
    "event__organiser_name",
)


def lines_of(pks: Sequence[int]) -> list[Line]:
    """These announcements in this order, as a list shows them (1 statement)."""
    language = get_language() or "en"
    rows: dict[int, tuple[Any, ...]] = {}
    for pk, *row in _line_rows(language, written(pks)):
        if pk not in rows or row[0] == language:
            rows[pk] = tuple(row)
    return [_line(pk, rows[pk], language) for pk in pks if pk in rows]


@prepared
def _line_rows(language: str, pks: str) -> QuerySet[EventText, tuple[Any, ...]]:
    wanted = Q(language=language) | Q(is_original=True)
    texts = EventText.objects.filter(Among("event_id", pks), wanted)
    return texts.order_by().values_list("event_id", *_LINE)


def _line(pk: int, row: tuple[Any, ...], language: str) -> Line:
    said = dict(zip(_LINE, row, strict=True))
    zone: str = said["event__zone"]
    day: date | None = said["event__deadline_day"]
    clock: time | None = said["event__deadline_time"]
    country: str | None = said["event__country_id"]
    return Line(
        pk=pk,
        language=said["language"],
        title=said["title"],
        summary=said["summary"],
        kind=said["event__kind"],
        status=said["event__status"],
        mode=said["event__mode"],
        when=When(
            zone,
            said["event__first_day"],
            said["event__begins"],
            said["event__last_day"],
            said["event__end_time"],
        ),
        deadline=Deadline(day, clock, said["event__deadline_zone"] or zone) if day else None,
        venue=said["event__venue"],
        city=said["event__city__name"] or "",
        country=country_name(country, language) if country else "",
        organiser=said["event__organiser__name"] or said["event__organiser_name"],
    )


def told(pks: Sequence[int], language: str, column: str) -> list[tuple[int, str]]:
    """These announcements in this order as they stand in a kind of feed, in a language or as they
    were announced; what does not stand in it is left out (1 statement)."""
    found: dict[int, str] = {}
    for pk, spoken, lines in _told[column](language, written(pks)):
        if pk not in found or spoken == language:
            found[pk] = lines
    return [(pk, found[pk]) for pk in pks if found.get(pk)]


def _told_in(column: str) -> Prepared[[str, str], tuple[int, str, str]]:
    def rows(language: str, pks: str) -> QuerySet[Told, tuple[int, str, str]]:
        wanted = Q(language=language) | Q(is_original=True)
        kept = Told.objects.filter(Among("event_id", pks), wanted)
        return kept.order_by().values_list("event_id", "language", column)

    return prepared(rows)


_told = {column: _told_in(column) for column in ("ics", "atom", "json", "jsonld")}
