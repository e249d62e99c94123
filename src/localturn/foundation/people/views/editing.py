"""Changing an organisation: its facts, names, codes, and which organisations belong to it."""

from collections.abc import Callable
from datetime import datetime

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from localturn.foundation import moments
from localturn.foundation.people.actions import organisations as actions
from localturn.foundation.people.forms.organisations import (
    FactsForm,
    IdentifierForm,
    JoinForm,
    NameForm,
)
from localturn.foundation.people.models import Organisation, OrganisationMembership, Person
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Invalid

Change = Callable[[Organisation, forms.Form, Person, datetime], object]


def _change_facts(
    organisation: Organisation, form: forms.Form, by: Person, now: datetime
) -> object:
    assert isinstance(form, FactsForm)  # noqa: S101
    return actions.change_organisation(organisation, to=form.facts, by=by, now=now)


def _add_name(organisation: Organisation, form: forms.Form, by: Person, now: datetime) -> object:
    return actions.add_name(organisation, **form.cleaned_data, by=by, now=now)


def _add_identifier(
    organisation: Organisation, form: forms.Form, by: Person, now: datetime
) -> object:
    return actions.add_identifier(organisation, **form.cleaned_data, by=by, now=now)


def _join(organisation: Organisation, form: forms.Form, by: Person, now: datetime) -> object:
    return actions.join(whole=organisation, **form.cleaned_data, by=by, now=now)


PARTS: dict[str, tuple[type[forms.Form], Change]] = {
    "facts": (FactsForm, _change_facts),
    "name": (NameForm, _add_name),
    "identifier": (IdentifierForm, _add_identifier),
    "member": (JoinForm, _join),
}


@login_required
def edit_organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """One page with a form for each part; the button that was pressed says which is meant."""
    person, now = reader(request), moments.now()
    organisation = get_object_or_404(Organisation, slug=slug)
    actions.require_administrator(person, organisation, now)
    parts = {
        part: form(prefix=part, initial=_initial(organisation)) for part, (form, _) in PARTS.items()
    }
    part = request.POST.get("part", "")
    if request.method == "POST" and part in PARTS:
        form_class, change = PARTS[part]
        form = parts[part] = form_class(request.POST, prefix=part)
        if form.is_valid():
            try:
                change(organisation, form, person, now)
            except Invalid as refusal:
                form.add_error(None, refusal.sentence)
            else:
                messages.success(request, _("Saved."))
                return redirect("people:edit_organisation", slug)
    context = {
        "organisation": organisation,
        "parts": parts,
        "names": organisation.names.all(),
        "identifiers": organisation.identifiers.select_related("country"),
        "members": organisation.consists_of.select_related("member").order_by("member__folded"),
    }
    status = 422 if any(form.errors for form in parts.values() if form.is_bound) else 200
    return render(request, "people/edit_organisation.html", context, status=status)


def _initial(organisation: Organisation) -> dict[str, object]:
    return {
        "name": organisation.name,
        "language": organisation.language,
        "kind": organisation.kind,
        "place": organisation.place,
        "country": organisation.country,
        "website": organisation.website,
    }


@login_required
@require_POST
def remove_name(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Remove one of the other names."""
    organisation = get_object_or_404(Organisation, slug=slug)
    name = get_object_or_404(organisation.names, pk=pk)
    actions.remove_name(name, by=reader(request), now=moments.now())
    return redirect("people:edit_organisation", slug)


@login_required
@require_POST
def remove_identifier(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Remove a code."""
    organisation = get_object_or_404(Organisation, slug=slug)
    identifier = get_object_or_404(organisation.identifiers, pk=pk)
    actions.remove_identifier(identifier, by=reader(request), now=moments.now())
    return redirect("people:edit_organisation", slug)


@login_required
@require_POST
def part(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """End, today, that an organisation belongs to this one."""
    now = moments.now()
    membership = get_object_or_404(OrganisationMembership, whole__slug=slug, pk=pk)
    actions.part(membership, until=now.date(), by=reader(request), now=now)
    return redirect("people:edit_organisation", slug)
