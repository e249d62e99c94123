"""Addresses that give places: made, passed on, opened, withdrawn."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from localturn.academy.actions import enrolment as actions
from localturn.academy.actions import sharing
from localturn.academy.domain.schedule import LAST_MINUTE
from localturn.academy.forms.enrolment import EnrolForm
from localturn.academy.forms.links import LinkForm
from localturn.academy.forms.sharing import SharingForm
from localturn.academy.models import InvitingLink
from localturn.academy.queries.own_days import reach_of
from localturn.academy.queries.places import seat_of
from localturn.academy.queries.runs import run_kept_by
from localturn.academy.views.reader import posted, reader
from localturn.foundation import moments
from localturn.foundation.people.models import Organisation, Person
from localturn.foundation.people.queries import organisations_of
from localturn.foundation.refusals import NotFound

A_PAGE = 50


@login_required
def links(request: HttpRequest, run: str) -> HttpResponse:
    """The run's links, and a form for another."""
    person = reader(request)
    kept = run_kept_by(person, run)
    form = LinkForm(posted(request))
    if request.method == "POST" and form.is_valid():
        last = form.cleaned_data["last_day"]
        actions.make_link(
            kept,
            note=form.cleaned_data["note"],
            most=form.cleaned_data["most"],
            expires_at=last and moments.at(last, LAST_MINUTE, kept.zone),
            by=person,
            now=moments.now(),
        )
        messages.success(request, _("The link is made. Copy its address and pass it on."))
        return redirect("academy:run-links", kept.slug)
    page = Paginator(kept.links.all(), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "run": kept,
        "form": form,
        "page": page,
        "links": [(link, _address(link)) for link in page],
        "now": moments.now(),
    }
    return render(request, "academy/run_links.html", context, status=422 if form.errors else 200)


def _address(link: InvitingLink) -> str:
    return settings.PUBLIC_URL + reverse("academy:join", args=[link.token])


@login_required
@require_POST
def revoke(request: HttpRequest, run: str, pk: int) -> HttpResponse:
    """Let an address lead nowhere."""
    person = reader(request)
    kept = run_kept_by(person, run)
    link = get_object_or_404(kept.links, pk=pk)
    actions.revoke_link(link, by=person, now=moments.now())
    messages.success(request, _("The link is withdrawn; its address leads nowhere now."))
    return redirect("academy:run-links", kept.slug)


@never_cache
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Where a link leads: sign in first, then take a place."""
    link = InvitingLink.objects.select_related("run__version", "run__host").filter(token=token)
    found = link.first()
    if found is None:
        raise NotFound(_("There is no such link. Perhaps its address is mistyped."))
    person, now = request.user, moments.now()
    if isinstance(person, Person) and seat_of(person, found.run):
        return redirect(found.run)
    actions.refuse_link(found, now=now)
    if not isinstance(person, Person):
        if request.method == "POST":
            return redirect_to_login(request.path)
        return _page(request, {"link": found, "run": found.run})
    own: object = organisations_of(person, on=now.date())
    form = EnrolForm(posted(request), organisations=own)  # type: ignore[arg-type]
    answers = SharingForm(posted(request))
    if request.method == "POST" and form.is_valid() and answers.is_valid():
        organisation: Organisation | None = form.cleaned_data["organisation"]
        seat = actions.join_by_link(found, by=person, now=now, organisation=organisation)
        sharing.answer(seat, **answers.answers, by=person, now=now)
        messages.success(request, _("You have a place. This is your course."))
        return redirect(found.run)
    return _page(request, {"link": found, "run": found.run, "form": form, "answers": answers})


def _page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    reach = reach_of(context["run"], now=moments.now())
    response = render(request, "academy/join.html", context | {"reach": reach})
    response["X-Robots-Tag"] = "noindex"
    return response
