"""A person's tokens for the API."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from localturn.foundation import moments
from localturn.foundation.people.actions.tokens import make_token, revoke_token
from localturn.foundation.people.queries.tokens import tokens_of
from localturn.foundation.people.reader import reader
from localturn.foundation.people.views.account import confirmed
from localturn.foundation.refusals import NotNow
from localturn.foundation.room import scopes
from localturn.lobby.forms.tokens import TokenForm


@login_required
@require_safe
@cache_control(private=True, no_store=True)
def tokens(request: HttpRequest) -> HttpResponse:
    """Which tokens there are, what each is good for, until when, and when it was last used."""
    words = {each.name: _(each.words) for each in scopes()}
    found = [
        (token, [words[name] for name in token.named_scopes if name in words])
        for token in tokens_of(reader(request))
    ]
    context = {"tokens": found, "now": moments.now()}
    return render(request, "lobby/tokens.html", context)


@login_required
@confirmed
@cache_control(private=True, no_store=True)
@sensitive_variables("text", "context")
def make(request: HttpRequest) -> HttpResponse:
    """Ask what it shall be good for, make it, and show it this once."""
    person = reader(request)
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            token, text = make_token(person, **form.cleaned_data, by=person, now=moments.now())
        except NotNow as refusal:
            form.add_error(None, refusal.sentence)
        else:
            context = {"token": token, "text": text, "house": settings.PUBLIC_URL}
            return render(request, "lobby/token_made.html", context, status=201)
    status = 422 if form.errors else 200
    return render(request, "lobby/token_make.html", {"form": form}, status=status)


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End it at once."""
    person = reader(request)
    token = get_object_or_404(tokens_of(person), pk=pk)
    revoke_token(token, by=person, now=moments.now())
    messages.success(request, _("The token is revoked. Whoever has it is answered no longer."))
    return redirect("tokens")
