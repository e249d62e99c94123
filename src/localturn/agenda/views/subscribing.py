"""Lists for everybody: what they are, subscribing, and what the links in letters lead to.

Whatever merely looks at an address changes nothing: mail scanners look at every one.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from localturn.agenda import permissions
from localturn.agenda.actions import subscribing as actions
from localturn.agenda.domain.mailing import Rhythm, Standing, Why
from localturn.agenda.domain.marks import Purpose
from localturn.agenda.forms.subscribing import SubscribeForm, WishesForm
from localturn.agenda.models import MailingList, Subscriber
from localturn.agenda.queries.issues import archive_of
from localturn.agenda.queries.mailing import link_for, open_lists, subscriber_by, subscriptions_of
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotFound, Refusal

ONE_CLICK = ("List-Unsubscribe", "One-Click")
"""What a mail program sends that was told to by its reader (RFC 8058)."""

View = Callable[..., HttpResponse]


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """Every list, and what the reader subscribes to."""
    person = request.user if isinstance(request.user, Person) else None
    own = list(subscriptions_of(person)) if person else []
    context = {
        "lists": list(open_lists()),
        "own": [(each, link_for(Purpose.WISHES, each.key)) for each in own],
        "keeps": permissions.lists_kept_by(request.user, now=moments.now()).exists()
        or permissions.can_add_lists(request.user),
    }
    return render(request, "agenda/lists.html", context)


@require_safe
def mailing_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What a list is about, its issues, and the form to subscribe."""
    found = get_object_or_404(MailingList, slug=slug, is_open=True)
    person = request.user if isinstance(request.user, Person) else None
    begun = {
        "email": person.email if person else "",
        "language": found.language_for(get_language() or ""),
        "rhythm": Rhythm.WEEKLY.value,
    }
    return _page(request, found, SubscribeForm(initial=begun, mailing_list=found))


@require_POST
def subscribe(request: HttpRequest, slug: str) -> HttpResponse:
    """An address is entered; only the letter to it says what becomes of it."""
    found = get_object_or_404(MailingList, slug=slug, is_open=True)
    form = SubscribeForm(request.POST, mailing_list=found)
    if not form.is_valid():
        return _page(request, found, form)
    if not ratelimit.consume(request, app="allauth.account", action="subscribe"):
        form.add_error(None, _("Too many addresses were entered here. Try again in an hour."))
        return _page(request, found, form)
    if not form.cleaned_data["website"]:
        actions.ask(found, email=form.cleaned_data["email"], asked=form.asked, now=moments.now())
    return redirect("agenda:list-asked", slug)


@require_safe
def asked(request: HttpRequest, slug: str) -> HttpResponse:
    """That the next step is in the mailbox."""
    found = get_object_or_404(MailingList, slug=slug, is_open=True)
    return render(request, "agenda/list_asked.html", {"list": found})


def private(view: View) -> View:
    """The address is the key to what it leads to: it is told to nobody, and kept nowhere.

    Not "no-referrer": browsers then post the page's own buttons from nowhere, which is refused.
    """

    @wraps(view)
    def answer(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        response = view(request, *arguments, **named)
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Cache-Control"] = "no-store"
        return response

    return answer


@private
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """What the letter of confirmation leads to: a page with two buttons."""
    subscriber = _subscriber(token, Purpose.CONFIRM)
    if request.method == "POST" and request.POST.get("answer") == "never":
        actions.refuse(subscriber, now=moments.now())
        context = {"list": subscriber.mailing_list, "done": "refused"}
        return render(request, "agenda/subscription_done.html", context)
    if request.method == "POST" and request.POST.get("answer") == "yes":
        actions.confirm(subscriber, now=moments.now())
        messages.success(request, _("You are subscribed."))
        return redirect(link_for(Purpose.WISHES, subscriber.key))
    is_there = subscriber.standing == Standing.SUBSCRIBED
    context = {"subscriber": subscriber, "list": subscriber.mailing_list, "is_there": is_there}
    return render(request, "agenda/subscription_confirm.html", context)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: HttpRequest, token: str) -> HttpResponse:
    """What a reader wants to hear of."""
    subscriber = _subscriber(token, Purpose.WISHES)
    begun = {
        "language": subscriber.language,
        "rhythm": subscriber.rhythm,
        "languages": subscriber.languages,
        "topics": subscriber.topics,
        "countries": subscriber.countries,
    }
    posted = request.POST if request.method == "POST" else None
    form = WishesForm(posted, initial=begun, mailing_list=subscriber.mailing_list)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(subscriber, asked=form.asked)
        except Refusal as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("Your wishes are kept."))
            return redirect(request.path)
    context = {
        "subscriber": subscriber,
        "list": subscriber.mailing_list,
        "form": form,
        "leave": link_for(Purpose.LEAVE, subscriber.key),
    }
    status = 422 if form.errors else 200
    return render(request, "agenda/subscription_wishes.html", context, status=status)


@csrf_exempt  # mail programs have no page of ours to post from; the address is the key
@private
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Leaving: a page with a button, and the same for a mail program, without the page."""
    subscriber = _subscriber(token, Purpose.LEAVE)
    if request.method == "POST":
        name, value = ONE_CLICK
        if request.POST.get(name) == value:
            actions.leave(subscriber, why=Why.ONE_CLICK, now=moments.now())
            return HttpResponse(_("You have left the list."), content_type="text/plain")
        if request.POST.get("answer") == "leave":
            actions.leave(subscriber, why=Why.READER, now=moments.now())
            context = {"list": subscriber.mailing_list, "done": "left"}
            return render(request, "agenda/subscription_done.html", context)
    context = {
        "subscriber": subscriber,
        "list": subscriber.mailing_list,
        "is_there": subscriber.standing != Standing.LEFT,
        "wishes": link_for(Purpose.WISHES, subscriber.key),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "agenda/subscription_leave.html", context, status=status)


def _subscriber(token: str, purpose: Purpose) -> Subscriber:
    found = subscriber_by(token, purpose)
    if found is None:
        raise NotFound(_("This link is not, or no longer, good: the address may be forgotten."))
    return found


def _page(request: HttpRequest, found: MailingList, form: SubscribeForm) -> HttpResponse:
    context = {
        "list": found,
        "form": form,
        "issues": archive_of(found),
        "action": reverse("agenda:list-subscribe", args=[found.slug]),
        "keeps": permissions.can_keep(request.user, found, now=moments.now()),
    }
    return render(request, "agenda/list.html", context, status=422 if form.errors else 200)
