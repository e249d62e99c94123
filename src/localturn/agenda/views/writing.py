"""Announcements written, handed in, published, postponed and cancelled; the editors' desk."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from localturn.agenda import permissions
from localturn.agenda.actions import editors, following, relating
from localturn.agenda.actions import events as actions
from localturn.agenda.domain.content import LABELS, Content, Text, lacks, print_of
from localturn.agenda.domain.following import when_held
from localturn.agenda.domain.terms import Mode, State
from localturn.agenda.domain.when import When
from localturn.agenda.forms.editors import OfficeForm
from localturn.agenda.forms.event import EventForm
from localturn.agenda.models import EditingOffice
from localturn.agenda.queries.events import (
    content_of,
    event_edited_by,
    event_seen_by,
    sources_of,
    waiting_for_editors,
)
from localturn.agenda.queries.related import ROOM, card_of, thing_named
from localturn.agenda.queries.saying import text_for_reader
from localturn.foundation import moments
from localturn.foundation.links import Card
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Refusal, require

MOST_WAITING = 200


@login_required
def write(request: HttpRequest) -> HttpResponse:
    """A new announcement: a draft of an editor, or something handed in for review."""
    person, now = reader(request), moments.now()
    is_editor = permissions.can_edit(person, now=now)
    require(
        permissions.can_suggest(person, now=now),
        _("Announcements are handed in by people who belong to an organisation here."),
    )
    thing = thing_named(request.GET.get("about", ""))
    about = card_of(thing, person) if thing else None
    form = EventForm(
        request.POST if request.method == "POST" else None,
        content=_begun(about),
        language=get_language() or "en",
    )
    if request.method == "POST" and form.is_valid():
        begin = actions.write if is_editor else actions.suggest
        try:
            event = begin(form.content, by=person, now=now)
            if about is not None:
                relating.relate(event, about.thing, by=person, now=now)
        except Refusal as refused:
            form.add_error(None, refused.sentence)
        else:
            told = _("The draft is saved.") if is_editor else _("Thank you: an editor looks at it.")
            messages.success(request, told)
            return redirect(event)
    context = {"form": form, "is_editor": is_editor, "event": None, "seen": "", "of": about}
    return render(request, "agenda/write.html", context, status=422 if form.errors else 200)


def _begun(about: Card | None) -> Content:
    """An empty announcement, or what is known of the thing that it is about."""
    here = timezone.get_current_timezone_name()
    if about is None:
        return Content(when=When(zone=here))
    language = about.language or get_language() or "en"
    begun = Content(texts=(Text(language, about.title[:300], is_original=True),))
    if about.begins is None or about.ends is None or about.thing.room == ROOM:
        return replace(begun, when=When(zone=about.zone or here))
    when = when_held(about.begins, about.ends, about.zone or here)
    return replace(begun, when=when, mode=Mode.ONLINE, languages=(language,))


@login_required
def edit(request: HttpRequest, event: int) -> HttpResponse:
    """Every field of an announcement."""
    person, now = reader(request), moments.now()
    found = event_edited_by(person, event, now=now)
    content = content_of(found)
    form = EventForm(
        request.POST if request.method == "POST" else None,
        content=content,
        language=get_language() or "en",
    )
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("seen", "")
        try:
            actions.edit(found, form.content, seen=seen, by=person, now=now)
            following.take_up(found, by=person)
        except Refusal as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("The announcement is saved."))
            return redirect(found)
    context = {
        "form": form,
        "is_editor": permissions.can_edit(person, now=now),
        "event": found,
        "title": text_for_reader(found),
        "seen": print_of(content),
        "sources": sources_of(found),
        "labels": {name: _(label) for name, label in LABELS.items()},
        "of": None,
    }
    return render(request, "agenda/write.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def publish(request: HttpRequest, event: int) -> HttpResponse:
    return _act(request, event, actions.publish, _("It is published."))


@login_required
@require_POST
def withdraw(request: HttpRequest, event: int) -> HttpResponse:
    return _act(request, event, actions.withdraw, _("It is taken out."))


@login_required
@require_POST
def postpone(request: HttpRequest, event: int) -> HttpResponse:
    return _act(request, event, actions.postpone, _("It is marked as postponed."))


@login_required
@require_POST
def cancel(request: HttpRequest, event: int) -> HttpResponse:
    return _act(request, event, actions.cancel, _("It is marked as cancelled."))


@login_required
@require_POST
def reinstate(request: HttpRequest, event: int) -> HttpResponse:
    return _act(request, event, actions.reinstate, _("It takes place after all."))


@login_required
@require_POST
def take_over(request: HttpRequest, event: int) -> HttpResponse:
    """What the session says that it announces."""
    return _act(request, event, following.take_over, _("It says what the session says."))


def _act(request: HttpRequest, pk: int, action: Callable[..., None], told: str) -> HttpResponse:
    person, now = reader(request), moments.now()
    found = event_seen_by(person, pk, now=now)
    action(found, by=person, now=now)
    messages.success(request, told)
    return redirect(found)


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What was handed in or begun, what is missing of each, and who edits."""
    person, now = reader(request), moments.now()
    require(permissions.can_edit(person, now=now), _(permissions.FOR_EDITORS))
    waiting = list(waiting_for_editors()[:MOST_WAITING])
    rows: list[dict[str, Any]] = [
        {
            "event": each,
            "title": text_for_reader(each),
            "lacks": [_(lack) for lack in lacks(content_of(each))],
        }
        for each in waiting
    ]
    context = {
        "suggested": [row for row in rows if row["event"].state == State.SUGGESTED],
        "drafts": [row for row in rows if row["event"].state == State.DRAFT],
        "names_editors": permissions.can_name_editors(person),
    }
    return render(request, "agenda/desk.html", context)


@login_required
def offices(request: HttpRequest) -> HttpResponse:
    """The organisations that look after the agenda; operators name them."""
    person, now = reader(request), moments.now()
    require(permissions.can_name_editors(person), _(permissions.FOR_OPERATORS))
    form = OfficeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            editors.name_office(form.cleaned_data["organisation"], by=person, now=now)
        except Refusal as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("The organisation looks after the agenda from now on."))
            return redirect("agenda:offices")
    named = list(EditingOffice.objects.select_related("organisation"))
    context = {"form": form, "offices": named}
    return render(request, "agenda/offices.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def dismiss(request: HttpRequest, office: int) -> HttpResponse:
    person, now = reader(request), moments.now()
    require(permissions.can_name_editors(person), _(permissions.FOR_OPERATORS))
    found = get_object_or_404(EditingOffice.objects.select_related("organisation"), pk=office)
    editors.dismiss_office(found, by=person, now=now)
    messages.success(request, _("The organisation looks after the agenda no longer."))
    return redirect("agenda:offices")
