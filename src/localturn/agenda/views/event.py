"""An announcement, for everybody."""

from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from localturn.agenda import permissions
from localturn.agenda.domain.terms import AHEAD, Kind, Mode, Status
from localturn.agenda.models import Event
from localturn.agenda.queries.announced import said_otherwise
from localturn.agenda.queries.events import (
    deadline_of,
    event_seen_by,
    in_language,
    sources_of,
    stands_for,
    when_of,
)
from localturn.agenda.queries.prose import html_of
from localturn.agenda.queries.registering import link_shown_to, on_page
from localturn.agenda.queries.related import has_moved, related_to
from localturn.agenda.queries.saying import (
    deadline_label,
    deadline_words,
    when_words,
    where_words,
)
from localturn.agenda.queries.schema_org import event_data
from localturn.foundation import moments
from localturn.foundation.languages import own_name
from localturn.foundation.room import taking


@require_safe
@cache_control(private=True, no_cache=True)
def event(request: HttpRequest, event: int) -> HttpResponse:
    """Everything that it says, in the reader's language or in the one that the address names."""
    now = moments.now()
    if kept := stands_for(event):
        return redirect("agenda:event", kept)
    found = event_seen_by(request.user, event, now=now)
    texts = list(found.texts.all())
    text = in_language(texts, request.GET.get("in", get_language() or "en"))
    may_edit = permissions.can_edit(request.user, now=now)
    related = related_to(found, request.user)
    otherwise = said_otherwise(found) if may_edit else None
    context: dict[str, Any] = {
        "event": found,
        "related": related,
        "otherwise": otherwise,
        "moved": [
            card for card in related if may_edit and not otherwise and has_moved(found, card)
        ],
        "text": text,
        "body": SafeString(html_of(text.body)) if text.body else "",
        "glance": _at_a_glance(found),
        "others": [(each.language, own_name(each.language)) for each in texts if each is not text],
        "original": own_name(next((e.language for e in texts if e.is_original), "")),
        "programme": _programme(found),
        "kind": _(Kind(found.kind).label),
        "is_over": found.kind in AHEAD and found.ends is not None and found.ends <= now,
        "is_open": found.closes is None or found.closes > now,
        "sources": sources_of(found),
        "may_edit": may_edit or permissions.can_change_suggestion(request.user, found),
        "is_editor": may_edit,
        "registering": on_page(found, request.user, now=now),
        "join": link_shown_to(request.user, found, now=now),
        "takes": taking(found.get_absolute_url(), reader=request.user)
        if found.documents.all()
        else "",
        "lasting": found.status == Status.SCHEDULED,
        "described": event_data(
            found, text, address=settings.PUBLIC_URL + found.get_absolute_url()
        ),
    }
    return render(request, "agenda/event.html", context)


def _at_a_glance(event: Event) -> list[tuple[str, Any]]:
    when, deadline = when_of(event), deadline_of(event)
    facts: list[tuple[str, Any]] = []
    if when.first_day:
        facts.append((_("When"), when_words(when)))
    if deadline:
        facts.append((deadline_label(Kind(event.kind)), deadline_words(deadline)))
    if where := where_words(event):
        facts.append((_("Where"), where))
    elif event.mode:
        facts.append((_("Where"), _(Mode(event.mode).label)))
    if organiser := str(event.organiser or event.organiser_name):
        facts.append((_("Organiser"), organiser))
    if event.languages:
        facts.append((_("Languages"), ", ".join(own_name(each) for each in event.languages)))
    language = get_language() or "en"
    if topics := [each.called(language) for each in event.topics.all()]:
        facts.append((_("Topics"), ", ".join(topics)))
    return facts


def _programme(event: Event) -> list[tuple[Any, list[Any]]]:
    """Its sessions by day, in their order."""
    roles = {each.name: each.role for each in event.speakers.all()}
    sessions = list(event.sessions.all())
    for each in sessions:
        each.named = [(name, roles.get(name, "")) for name in each.speakers]  # type: ignore[attr-defined]
    return [(day, list(some)) for day, some in groupby(sessions, key=lambda each: each.day)]
