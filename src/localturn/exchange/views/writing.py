"""My university's listings: begun, written, published, archived, taken over."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from localturn.academy.queries.courses import runs_to_come
from localturn.exchange import permissions
from localturn.exchange.actions import listings as actions
from localturn.exchange.actions.partner_slots import set_partner_slots
from localturn.exchange.actions.pasting import begin_with
from localturn.exchange.domain.completeness import lacks
from localturn.exchange.domain.content import LABELS, Content, print_of
from localturn.exchange.domain.meetings import Plan
from localturn.exchange.domain.terms import Slots, State, academic_year, last_year_over
from localturn.exchange.forms.listing import BeginForm, ListingForm
from localturn.exchange.forms.places import PlacesForm
from localturn.exchange.models import Listing, Partner
from localturn.exchange.queries.held_places import own_numbers
from localturn.exchange.queries.listings import (
    MOST_MINE,
    archived_by_operators,
    content_of,
    listing_kept_by,
    listing_retired_by,
    listings_kept_by,
    partners_of,
)
from localturn.exchange.queries.sentences import say
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Invalid, Refusal, require


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Drafts, what is published, and the archive by year, of the reader's universities."""
    person, now = reader(request), moments.now()
    partners = _require_partner(person, now)
    kept = listings_kept_by(person, now=now)
    archived = [each for each in kept if each.state == State.ARCHIVED]
    years = dict.fromkeys(each.academic_year for each in archived)
    stays = set() if permissions.can_keep_consortia(person) else archived_by_operators(archived)
    context = {
        "drafts": [each for each in kept if each.state == State.DRAFT],
        "published": [each for each in kept if each.state == State.PUBLISHED],
        "archive": [
            (academic_year(year or 0), [each for each in archived if each.academic_year == year])
            for year in years
        ],
        "lasting": {
            each.pk
            for each in archived
            if (each.academic_year or 0) > last_year_over(now.date()) and each.pk not in stays
        },
        "year_of": academic_year,
        "has_several": len({each.organisation_id for each in partners}) > 1,
        "most": MOST_MINE,
        "is_cut": len(kept) == MOST_MINE,
    }
    return render(request, "exchange/mine.html", context)


@login_required
def begin(request: HttpRequest) -> HttpResponse:
    """A new listing for one of the reader's universities."""
    person, now = reader(request), moments.now()
    _require_partner(person, now)
    partners = permissions.partners_listing(person, now=now)
    form = BeginForm(request.POST if request.method == "POST" else None, partners=partners)
    if request.method == "POST" and form.is_valid():
        partner = form.cleaned_data["partner"]
        place = partner.organisation.place
        content = Content(
            academic_year=now.year if now.month >= 4 else now.year - 1,
            plan=Plan(zone=place.zone if place else person.zone),
            written_in=person.language,
        )
        try:
            if text := form.cleaned_data["text"].strip():
                listing = begin_with(text, partner, content, by=person, now=now)
            else:
                listing = actions.begin(partner, content, by=person, now=now)
        except Invalid as refused:
            form.add_error("text", refused.sentence)
        else:
            return redirect("exchange:edit", listing.pk)
    status = 422 if form.errors else 200
    return render(request, "exchange/begin.html", {"form": form}, status=status)


@login_required
def edit(request: HttpRequest, listing: int) -> HttpResponse:
    """Every field of a listing, in sections."""
    person, now = reader(request), moments.now()
    found = listing_kept_by(person, listing, now=now)
    content = content_of(found)
    form = ListingForm(
        request.POST if request.method == "POST" else None,
        content=content,
        runs=_runs(found, now),
        this_year=now.year,
        marks=found.marks,
    )
    if request.method == "POST" and form.is_valid():
        checked = request.POST.getlist("checked")
        try:
            seen = request.POST.get("seen", "")
            actions.save(found, form.content, checked=checked, seen=seen, by=person, now=now)
        except Refusal as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("The listing is saved."))
            return redirect(
                "exchange:publish" if "on" in request.POST else "exchange:edit", found.pk
            )
    context = {
        "listing": found,
        "form": form,
        "is_draft": found.state == State.DRAFT,
        "seen": print_of(content),
    }
    return render(request, "exchange/edit.html", context, status=422 if form.errors else 200)


