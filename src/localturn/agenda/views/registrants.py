"""Who registered for an event, for who looks after it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from localturn.agenda.actions import registering as actions
from localturn.agenda.actions import registration_forms
from localturn.agenda.domain.registering import Asks, Standing, Terms
from localturn.agenda.forms.registering import ReasonForm, TermsForm
from localturn.agenda.models import Question, Registrant
from localturn.agenda.queries.registering import (
    answers_in_order,
    at_event,
    event_kept_by,
    of_event,
    registrants_of,
    registration_kept_by,
    terms_of,
)
from localturn.agenda.queries.saying import text_for_reader
from localturn.foundation import moments
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Refusal
from localturn.foundation.tables import CSV, XLSX, Cell, as_csv, as_xlsx

A_PAGE = 100


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest, event: int) -> HttpResponse:
    """How people register: from when, for which places, what they are asked."""
    now = moments.now()
    found = event_kept_by(request.user, event, now=now)
    registration = of_event(found)
    begun = terms_of(registration) if registration else Terms(opens_zone=found.zone)
    form = TermsForm(request.POST if request.method == "POST" else None, terms=begun)
    if request.method == "POST" and form.is_valid():
        try:
            registration_forms.save(found, form.terms, by=reader(request), now=now)
        except Refusal as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("This is how people register from now on."))
            return redirect("agenda:registrants", found.pk)
    context = {
        "event": found,
        "text": text_for_reader(found),
        "registration": registration,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "agenda/registration/terms.html", context, status=status)


@login_required
@require_safe
def registrants(request: HttpRequest, event: int) -> HttpResponse:
    """The list, with what each has answered."""
    now = moments.now()
    found, registration = registration_kept_by(request.user, event, now=now)
    standing, words = request.GET.get("standing", ""), request.GET.get("q", "").strip()[:200]
    rows = registrants_of(registration, standing=standing, words=words)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    questions = list(registration.questions.all())
    listed = [(each, _said(each, questions), _standing(each)) for each in page]
    at = at_event(registration, found, now=now)
    context = {
        "event": found,
        "text": text_for_reader(found),
        "registration": registration,
        "page": page,
        "listed": listed,
        "places": at.places,
        "several": len(at.places) > 1,
        "standing": standing,
        "words": words,
        "standings": [(each.value, _(each.label)) for each in Standing],
        "has_begun": found.starts is not None and found.starts <= now,
    }
    return render(request, "agenda/registration/registrants.html", context)


@login_required
@require_safe
def export(request: HttpRequest, event: int, form: str) -> HttpResponse:
    """Everybody who registered, as a table for other programs."""
    found, registration = registration_kept_by(request.user, event, now=moments.now())
    questions = list(registration.questions.all())
    head = [
        _("Name"),
        _("E-mail address"),
        _("Kind of place"),
        _("Where it stands"),
        _("Registered"),
        _("Was there"),
        *(each.words for each in questions),
    ]
    rows: list[list[Cell]] = [
        [
            each.name,
            each.email,
            each.place.name,
            _standing(each),
            each.asked_at,
            each.attended_at is not None,
            *(said for _question, said in _said(each, questions)),
        ]
        for each in registrants_of(registration)
    ]
    if form == "xlsx":
        content, kind = as_xlsx(_("Registered"), head, rows), XLSX
    else:
        content, kind = as_csv(head, rows), CSV
    name = f"registrants-{found.pk}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)


@login_required
@require_safe
def badges(request: HttpRequest, event: int) -> HttpResponse:
    """A badge for everybody who has a place, to be printed and cut."""
    found, registration = registration_kept_by(request.user, event, now=moments.now())
    rows = registrants_of(registration, standing=Standing.CONFIRMED).order_by("name", "pk")
    context = {
        "event": found,
        "text": text_for_reader(found),
        "people": list(rows),
        "several": registration.places.count() > 1,
    }
    return render(request, "agenda/registration/badges.html", context)


@login_required
@require_POST
def attendance(request: HttpRequest, event: int, registrant: int) -> HttpResponse:
    """Tick that somebody is there, or take it back."""
    found = _registrant(request, event, registrant)
    was_there = request.POST.get("there") == "yes"
    actions.mark_attendance(found, was_there=was_there, by=reader(request), now=moments.now())
    address = reverse("agenda:registrants", args=[event])
    return redirect(f"{address}?{_where(request)}#r{found.pk}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, event: int, registrant: int) -> HttpResponse:
    """Take somebody off the list: a page that asks for the reason."""
    found = _registrant(request, event, registrant)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.remove(found, reason=reason, by=reader(request), now=moments.now())
        messages.success(request, _("They are off the list, and told so."))
        return redirect("agenda:registrants", event)
    context = {"registrant": found, "event": event, "form": form}
    status = 422 if form.errors else 200
    return render(request, "agenda/registration/remove.html", context, status=status)


def _registrant(request: HttpRequest, event: int, pk: int) -> Registrant:
    _event, registration = registration_kept_by(request.user, event, now=moments.now())
    rows = Registrant.objects.select_related("registration", "place", "person")
    return get_object_or_404(rows, pk=pk, registration=registration)


def _where(request: HttpRequest) -> str:
    """The part of the list in which the button was."""
    page = request.POST.get("page", "1")
    return f"page={page}" if page.isdecimal() else ""


def _standing(registrant: Registrant) -> str:
    return _(Standing(registrant.standing).label)


def _said(registrant: Registrant, questions: list[Question]) -> list[tuple[Question, str]]:
    words = {"yes": _("Yes"), "no": _("No")}
    return [
        (question, words.get(said, said) if question.asks == Asks.YES_NO else said)
        for question, said in answers_in_order(registrant, questions)
    ]
