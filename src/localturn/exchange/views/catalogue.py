"""The catalogue: what is offered, narrowed down, also to somebody's week; and as a calendar."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from markupsafe import Markup

from localturn.exchange import permissions
from localturn.exchange.domain.catalogue import Found
from localturn.exchange.queries import finding
from localturn.exchange.queries.asked import DAYS, Search, search_of
from localturn.exchange.queries.catalogue import stamp
from localturn.exchange.queries.instants import entries_of
from localturn.exchange.queries.listings import with_meetings
from localturn.exchange.queries.sentences import weekday_name
from localturn.exchange.queries.showing import facts_of
from localturn.exchange.views.feeds import answer, etag_of, unchanged
from localturn.foundation import moments

A_PAGE = 25
FEED_BACK = timedelta(days=60)
FEED_AHEAD = timedelta(days=400)
MOST_LISTINGS = 300
MOST_ENTRIES = 3_000


@require_safe
@cache_control(private=True, no_cache=True)
def catalogue(request: HttpRequest) -> HttpResponse:
    """The courses that are found, 25 a page, and what else they could be narrowed down to."""
    search, universities, found = _found(request)
    page = Paginator(found.keys, A_PAGE).get_page(request.GET.get("page"))
    listings = finding.lines_of(list(page.object_list))
    facets = finding.facets(found, search)
    context: dict[str, Any] = {
        "search": search,
        "facets": facets,
        "chosen": _chosen(search, facets, universities),
        "page": page,
        "total": len(found.keys),
        "untimed": found.untimed,
        "listings": listings,
        "parts": {each.pk: facts_of(each) for each in listings},
        "universities": universities,
        "week": [(day, weekday_name(n), search.hours.get(day, "")) for n, day in enumerate(DAYS)],
        "zones": _zones(search.zone),
        "cannot_ask_places": bool(search.places)
        and search.places not in {each.slug for each in universities},
        "lists": any(each.lists for each in universities),
    }
    return render(request, "exchange/catalogue.html", context)


@require_safe
@cache_control(private=True, max_age=600)
def feed(request: HttpRequest) -> HttpResponse:
    """The meetings of all courses that a search finds, for calendar programs."""
    now = moments.now()
    etag = _etag(request, now)
    if etag and (known := unchanged(request, etag)):
        return known
    search, _universities, found = _found(request)
    pks = found.keys[:MOST_LISTINGS]
    rows = with_meetings(permissions.listings_visible_to(request.user, now=now)).in_bulk(pks)
    entries = entries_of(
        (rows[pk] for pk in pks if pk in rows),
        since=now - FEED_BACK,
        until=now + FEED_AHEAD,
        most=MOST_ENTRIES,
    )
    told = _("Meetings of the courses that this search finds, %(most)s courses at most.") % {
        "most": MOST_LISTINGS
    }
    return answer(
        request, entries, name=_("Course exchange"), text=told, zone=search.zone, etag=etag
    )


def _etag(request: HttpRequest, now: datetime) -> str:
    """Of a search on a day, as the catalogue is now; none where places come and go besides."""
    search = search_of(request.GET, zone=timezone.get_current_timezone_name())
    if search.places:
        return ""
    return etag_of(stamp(), search.pairs(), search.zone, get_language(), now.date())


def _found(request: HttpRequest) -> tuple[Search, list[finding.University], Found]:
    now = moments.now()
    search = search_of(request.GET, zone=timezone.get_current_timezone_name())
    universities = finding.universities_of(request.user, now=now)
    return search, universities, finding.find(search, universities=universities, now=now)


@lru_cache(maxsize=64)
def _zones(chosen: str) -> Markup:
    """The zones as choices: five hundred, which to write for each reader costs milliseconds."""
    option = Markup('<option value="{}"{}>{}</option>')
    return Markup("").join(
        option.format(name, Markup(" selected") if name == chosen else "", name.replace("_", " "))
        for name in sorted(moments.zone_names())
    )


def _chosen(
    search: Search, facets: Iterable[finding.Facet], universities: Iterable[finding.University]
) -> list[tuple[str, str]]:
    """What the list is narrowed down by, each with the address without it."""
    chosen = [
        (choice.text, search.address(without=(facet.name, choice.value)))
        for facet in facets
        for choice in facet.choices
        if choice.is_chosen
    ]
    for each in universities:
        if each.slug == search.places:
            text = _("Places left for %(name)s") % {"name": each}
            chosen.append((text, search.address(without=("places", each.slug))))
    return chosen