@login_required
def publish(request: HttpRequest, listing: int) -> HttpResponse:
    """What is missing or contradictory; when nothing is, let everybody find it."""
    person, now = reader(request), moments.now()
    found = listing_kept_by(person, listing, now=now)
    if request.method == "POST":
        actions.publish(found, by=person, now=now)
        messages.success(request, _("The course is published."))
        return redirect(found)
    context = {
        "listing": found,
        "lacks": [(lack.field, say(lack.note)) for lack in lacks(content_of(found))],
        "unchecked": [_(LABELS[name]) for name in LABELS if name in found.marks],
        "is_draft": found.state == State.DRAFT,
    }
    return render(request, "exchange/publish.html", context)


@login_required
@require_POST
def take_back(request: HttpRequest, listing: int) -> HttpResponse:
    return _retire(request, listing, actions.take_back, _("The course is a draft again."))


@login_required
@require_POST
def archive(request: HttpRequest, listing: int) -> HttpResponse:
    return _retire(request, listing, actions.archive, _("The course is in the archive."))


@login_required
@require_POST
def offer_again(request: HttpRequest, listing: int) -> HttpResponse:
    return _retire(request, listing, actions.offer_again, _("The course is on offer again."))


@login_required
def places(request: HttpRequest, listing: int) -> HttpResponse:
    """A number of places of its own for each partner."""
    person, now = reader(request), moments.now()
    found = listing_kept_by(person, listing, now=now)
    partners = partners_of(found, on=now.date())
    sent = request.POST if request.method == "POST" else None
    form = PlacesForm(sent, listing=found, partners=partners, own=own_numbers(found))
    if request.method == "POST" and form.is_valid():
        try:
            set_partner_slots(found, form.numbers, by=person, now=now)
        except Refusal as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("The places of the partners are saved."))
            return redirect("exchange:edit", found.pk)
    context = {"listing": found, "form": form, "each": found.slots_kind == Slots.EACH}
    status = 422 if form.errors else 200
    return render(request, "exchange/places.html", context, status=status)


@login_required
@require_POST
def discard(request: HttpRequest, listing: int) -> HttpResponse:
    person, now = reader(request), moments.now()
    actions.discard(listing_kept_by(person, listing, now=now), by=person, now=now)
    messages.success(request, _("The draft is thrown away."))
    return redirect("exchange:mine")


@login_required
@require_POST
def take_over(request: HttpRequest, listing: int) -> HttpResponse:
    """A draft for the next year."""
    person, now = reader(request), moments.now()
    found = listing_kept_by(person, listing, now=now)
    copy = actions.take_over(found, by=person, now=now)
    said = (
        _("This is a draft for the next academic year. Check its meetings and all else.")
        if copy.created_at == now
        else _("There is a draft for the next academic year already: it is this one.")
    )
    messages.success(request, said)
    return redirect("exchange:edit", copy.pk)


def _retire(request: HttpRequest, pk: int, action: Callable[..., None], told: str) -> HttpResponse:
    person, now = reader(request), moments.now()
    found = listing_retired_by(person, pk, now=now)
    action(found, by=person, now=now)
    messages.success(request, told)
    keeps = permissions.can_edit(person, found, now=now)
    return redirect("exchange:mine" if keeps else "exchange:catalogue")


def _runs(listing: Listing, now: datetime) -> QuerySet[Any]:
    """Runs of the academy that the university hosts, and the one that is chosen already."""
    coming = runs_to_come(on=now.date())
    own = coming.model._default_manager.filter(
        Q(pk__in=coming.filter(host=listing.host_id).order_by().values("pk")) | Q(pk=listing.run_id)
    )
    return own.order_by("-starts_on", "slug")


def _require_partner(person: Person, now: datetime) -> list[Partner]:
    """The universities for which they list courses."""
    partners = list(permissions.partners_listing(person, now=now)[:MOST_MINE])
    require(
        bool(partners),
        _(
            "Courses are listed by coordinators and administrators of a university that is in a"
            " consortium."
        ),
    )
    return partners
