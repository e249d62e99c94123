"""The applications for one course, for the universities that answer them."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from localturn.exchange import permissions
from localturn.exchange.actions import applications as actions
from localturn.exchange.domain.applications import Stage, Step
from localturn.exchange.domain.terms import State
from localturn.exchange.forms.application import AddStudentForm
from localturn.exchange.models import Listing, Partner, deadlines_of
from localturn.exchange.queries.applications import of_home, of_host
from localturn.exchange.queries.held_places import held_in, left_for
from localturn.exchange.queries.listings import listing_seen_by
from localturn.exchange.queries.places import is_full
from localturn.exchange.views.application import lines_of
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Refusal, require


@login_required
@require_safe
def applicants(request: HttpRequest, listing: int) -> HttpResponse:
    """By home university what its students have sent, in its order; and for the host what it
    answers."""
    person, now = reader(request), moments.now()
    return _page(request, listing_seen_by(person, listing, now=now), AddStudentForm())


@login_required
@require_POST
def add(request: HttpRequest, listing: int, partner: int) -> HttpResponse:
    """Begin an application for a student of one's university."""
    person, now = reader(request), moments.now()
    found = listing_seen_by(person, listing, now=now)
    homes = permissions.homes_kept_by(person, found, now=now)
    require(homes.exists(), not_theirs())
    home = get_object_or_404(homes, pk=partner)
    form = AddStudentForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        actions.add_student(
            found, home=home.organisation, email=form.cleaned_data["email"], by=person, now=now
        )
    except Refusal as refused:
        form.add_error("email", refused.sentence)
        return _page(request, found, form)
    messages.success(request, _("The application is begun, and the student is told."))
    return redirect("exchange:applicants", found.pk)


def _page(request: HttpRequest, listing: Listing, form: AddStudentForm) -> HttpResponse:
    person, now = reader(request), moments.now()
    homes = list(permissions.homes_kept_by(person, listing, now=now))
    is_host = permissions.keeps(person, listing.host_id, now=now)
    require(bool(homes) or is_host, not_theirs())
    deadlines = deadlines_of(listing)
    answered = lines_of(of_host(listing), now=now) if is_host else []
    context = {
        "listing": listing,
        "homes": [_home(listing, each, person, now) for each in homes],
        "is_host": is_host,
        "nominated": [each for each in answered if each.application.stands is Stage.NOMINATED],
        "answered": [each for each in answered if each.application.stands is not Stage.NOMINATED],
        "taken": held_in(listing, now=now).total() if is_host else None,
        "deadlines": [
            (_(step.label), deadlines.last_minute(step)) for step in Step if deadlines.day(step)
        ],
        "is_on_offer": listing.state == State.PUBLISHED,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "exchange/applicants.html", context, status=status)


def _home(listing: Listing, partner: Partner, person: Person, now: datetime) -> dict[str, object]:
    lines = lines_of(of_home(listing, partner.organisation_id), now=now)
    approved = [each for each in lines if each.application.stands is Stage.APPROVED]
    return {
        "partner": partner,
        "left": left_for(listing, partner.organisation_id, now=now),
        "is_full": is_full(listing, partner.organisation_id, now=now),
        "approved": approved,
        "others": [each for each in lines if each not in approved],
    }


def not_theirs() -> str:
    return _(
        "Applications for a course are read by keepers of the students' universities and of the "
        "one that holds it."
    )
