"""A person's own account: profile, how they sign in, confirming that it is them."""

from collections.abc import Callable
from typing import TypeVar

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.models import EmailAddress
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from localturn.foundation import moments
from localturn.foundation.people import confirmation, queries
from localturn.foundation.people.actions import profile as actions
from localturn.foundation.people.actions.consents import agree
from localturn.foundation.people.forms.profile import CodeForm, ProfileForm, WelcomeForm
from localturn.foundation.people.notice import NOTICE, VERSION
from localturn.foundation.people.queries.tokens import tokens_of
from localturn.foundation.people.reader import reader


@login_required
def welcome(request: HttpRequest) -> HttpResponse:
    """Ask for name, language and zone, once."""
    person = reader(request)
    form = WelcomeForm(
        request.POST or None,
        initial={"name": person.name, "language": person.language, "zone": person.zone},
    )
    if person.welcomed_at is None:
        form.fields["zone"].widget.attrs["data-guess"] = "1"
    if request.method == "POST" and form.is_valid():
        now = moments.now()
        actions.welcome(person, **form.cleaned_data, by=person, now=now)
        agree(person, to=NOTICE, version=VERSION, by=person, now=now)
        return redirect(get_next_redirect_url(request) or "home")
    context = {"form": form, "next": get_next_redirect_url(request) or ""}
    return render(request, "people/welcome.html", context, status=422 if form.errors else 200)


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """What a person says about themselves and wishes to be told."""
    person = reader(request)
    names = ProfileForm.base_fields
    form = ProfileForm(
        request.POST or None, initial={name: getattr(person, name) for name in names}
    )
    if request.method == "POST" and form.is_valid():
        actions.change_profile(person, to=form.profile, by=person, now=moments.now())
        messages.success(request, _("Your profile is saved."))
        answer = redirect("people:profile")
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            person.language,
            httponly=True,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
        return answer
    held = queries.memberships_of(person, on=moments.now().date())
    context = {"form": form, "person": person, "memberships": held}
    return render(request, "people/profile.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def renew_calendar(request: HttpRequest) -> HttpResponse:
    """Make the old address of the calendar feed useless."""
    person = reader(request)
    actions.renew_calendar_token(person, by=person)
    messages.success(request, _("Your calendar has a new address. The old one answers no longer."))
    return redirect("people:profile")


@login_required
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """In which ways a person can sign in, and what protects their account."""
    person = reader(request)
    kinds = list(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    context = {
        "person": person,
        "addresses": EmailAddress.objects.filter(user=person).order_by("-primary", "email"),
        "has_password": person.has_usable_password(),
        "has_app": Authenticator.Type.TOTP in kinds,
        "keys": kinds.count(Authenticator.Type.WEBAUTHN),
        "tokens": tokens_of(person).filter(expires_at__gt=moments.now()).count(),
        "connections": SocialAccount.objects.filter(user=person).count(),
    }
    return render(request, "people/security.html", context)


@login_required
def confirm_by_code(request: HttpRequest) -> HttpResponse:
    """Ask for a code from the person's mail before something that protects the account."""
    person = reader(request)
    form = CodeForm(request.POST if "code" in request.POST else None)
    if request.method == "POST" and "code" not in request.POST:
        if not confirmation.send_code(request, person):
            messages.error(request, _("Too many codes were asked for. Wait a minute."))
    elif request.method == "POST" and form.is_valid():
        if confirmation.check_code(request, person, form.cleaned_data["code"]):
            return resume_request(request) or redirect("people:security")
        form.add_error("code", _("This is not the code that we sent."))
    context = {
        "form": form,
        "sent": confirmation.code_is_waiting(request),
        "email": person.email,
        "next": get_next_redirect_url(request) or "",
    }
    status = 422 if form.errors else 200
    return render(request, "people/confirm_by_code.html", context, status=status)


View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def confirmed(view: View) -> View:
    """For views that need the person to have shown lately that it is them."""
    wrapped: View = reauthentication_required(view, app="localturn.people")
    return wrapped


def confirmed_to_change(view: View) -> View:
    """The same for changing something; looking at it is free."""
    wrapped: View = reauthentication_required(view, app="localturn.people", allow_get=True)
    return wrapped
