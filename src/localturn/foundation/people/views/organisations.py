"""Organisations as everybody sees them, and adding one."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from localturn.foundation import moments
from localturn.foundation.people import permissions, queries
from localturn.foundation.people.actions import organisations as actions
from localturn.foundation.people.forms.organisations import FactsForm, SearchForm
from localturn.foundation.people.models import Organisation, OrganisationMembership
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import require

SHOWN = 30


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """All organisations, by name, kind and country."""
    form = SearchForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    country = asked.get("country")
    found = queries.organisations_matching(
        asked.get("q", ""), kind=asked.get("kind", ""), country=country.code if country else ""
    )
    context = {
        "form": form,
        "page": Paginator(found, SHOWN).get_page(request.GET.get("page")),
        "searched": bool(request.GET),
        "may_add": permissions.can_operate(request.user),
    }
    return render(request, "people/organisations.html", context)


@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """What an organisation is, what it is called, what it belongs to and who belongs to it."""
    today = moments.now().date()
    found = get_object_or_404(
        Organisation.objects.select_related("country", "place").prefetch_related(
            "names", "identifiers"
        ),
        slug=slug,
    )
    belongs = OrganisationMembership.objects.filter(member=found).select_related("whole")
    members = OrganisationMembership.objects.filter(whole=found).on(today).select_related("member")
    context = {
        "organisation": found,
        "belongs": belongs.order_by("-since", "pk"),
        "members": members.order_by("member__folded", "pk"),
        "may_edit": permissions.can_administer(request.user, found, on=today),
        "may_see_people": permissions.can_see_people_of(request.user, found, on=today),
    }
    return render(request, "people/organisation.html", context)


@login_required
def add_organisation(request: HttpRequest) -> HttpResponse:
    """Add an organisation."""
    person = reader(request)
    require(permissions.can_operate(person), _("Only operators may do this."))
    form = FactsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect(actions.add_organisation(form.facts, by=person, now=moments.now()))
    status = 422 if form.errors else 200
    return render(request, "people/add_organisation.html", {"form": form}, status=status)
