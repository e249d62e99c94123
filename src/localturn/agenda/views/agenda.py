"""The agenda: what is to come, what was, and news; as a list, by month and by place."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_date
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from localturn.agenda import permissions
from localturn.agenda.domain.index import AHEAD, CITY, COUNTRY, TOLD
from localturn.agenda.queries import finding, index
from localturn.agenda.queries.asked import Search, search_of
from localturn.agenda.queries.finding import Line, country_name, month_name
from localturn.agenda.queries.showing import drawn
from localturn.foundation import moments
from localturn.foundation.places.models import City

A_PAGE = 25
MOST_OF_A_MONTH = 500


@require_safe
@cache_control(private=True, no_cache=True)
def agenda(request: HttpRequest) -> HttpResponse:
    """What is to come, soonest first, and what else it could be narrowed down to."""
    return _list(request, AHEAD)


@require_safe
@cache_control(private=True, no_cache=True)
def news(request: HttpRequest) -> HttpResponse:
    """News, reports, awards and decisions, the newest first."""
    return _list(request, TOLD)


def _list(request: HttpRequest, shelf: str) -> HttpResponse:
    now = moments.now()
    search = search_of(request.GET, shelf=shelf)
    found, _stamp = finding.find(search, now=now)
    search = finding.as_named_now(search)
    page = Paginator(found.keys, A_PAGE).get_page(request.GET.get("page"))
    facets = finding.facets(found, search)
    asked = urlencode([*search.pairs(), ("in", get_language() or "en")])
    context: dict[str, Any] = {
        "search": search,
        "shelf": shelf,
        "facets": facets,
        "chosen": _chosen(search, facets),
        "page": page,
        "total": len(found.keys),
        "open_count": found.open_count,
        "lines": drawn(finding.lines_of(list(page.object_list)), now=now),
        "is_editor": permissions.can_edit(request.user, now=now),
        "feed": partial(_address, "agenda:feed", asked, shelf),
        "embedded": _address("agenda:embed", asked, shelf),
        "this_month": f"{timezone.localdate(now):%Y-%m}",
    }
    return render(request, "agenda/agenda.html", context)


@require_safe
@cache_control(private=True, no_cache=True)
def month(request: HttpRequest, month: str) -> HttpResponse:
    """A month on the reader's calendar: its days, with what is held on each."""
    first = _first_day(month)
    zone, now = timezone.get_current_timezone_name(), moments.now()
    after = (first + timedelta(days=31)).replace(day=1)
    begin, end = (moments.at(day, time(), zone).timestamp() for day in (first, after))
    search = search_of(request.GET)
    found, _stamp = finding.find(search, now=now, between=(begin, end))
    lines = finding.lines_of(found.keys[:MOST_OF_A_MONTH])
    before = (first - timedelta(days=1)).replace(day=1)
    context = {
        "search": search,
        "month": f"{first:%Y-%m}",
        "name": month_name(f"{first:%Y-%m}", get_language() or "en"),
        "earlier": f"{before:%Y-%m}",
        "later": f"{after:%Y-%m}",
        "weeks": _weeks(first, after, lines, zone),
        "total": len(found.keys),
        "is_cut": len(found.keys) > MOST_OF_A_MONTH,
        "today": timezone.localdate(now),
        "weekday_letters": partial(_letters, language=get_language() or "en"),
    }
    return render(request, "agenda/month.html", context)


@require_safe
@cache_control(private=True, no_cache=True)
def places(request: HttpRequest) -> HttpResponse:
    """Countries and cities where something is to come, with how much."""
    search = search_of(request.GET)
    found, _stamp = finding.find(search, now=moments.now())
    language = get_language() or "en"
    cities: dict[str, list[tuple[City, int]]] = defaultdict(list)
    counted = found.counts[CITY]
    for city in City.objects.filter(pk__in=[int(pk) for pk in counted]).order_by("folded", "pk"):
        cities[city.country_id].append((city, counted[str(city.pk)]))
    countries = sorted(
        ((country_name(code, language), code, number) for code, number in _items(found.counts)),
        key=lambda each: each[0].casefold(),
    )
    context = {"countries": [(*each, cities[each[1]]) for each in countries], "search": search}
    return render(request, "agenda/places.html", context)


@require_safe
@cache_control(private=True, no_cache=True)
def archive(request: HttpRequest) -> HttpResponse:
    """The years, with how much there is of each: nothing disappears."""
    known, _stamp = index.current()
    shelves = ((AHEAD, _("Events and calls"), "agenda:agenda"), (TOLD, _("News"), "agenda:news"))
    context = {"shelves": [(name, address, known.years(shelf)) for shelf, name, address in shelves]}
    return render(request, "agenda/archive.html", context)


def _address(name: str, asked: str, *parts: str) -> str:
    """Of what programs subscribe to: it names the language, so that it stays the same."""
    return f"{reverse(name, args=parts)}?{asked}"


def _items(counts: Any) -> Iterable[tuple[str, int]]:
    return list(counts[COUNTRY].items())


def _first_day(month: str) -> date:
    """Of a month that has others before and after it on every clock."""
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise Http404 from error
    if not date.min.year < first.year < date.max.year:
        raise Http404
    return first


def _weeks(
    first: date, after: date, lines: Iterable[Line], zone: str
) -> list[list[tuple[date, bool, list[tuple[str, Line]]]]]:
    """The weeks of a month from Monday on: each day, whether it is of the month, and what is held
    on it with its time on the reader's clocks."""
    held: dict[date, list[tuple[str, Line]]] = defaultdict(list)
    for line in lines:
        for day, clock in _days(line, zone):
            if first <= day < after:
                held[day].append((clock, line))
    day = first - timedelta(days=first.weekday())
    weeks = []
    while day < after:
        week = [day + timedelta(days=n) for n in range(7)]
        weeks.append([(each, first <= each < after, _sorted(held[each])) for each in week])
        day += timedelta(days=7)
    return weeks


@lru_cache(maxsize=1024)
def _letters(day: date, *, language: str) -> str:
    """ "Sun 1", which is enough under the name of the month."""
    return str(format_date(day, "EEE d", locale=language.replace("-", "_")))


def _sorted(held: list[tuple[str, Line]]) -> list[tuple[str, Line]]:
    return sorted(held, key=lambda each: (each[0], each[1].title))


def _days(line: Line, zone: str) -> Iterable[tuple[date, str]]:
    """The days that it is held on for a reader, with its time on the first."""
    when = line.when
    if when.first_day is None or when.starts_at is None:
        if line.deadline:
            yield line.deadline.day, ""
        return
    first, clock = when.first_day, ""
    length = (when.last_day or first) - first
    if not when.is_all_day:
        local: datetime = when.starts_at.astimezone(moments.zone(zone))
        first, clock = local.date(), f"{local:%H:%M}"
    for n in range(min(length.days, 62) + 1):
        yield first + timedelta(days=n), clock if n == 0 else ""


def _chosen(search: Search, facets: Iterable[finding.Facet]) -> list[tuple[str, str]]:
    """What the list is narrowed down by, each with the address without it."""
    chosen = [
        (choice.text, search.address(without=(facet.name, choice.value)) or ".")
        for facet in facets
        for choice in facet.choices
        if choice.is_chosen
    ]
    if search.open_only:
        address = search.address(without=("open", "1")) or "."
        chosen.append((_("Registration is open"), address))
    if search.year is not None:
        address = search.address(without=("year", str(search.year))) or "."
        chosen.append((str(search.year), address))
    if search.past:
        chosen.append((_("What is over"), search.address(without=("past", "1")) or "."))
    return chosen
