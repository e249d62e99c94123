"""The agenda for programs: each search as a calendar, a feed, JSON and JSON-LD, and as a list that
other websites embed."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from csp.constants import HEADER
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from localturn.agenda.actions.telling import PRODUCT, written
from localturn.agenda.domain.index import AHEAD, GONE, SHELVES
from localturn.agenda.models import Event
from localturn.agenda.queries import finding, index
from localturn.agenda.queries.asked import Search, search_of
from localturn.agenda.queries.events import event_seen_by, in_language
from localturn.agenda.queries.showing import drawn
from localturn.agenda.standards import atom, vevent
from localturn.foundation import moments
from localturn.foundation.calendar import ics
from localturn.foundation.languages import INTERFACE_LANGUAGES

MOST = 2_000
MOST_EMBEDDED = 50
KEPT_IN_CALENDARS = timedelta(days=90)
"""How long what is over or taken out stays in a calendar."""


@dataclass(frozen=True)
class Form:
    """A kind of feed: which column of `Told` it joins, and how."""

    column: str
    content_type: str
    joined: Callable[["Asked", Sequence[tuple[int, str]]], bytes]


@dataclass(frozen=True)
class Asked:
    """What a program asks: a search on a shelf, in a language, as it is on a day."""

    search: Search
    language: str
    stamp: str
    day: datetime
    path: str
    zones: frozenset[tuple[str, int, int]] = frozenset()

    @property
    def title(self) -> str:
        with override(self.language):
            name = _("Agenda") if self.search.shelf == AHEAD else _("News")
        return " · ".join(filter(None, (name, self.search.question.written)))

    @property
    def page(self) -> str:
        name = "agenda:agenda" if self.search.shelf == AHEAD else "agenda:news"
        return settings.PUBLIC_URL + reverse(name) + self.search.address()

    @property
    def etag(self) -> str:
        parts = (self.stamp, self.path, self.search.pairs(), self.language, self.day)
        return f'"{sha256(repr((*parts, settings.PUBLIC_URL)).encode()).hexdigest()[:32]}"'


@require_safe
@cache_control(public=True, max_age=600)
def feed(request: HttpRequest, shelf: str, form: str) -> HttpResponse:
    """What a search finds, in one kind of feed; the same address gives the same as long as nothing
    changes, to the end of the day."""
    made = FORMS.get(form)
    if made is None or shelf not in SHELVES or (form == "ics" and shelf != AHEAD):
        raise Http404
    asked = Asked(
        search=search_of(request.GET, shelf=shelf),
        language=_language(request),
        stamp=index.stamp(),
        day=moments.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0),
        path=request.path,
    )
    known = get_conditional_response(request, etag=asked.etag)
    if known is not None:
        assert isinstance(known, HttpResponse)  # noqa: S101 (that nothing is new)
        return known
    keys = _found(asked, with_past=form == "ics")
    rows = finding.told(keys, asked.language, made.column)
    if form == "ics":
        asked = replace(asked, zones=index.zones_of(keys))
    return HttpResponse(
        made.joined(asked, rows),
        content_type=made.content_type,
        headers={"ETag": asked.etag, "X-Robots-Tag": "noindex", "Access-Control-Allow-Origin": "*"},
    )


@require_safe
@cache_control(public=True, max_age=600)
@xframe_options_exempt
def embed(request: HttpRequest, shelf: str) -> HttpResponse:
    """A list for a frame of another website: no script, no cookie, links open outside the frame."""
    if shelf not in SHELVES:
        raise Http404
    now, search = moments.now(), search_of(request.GET, shelf=shelf)
    language = _language(request)
    with override(language):
        found, _stamp = finding.find(search, now=now)
        lines = finding.lines_of(found.keys[:MOST_EMBEDDED])
        context = {
            "lines": drawn(lines, now=now),
            "name": _("Agenda") if shelf == AHEAD else _("News"),
            "here": reverse("agenda:agenda" if shelf == AHEAD else "agenda:news"),
            "search": search,
            "spoken": language,
        }
        answer = render(request, "agenda/embed.html", context)
    answer.headers[HEADER] = (
        "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors *"
    )
    return answer


@require_safe
@cache_control(private=True, max_age=600)
def entry(request: HttpRequest, event: int) -> HttpResponse:
    """One event for a calendar."""
    found = event_seen_by(request.user, event, now=moments.now())
    text = in_language(list(found.texts.all()), _language(request))
    lines = written(found, text).ics
    if not lines:
        raise Http404
    year = (found.starts or found.changed_at).year
    zone = b"" if found.all_day else ics.zone_lines(found.zone, year - 1, year + 1)
    content = vevent.calendar([lines.encode()], product=PRODUCT, zones=[zone])
    headers = {"Content-Disposition": f'inline; filename="event-{found.pk}.ics"'}
    return HttpResponse(content, content_type=ics.TYPE, headers=headers)


def _language(request: HttpRequest) -> str:
    """The one that the address names, so that who subscribes gets what they saw; else the
    reader's."""
    named = request.GET.get("in", "")
    return named if named in INTERFACE_LANGUAGES else get_language() or "en"


