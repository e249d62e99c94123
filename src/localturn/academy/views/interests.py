"""Pages on which somebody asks an association for a place, and the association answers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from localturn.academy import permissions
from localturn.academy.actions import enrolment as actions
from localturn.academy.forms.places import InterestAnswerForm, InterestForm, RankForm
from localturn.academy.models import Run
from localturn.academy.queries.nominees import asked_by
from localturn.academy.queries.places import seat_of
from localturn.academy.queries.runs import run_seen_by
from localturn.academy.views.reader import posted, reader
from localturn.foundation import moments
from localturn.foundation.people.models import Organisation, Person
from localturn.foundation.people.queries import organisations_of
from localturn.foundation.refusals import Invalid, Refusal, require


@login_required
def interest(request: HttpRequest, run: str) -> HttpResponse:
    """Ask an association for a place, and see what became of it."""
    person, now = reader(request), moments.now()
    found = run_seen_by(person, run).run
    if seat_of(person, found):
        return redirect(found)
    partners = Organisation.objects.filter(partner_runs__run=found).order_by("folded", "pk")
    asked = asked_by(person, found)
    own = organisations_of(person, on=now.date()).first()
    form = InterestForm(
        posted(request), partners=partners, initial={"works_for": str(own) if own else ""}
    )
    if request.method == "POST" and form.is_valid():
        given = {k: v for k, v in form.cleaned_data.items() if k != "agreed"}
        try:
            actions.express_interest(person, run=found, **given, by=person, now=now)
        except Refusal as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("The association has been told. It answers you by mail."))
            return redirect("academy:interest", found.slug)
    context = {"run": found, "form": form, "asked": asked, "has_partners": partners.exists()}
    return render(request, "academy/interest.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def withdraw(request: HttpRequest, run: str) -> HttpResponse:
    """Take back what one asked for."""
    person = reader(request)
    found = run_seen_by(person, run).run
    own = get_object_or_404(found.interests, person=person, state="open")
    actions.withdraw_interest(own, by=person, now=moments.now())
    messages.success(request, _("You no longer ask for a place."))
    return redirect("academy:interest", found.slug)


@login_required
@require_POST
def rank(request: HttpRequest, run: str, pk: int) -> HttpResponse:
    """Move somebody who asks up or down the association's list."""
    person, found = reader(request), _run_of_coordinator(request, run)
    own = permissions.organisations_nominating_for(person, found, now=moments.now())
    each = get_object_or_404(found.interests, pk=pk, organisation__in=own)
    actions.rank_interest(each, to=_place(request), by=person, now=moments.now())
    return redirect(reverse("academy:nominations", args=[found.slug]) + f"#interest-{pk}")


@login_required
@require_POST
def rank_waiting(request: HttpRequest, run: str, pk: int) -> HttpResponse:
    """Move somebody up or down the association's waiting list."""
    person, found = reader(request), _run_of_coordinator(request, run)
    own = permissions.organisations_nominating_for(person, found, now=moments.now())
    each = get_object_or_404(found.nominations, pk=pk, organisation__in=own)
    actions.rank_nomination(each, to=_place(request), by=person, now=moments.now())
    return redirect(reverse("academy:nominations", args=[found.slug]) + f"#waiting-{pk}")


@login_required
@require_POST
def answer(request: HttpRequest, run: str, pk: int) -> HttpResponse:
    """Nominate somebody who asks, or decline; the button that was pressed says which."""
    person, found = reader(request), _run_of_coordinator(request, run)
    own = permissions.organisations_nominating_for(person, found, now=moments.now())
    each = get_object_or_404(found.interests, pk=pk, organisation__in=own)
    form = InterestAnswerForm(request.POST)
    form.is_valid()
    accept = request.POST.get("decision") == "nominate"
    answered = actions.answer_interest(
        each,
        accept=accept,
        answer=form.cleaned_data.get("answer", ""),
        by=person,
        now=moments.now(),
    )
    state = answered.nomination.state if answered.nomination else None
    messages.success(request, _said(answered.person, state))
    return redirect("academy:nominations", found.slug)


def _said(person: Person, state: str | None) -> str:
    said = {
        None: _("%(name)s has been told."),
        "accepted": _("A place is kept for %(name)s, who has been told."),
        "queued": _("%(name)s is on your waiting list and has been told."),
    }.get(state, _("Your nomination is with the facilitators."))
    return said % {"name": person}


def _run_of_coordinator(request: HttpRequest, slug: str) -> Run:
    """Who may nominate is asked before anything is looked for."""
    seen = run_seen_by(request.user, slug)
    own = permissions.organisations_nominating_for(request.user, seen.run, now=moments.now())
    require(own.exists(), _("Coordinators of the run's partner organisations nominate people."))
    return seen.run


def _place(request: HttpRequest) -> int:
    form = RankForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Write the number of a place on the list, such as 2."))
    place: int = form.cleaned_data["to"]
    return place
