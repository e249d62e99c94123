"""Registering for an event, and what the links in its letters lead to.

Whatever merely looks at an address changes nothing: mail scanners look at every one.
"""

from typing import Any

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from localturn.agenda.actions import registering as actions
from localturn.agenda.domain.marks import Purpose
from localturn.agenda.domain.registering import ACTIVE, Openness, Standing
from localturn.agenda.forms.registering import RegisterForm, answers_to_begin_with
from localturn.agenda.models import Event, EventText, Registrant, Registration
from localturn.agenda.queries.events import event_seen_by, stands_for, when_of
from localturn.agenda.queries.registering import (
    at_event,
    event_of,
    held_in,
    link_for,
    of_event,
    own_ahead,
    own_over,
    own_place,
    registrant_by,
    terms_of,
)
from localturn.agenda.queries.saying import text_for_reader, when_words, where_words
from localturn.agenda.views.subscribing import private
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import NotFound, Refusal

MOST_OWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, event: int) -> HttpResponse:
    """The form of an event, while registration is open; else why it is not."""
    now = moments.now()
    if kept := stands_for(event):
        return redirect("agenda:register", kept)
    found, registration = _registration(request, event)
    person = request.user if isinstance(request.user, Person) else None
    if person and (own := own_place(registration, person)):
        return redirect(own)
    terms = terms_of(registration)
    form = RegisterForm(
        request.POST if request.method == "POST" else None,
        initial={"name": person.name if person else ""},
        terms=terms,
        held=held_in(registration),
        has_address=person is not None,
    )
    if request.method == "POST" and form.is_valid():
        if not form.cleaned_data["website"]:
            if person is None and not ratelimit.consume(
                request, app="allauth.account", action="register"
            ):
                form.add_error(None, _("Too many registrations came from here. Try in an hour."))
                return _page(request, found, registration, form)
            entry = form.entry(
                email=person.email if person else "",
                language=get_language() or "en",
                zone=person.zone if person else found.zone,
            )
            try:
                registrant = actions.register(
                    registration, entry, once=form.cleaned_data["once"], by=person, now=now
                )
            except Refusal as refused:
                form.add_error(None, refused.sentence)
                return _page(request, found, registration, form)
            if person is not None:
                _say_where_it_stands(request, registrant)
                return redirect(link_for(Purpose.REGISTRATION, registrant.key))
        return redirect("agenda:registered", found.pk)
    return _page(request, found, registration, form)


@require_safe
def registered(request: HttpRequest, event: int) -> HttpResponse:
    """That the rest is in the mailbox: a page would tell everybody who is registered."""
    found, _own = _registration(request, event)
    context = {"event": found, "text": text_for_reader(found)}
    return render(request, "agenda/registration/registered.html", context)


@login_required
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """What the reader registered for: what is to come, and the latest of what is over."""
    person, now = reader(request), moments.now()
    context = {
        "ahead": [_told(each) for each in own_ahead(person, now=now)[:MOST_OWN]],
        "over": [_told(each) for each in own_over(person, now=now)[:MOST_OWN]],
    }
    return render(request, "agenda/registration/own.html", context)


def _told(registrant: Registrant) -> tuple[Registrant, EventText, str, str]:
    return (
        registrant,
        text_for_reader(registrant.registration.event),
        link_for(Purpose.REGISTRATION, registrant.key),
        _(Standing(registrant.standing).label),
    )


@private
@require_http_methods(["GET", "HEAD", "POST"])
def registrant(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody's own registration: where it stands, and a form to change it."""
    found = registrant_by(token, Purpose.REGISTRATION)
    terms = terms_of(found.registration)
    form = RegisterForm(
        request.POST if request.method == "POST" else None,
        initial={
            "name": found.name,
            "place": found.place_id,
            **answers_to_begin_with(terms, found.answers),
        },
        terms=terms,
        has_address=True,
    )
    if request.method == "POST" and form.is_valid():
        entry = form.entry(email=found.email, language=found.language, zone=found.zone)
        try:
            actions.change(found, entry, now=moments.now())
        except Refusal as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("Your registration is changed."))
            return redirect(request.path)
    status = 422 if form.errors else 200
    context = {**_own_context(found), "form": form}
    return render(request, "agenda/registration/registrant.html", context, status=status)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def take_place(request: HttpRequest, token: str) -> HttpResponse:
    """The offer of a place: a page with a button."""
    found = registrant_by(token, Purpose.TAKE_PLACE)
    if request.method == "POST":
        actions.take(found, now=moments.now())
        messages.success(request, _("The place is yours."))
        return redirect(link_for(Purpose.REGISTRATION, found.key))
    return render(request, "agenda/registration/take_place.html", _own_context(found))


@private
@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request: HttpRequest, token: str) -> HttpResponse:
    """Giving a place up: a page with a button."""
    found = registrant_by(token, Purpose.GIVE_UP)
    if request.method == "POST":
        actions.give_up(found, now=moments.now())
        messages.success(request, _("Your registration is cancelled."))
        return redirect(link_for(Purpose.REGISTRATION, found.key))
    return render(request, "agenda/registration/give_up.html", _own_context(found))


def _registration(request: HttpRequest, event: int) -> tuple[Event, Registration]:
    found = event_seen_by(request.user, event, now=moments.now())
    registration = of_event(found)
    if registration is None:
        raise NotFound(_("Nobody registers for this event here."))
    return found, registration


def _page(
    request: HttpRequest, event: Event, registration: Registration, form: RegisterForm
) -> HttpResponse:
    context = {
        "event": event,
        "text": text_for_reader(event),
        "when": when_words(when_of(event)),
        "where": where_words(event),
        "registration": registration,
        "at": at_event(registration, event, now=moments.now()),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "agenda/registration/register.html", context, status=status)


def _own_context(registrant: Registrant) -> dict[str, Any]:
    now = moments.now()
    event = event_of(registrant.registration)
    at = at_event(registrant.registration, event, now=now)
    until = registrant.offered_until
    return {
        "registrant": registrant,
        "event": event,
        "text": text_for_reader(event),
        "when": when_words(when_of(event)),
        "where": where_words(event),
        "standing": _(Standing(registrant.standing).label),
        "is_active": registrant.standing in ACTIVE,
        "is_kept": until is not None and now < until,
        "is_over": event.starts is not None and event.starts <= now,
        "is_off": at.openness is Openness.OFF,
        "several": len(at.places) > 1,
        "take": link_for(Purpose.TAKE_PLACE, registrant.key),
        "give_up": link_for(Purpose.GIVE_UP, registrant.key),
        "look": link_for(Purpose.REGISTRATION, registrant.key),
    }


def _say_where_it_stands(request: HttpRequest, registrant: Registrant) -> None:
    if registrant.standing == Standing.CONFIRMED:
        messages.success(request, _("You have a place."))
    elif registrant.standing == Standing.WAITING:
        messages.info(request, _("All places are taken. You are on the waiting list."))