def _found(asked: Asked, *, with_past: bool) -> list[int]:
    """What is to come; for a calendar also what was over or taken out lately."""
    day = asked.day.timestamp()
    is_plain = asked.search.year is None and not asked.search.past
    if not with_past or not is_plain:
        found, _stamp = finding.find(asked.search, now=asked.day)
        return found.keys[:MOST]
    begin = day - KEPT_IN_CALENDARS.total_seconds()
    known, _stamp = finding.find(asked.search, now=asked.day, between=(begin, float("inf")))
    gone, _stamp = finding.find(replace(asked.search, shelf=GONE), now=asked.day)
    keys = known.keys
    if len(keys) > MOST:  # what is over makes room for what is to come
        ahead = finding.find(asked.search, now=asked.day)[0].keys
        known_ahead = frozenset(ahead)
        past = [key for key in keys if key not in known_ahead]
        keys = [*past[len(past) - max(MOST - len(ahead), 0) :], *ahead[:MOST]]
    return [*keys, *gone.keys[:MOST]]


def _calendar(asked: Asked, rows: Sequence[tuple[int, str]]) -> bytes:
    zones = [ics.zone_lines(*each) for each in sorted(asked.zones)]
    entries = "".join([lines for _pk, lines in rows]).encode()
    return vevent.calendar([entries], product=PRODUCT, name=asked.title, zones=zones)


def _atom(asked: Asked, rows: Sequence[tuple[int, str]]) -> bytes:
    own = settings.PUBLIC_URL + asked.path + asked.search.address()
    return atom.feed(
        (lines for _pk, lines in rows),
        identity=own,
        title=asked.title,
        url=asked.page,
        own=own,
        updated=_updated(),
    )


def _json(asked: Asked, rows: Sequence[tuple[int, str]]) -> bytes:
    own = settings.PUBLIC_URL + asked.path + asked.search.address()
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": asked.title,
        "home_page_url": asked.page,
        "feed_url": own,
        "language": asked.language,
    }
    return _with_items(head, "items", (lines for _pk, lines in rows))


def _jsonld(asked: Asked, rows: Sequence[tuple[int, str]]) -> bytes:
    head = {"@context": "https://schema.org", "@type": "ItemList", "name": asked.title}
    return _with_items(head, "itemListElement", (lines for _pk, lines in rows))


def _with_items(head: dict[str, str], name: str, items: Iterable[str]) -> bytes:
    """A JSON object with a list of objects that are written already."""
    begin = json.dumps(head, ensure_ascii=False)[:-1]
    return f'{begin}, "{name}": [{", ".join(items)}]}}'.encode()


def _updated() -> datetime:
    changed = Event.objects.filter(revision__gt=0).order_by("-revision")
    return changed.values_list("changed_at", flat=True).first() or moments.now()


FORMS = {
    "ics": Form("ics", ics.TYPE, _calendar),
    "atom": Form("atom", "application/atom+xml; charset=utf-8", _atom),
    "json": Form("json", "application/feed+json; charset=utf-8", _json),
    "jsonld": Form("jsonld", "application/ld+json; charset=utf-8", _jsonld),
}
