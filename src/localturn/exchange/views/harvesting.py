"""Catalogues of partner universities: where they are, and what in them differs from before."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from localturn.exchange import permissions
from localturn.exchange.actions import harvesting as actions
from localturn.exchange.actions import sign_ins, signing_in_anew
from localturn.exchange.domain.signing_in import Kind
from localturn.exchange.forms.harvest import SignInForm, SourceForm
from localturn.exchange.models import SignIn, Source
from localturn.exchange.queries.harvests import (
    changes_in,
    is_under_way,
    sentence,
    source_kept_by,
    sources_kept_by,
)
from localturn.foundation import moments
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Invalid, Refusal, require


@login_required
def sources(request: HttpRequest) -> HttpResponse:
    """Every catalogue that the reader may have read, and one more."""
    person, now = reader(request), moments.now()
    partners = permissions.partners_with_sources(person, now=now)
    require(
        permissions.can_keep_consortia(person) or partners.exists(),
        _(
            "Courses are listed by coordinators and administrators of a university that is in a"
            " consortium."
        ),
    )
    form = SourceForm(request.POST if request.method == "POST" else None, partners=partners)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add(**form.cleaned_data, by=person, now=now)
        except Refusal as refused:
            form.add_error("address", refused.sentence)
        else:
            messages.success(request, _("The catalogue is being read. Look again in a minute."))
            return redirect(made)
    kept = [(each, is_under_way(each, now=now)) for each in sources_kept_by(person, now=now)]
    status = 422 if form.errors else 200
    context = {"form": form, "sources": kept}
    return render(request, "exchange/sources.html", context, status=status)


@login_required
@require_safe
def source(request: HttpRequest, source: int) -> HttpResponse:
    """How its last harvest went, and what differs."""
    person, now = reader(request), moments.now()
    found = source_kept_by(person, source, now=now)
    differing, number = changes_in(found)
    context: dict[str, Any] = {
        "source": found,
        "trouble": sentence(found.trouble),
        "notes": [sentence(each) for each in found.notes],
        "is_under_way": is_under_way(found, now=now),
        "changes": differing,
        "number": number,
        "names": {
            "new": _("New"),
            "changed": _("Changed"),
            "gone": _("Gone"),
        },
        "takes": {
            "new": _("Make a draft of it"),
            "changed": _("Take this over into the listing"),
            "gone": _("Archive the listing"),
        },
        "settles": permissions.can_settle(person, found, now=now),
        **_sign_in_of(found),
    }
    return render(request, "exchange/source.html", context)


def _sign_in_of(source: Source) -> dict[str, Any]:
    """In words, and nothing that is secret; "" for none."""
    row = SignIn.objects.filter(source=source).only("kind", "is_in_doubt").first()
    return {
        "sign_in": _(Kind(row.kind).label) if row else "",
        "is_in_doubt": row is not None and row.is_in_doubt,
    }


@sensitive_post_parameters("secret")
@sensitive_variables("form", "told", "filled")
@login_required
def sign_in(request: HttpRequest, source: int) -> HttpResponse:
    """How the house signs in at a catalogue."""
    person, now = reader(request), moments.now()
    found = source_kept_by(person, source, now=now)
    row = SignIn.objects.filter(source=found).defer("sealed").first()
    names = ("kind", "token_address", "client", "scope")
    initial = {name: getattr(row, name) for name in names} if row else {}
    form = SignInForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        filled = form.cleaned_data
        try:
            if filled["kind"]:
                told = sign_ins.Told(**{**filled, "kind": Kind(filled["kind"])})
                signing_in_anew.sign_in_with(found, told, by=person, now=now)
            else:
                sign_ins.forget_sign_in(found, by=person, now=now)
        except Invalid as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("It is saved."))
            return redirect(found)
    status = 422 if form.errors else 200
    context = {"form": form, "source": found}
    return render(request, "exchange/source_sign_in.html", context, status=status)


@login_required
@require_POST
def ask(request: HttpRequest, source: int) -> HttpResponse:
    """Have it read; "sign-in" says that one which is in doubt still holds."""
    person, now = reader(request), moments.now()
    found = source_kept_by(person, source, now=now)
    has_looked = "sign-in" in request.POST
    ask_for = signing_in_anew.go_on_signing_in if has_looked else actions.ask_for_harvest
    ask_for(found, by=person, now=now)
    messages.success(request, _("The catalogue is being read. Look again in a minute."))
    return redirect(found)


@login_required
@require_POST
def remove(request: HttpRequest, source: int) -> HttpResponse:
    person, now = reader(request), moments.now()
    actions.remove(source_kept_by(person, source, now=now), by=person, now=now)
    messages.success(request, _("The catalogue is read no longer. Its listings stay."))
    return redirect("exchange:sources")


@login_required
@require_POST
def take(request: HttpRequest, source: int, found: int) -> HttpResponse:
    """Take over what a course says."""
    person, now = reader(request), moments.now()
    kept = source_kept_by(person, source, now=now)
    row = get_object_or_404(kept.found, pk=found)
    actions.take(row, seen=request.POST.get("seen", ""), by=person, now=now)
    messages.success(request, _("It is taken over. Nothing is published by itself."))
    return redirect(kept)


@login_required
@require_POST
def leave(request: HttpRequest, source: int, found: int) -> HttpResponse:
    """Leave everything as it is."""
    person, now = reader(request), moments.now()
    kept = source_kept_by(person, source, now=now)
    row = get_object_or_404(kept.found, pk=found)
    actions.leave(row, seen=request.POST.get("seen", ""), by=person, now=now)
    messages.success(request, _("It stays as it is, until the partner says something else."))
    return redirect(kept)
