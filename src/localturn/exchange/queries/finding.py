"""What is found in the catalogue, and how it is counted by facet."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from localturn.exchange import permissions
from localturn.exchange.domain.catalogue import (
    DELIVERY,
    FACETS,
    FIELD,
    HOST,
    KIND,
    LANGUAGE,
    LEVEL,
    MONTH,
    YEAR,
    Asked,
    Found,
)
from localturn.exchange.domain.fields_of_study import fields
from localturn.exchange.domain.terms import CourseType, Delivery, Level, Term, academic_year
from localturn.exchange.models import CreditKind, Listing, Partner
from localturn.exchange.queries import catalogue
from localturn.exchange.queries.asked import Search
from localturn.exchange.queries.documents import KIND as DOCUMENT
from localturn.exchange.queries.documents import ROOM
from localturn.exchange.queries.places import has_places
from localturn.exchange.queries.sentences import language_name, month_name
from localturn.foundation.languages import N_
from localturn.foundation.people.models import Organisation, OrganisationName
from localturn.foundation.people.reader import Reader
from localturn.foundation.prepared import prepared
from localturn.foundation.search import PUBLIC
from localturn.foundation.search.queries import keys

HEADINGS = {
    YEAR: N_("Academic year"),
    HOST: N_("University"),
    FIELD: N_("Field of study"),
    LANGUAGE: N_("Language of instruction"),
    LEVEL: N_("Level"),
    DELIVERY: N_("Course delivery methods"),
    KIND: N_("Course type"),
    MONTH: N_("Month"),
}


_SHOWN = (
    *("pk", "title", "written_in", "host__name", "faculty", "academic_year", "first_month"),
    *("last_month", "level", "language", "delivery", "slots_kind", "slots"),
)
MONTHS = frozenset(str(number) for number in range(1, 13))
_TERMS: Mapping[str, type[Term]] = {LEVEL: Level, DELIVERY: Delivery, KIND: CourseType}


@dataclass(frozen=True)
class Choice:
    """A value of a facet, and how many listings there would be with it."""

    value: str
    text: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    name: str
    heading: str
    choices: Sequence[Choice]


@dataclass(frozen=True)
class University:
    """A university of a consortium that the reader belongs to."""

    pk: int
    slug: str
    name: str
    lists: bool
    """Whether the reader may list its courses."""
    nominates_in: frozenset[int]
    """Consortia in which it may nominate."""

    def __str__(self) -> str:
        return self.name


def find(search: Search, *, universities: Sequence[University], now: datetime) -> Found:
    """What a search finds; 1 statement, two more for words and two for places."""
    known = catalogue.current()
    among, first = None, []
    if search.question:
        among, first = _with_words(search, in_title=False), _with_words(search, in_title=True)
    own = next((each for each in universities if each.slug == search.places), None)
    return known.find(
        Asked(
            chosen={name: frozenset(values) for name, values in search.chosen.items()},
            week=search.week,
            only=has_places(known, own.pk, consortia=own.nominates_in, now=now) if own else None,
            among=among,
            first=first,
            archived=search.archived,
        )
    )


def _with_words(search: Search, *, in_title: bool) -> list[int]:
    found = keys(search.question, kind=(ROOM, DOCUMENT), audience=PUBLIC, in_title=in_title)
    return [int(key) for key in found]


def facets(found: Found, search: Search) -> list[Facet]:
    """The facets that leave a choice, in the reader's language (1 statement: universities)."""
    hosts = _universities({*found.counts[HOST], *search.chosen.get(HOST, ())})
    words: Mapping[str, Callable[[str], str]] = {
        YEAR: lambda value: academic_year(int(value)) if value.isdecimal() else value,
        HOST: lambda value: hosts.get(value, value),
        FIELD: _field,
        LANGUAGE: language_name,
        LEVEL: _term(Level),
        DELIVERY: _term(Delivery),
        KIND: _term(CourseType),
        MONTH: lambda value: month_name(int(value)) if value.isdecimal() else value,
    }
    made = []
    for name in FACETS:
        chosen = search.chosen.get(name, ())
        counts = {**dict.fromkeys(_known(chosen, name), 0), **found.counts[name]}
        choices = [
            Choice(value, words[name](value), count, value in chosen)
            for value, count in counts.items()
        ]
        if len(choices) > 1 or chosen:
            made.append(Facet(name, _(HEADINGS[name]), sorted(choices, key=_order(name))))
    return made


