"""What operators do with persons' records. Nobody else is told that these pages exist."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from localturn.foundation import moments
from localturn.foundation.people import queries
from localturn.foundation.people.actions.merging import merge_persons
from localturn.foundation.people.actions.standing import change_standing
from localturn.foundation.people.actions.tokens import revoke_all_tokens
from localturn.foundation.people.forms.data import MergeForm, ReasonForm, StandingForm
from localturn.foundation.people.guarding import operators_only
from localturn.foundation.people.models import Person
from localturn.foundation.people.queries.personal_data import held_about
from localturn.foundation.people.queries.persons import persons_matching
from localturn.foundation.people.reader import reader
from localturn.foundation.people.views.account import confirmed_to_change
from localturn.foundation.refusals import Invalid
from localturn.foundation.trail import queries as trail

SHOWN = 50


@operators_only
@require_safe
def persons(request: HttpRequest) -> HttpResponse:
    """Everybody who has a record, by name or address."""
    text = request.GET.get("q", "")[:200]
    page = Paginator(persons_matching(text), SHOWN).get_page(request.GET.get("page"))
    return render(request, "people/persons.html", {"text": text, "page": page})


@operators_only
@confirmed_to_change
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person's record: what they may do, where they belong, what was done."""
    operator, now = reader(request), moments.now()
    found = get_object_or_404(Person, pk=pk)
    form = StandingForm(
        request.POST or None, initial={"can_author": found.can_author, "is_staff": found.is_staff}
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_standing(found, **form.cleaned_data, by=operator, now=now)
        except Invalid as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("people:person", pk)
    context = {
        "person": found,
        "form": form,
        "memberships": queries.memberships_of(found, on=now.date()),
        "addresses": found.emailaddress_set.order_by("-primary", "email"),
        "tokens": found.api_tokens.count(),
        "trail": trail.about_person(found.pk)[:SHOWN],
    }
    return render(request, "people/person.html", context, status=422 if form.errors else 200)


@operators_only
@require_POST
def revoke_tokens(request: HttpRequest, pk: int) -> HttpResponse:
    """End every token of a person, such as when one was found where it should not be."""
    found = get_object_or_404(Person, pk=pk)
    ended = revoke_all_tokens(found, by=reader(request), now=moments.now())
    said = ngettext("%(num)s token is revoked.", "%(num)s tokens are revoked.", ended)
    messages.success(request, said % {"num": ended})
    return redirect("people:person", pk)


@operators_only
@confirmed_to_change
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the other record, look at what would move, then merge."""
    operator = reader(request)
    kept = get_object_or_404(Person, pk=pk, is_active=True)
    search = MergeForm(request.GET if "email" in request.GET else None)
    absorbed = search.cleaned_data["email"] if search.is_bound and search.is_valid() else None
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and absorbed is not None and form.is_valid():
        try:
            merge_persons(
                kept,
                absorbed,
                by=operator,
                reason=form.cleaned_data["reason"],
                now=moments.now(),
            )
        except Invalid as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The two records are one."))
            return redirect("people:person", kept.pk)
    context = {
        "kept": kept,
        "absorbed": absorbed,
        "search": search,
        "form": form,
        "held": held_about(absorbed) if absorbed is not None else [],
    }
    status = 422 if form.errors or search.errors else 200
    return render(request, "people/merge.html", context, status=status)