@dataclass(frozen=True)
class Line:
    """A listing in a list."""

    pk: int
    title: str
    written_in: str
    host: str
    faculty: str
    academic_year: int
    first_month: int | None
    last_month: int | None
    level: str
    language: str
    delivery: Sequence[str]
    slots_kind: str
    slots: int | None
    points: Decimal


def lines_of(pks: Sequence[int]) -> list[Line]:
    """These listings in this order, as a list shows them (2 statements)."""
    points: dict[int, Decimal] = defaultdict(Decimal)
    credits = CreditKind.objects.filter(listing__in=pks).order_by()
    for listing, number in credits.values_list("listing_id", "points"):
        points[listing] += number
    rows = Listing.objects.filter(pk__in=pks).order_by().values_list(*_SHOWN)
    shown: Iterator[tuple[Any, ...]] = ((*row, points[row[0]]) for row in rows)
    lines = {row[0]: Line(*row) for row in shown}
    return [lines[pk] for pk in pks if pk in lines]


def universities_of(person: Reader, *, now: datetime) -> list[University]:
    """In the order of their names (1 statement; none for who has not signed in)."""
    known: dict[int, University] = {}
    for each in permissions.belongings_of(person, now=now):
        lists = each.may_list and each.role in permissions.KEEPERS
        before = known.get(each.pk)
        lists = lists or (before is not None and before.lists)
        nominates = before.nominates_in if before else frozenset()
        if each.may_nominate:
            nominates |= {each.consortium}
        known[each.pk] = University(each.pk, each.slug, each.name, lists, nominates)
    return list(known.values())


def _order(name: str) -> Callable[[Choice], tuple[object, ...]]:
    if name == YEAR:
        return lambda choice: (-int(choice.value),)
    if name == MONTH:
        return lambda choice: (int(choice.value),)
    if name in _TERMS:
        places = {term.value: place for place, term in enumerate(_TERMS[name])}
        return lambda choice: (places.get(choice.value, len(places)),)
    return lambda choice: (choice.text.casefold(),)


def _known(values: Sequence[str], name: str) -> list[str]:
    """What was chosen and may be shown though nothing has it: no text of an address is."""
    if name == MONTH:
        return [v for v in values if v in MONTHS]
    if name in {YEAR, HOST}:
        return [v for v in values if v.isascii() and v.isdecimal() and len(v) < 10]
    return [v for v in values if v.replace("-", "").isalnum()]


def _universities(pks: set[str]) -> dict[str, str]:
    rows = _hosts(get_language() or "en") if pks else []
    return {str(pk): own or name for pk, name, own in rows if str(pk) in pks}


@prepared
def _hosts(language: str) -> QuerySet[Organisation, tuple[int, str, str | None]]:
    """Every university that is or was in a consortium, those that may have listed a course, with
    its name and the one in a language."""
    partners = Partner.objects.filter(organisation=OuterRef("pk"))
    use = OrganisationName.Use.NAME.value
    own = FilteredRelation("names", condition=Q(names__use=use, names__language=language))
    known = Organisation.objects.filter(Exists(partners)).annotate(own=own).order_by()
    return known.values_list("pk", "name", "own__text")


def _term(terms: type[Term]) -> Callable[[str], str]:
    labels = {term.value: _(term.label) for term in terms}
    return lambda value: labels.get(value, value)


def _field(code: str) -> str:
    field = fields().get(code)
    return field.called(get_language() or "en") if field else code
