"""A student's way: writing an application, sending it, reading where it stands, taking it back."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from localturn.exchange import permissions
from localturn.exchange.actions import applications as actions
from localturn.exchange.actions.applications.holding import late
from localturn.exchange.domain.applications import Stage, Step
from localturn.exchange.domain.terms import State
from localturn.exchange.forms.application import (
    ApplyForm,
    PriorFormSet,
    WithdrawForm,
    initial_of,
    words_of,
)
from localturn.exchange.models import Application, Listing, deadlines_of
from localturn.exchange.queries.applications import (
    application_seen_by,
    desks_of,
    own_applications,
    standing_of,
)
from localturn.exchange.queries.listings import listing_seen_by
from localturn.exchange.views.application import lines_of
from localturn.foundation import moments
from localturn.foundation.people.models import Organisation, Person
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Invalid, NotNow, Refusal, require


@login_required
@require_safe
def applications(request: HttpRequest) -> HttpResponse:
    """The reader's own, and the courses whose applications their universities answer."""
    person, now = reader(request), moments.now()
    own = own_applications(person)
    context = {"own": lines_of(own, now=now), "desks": desks_of(person, now=now)}
    return render(request, "exchange/applications.html", context)


@login_required
def apply(request: HttpRequest, listing: int) -> HttpResponse:
    """Write an application for a course: a draft first, or sent at once."""
    person, now = reader(request), moments.now()
    found = listing_seen_by(person, listing, now=now)
    draft = standing_of(person, found)
    if draft is not None and draft.stage != Stage.DRAFT:
        return redirect(draft)
    if found.state != State.PUBLISHED:
        raise NotNow(_("This course is not on offer."))
    homes = _homes(person, found, draft, now)
    said, rows_said = initial_of(draft) if draft else ({}, [])
    sent = request.POST if request.method == "POST" else None
    form = ApplyForm(sent, listing=found, homes=homes, initial=said)
    rows = PriorFormSet(sent, initial=None if sent else rows_said, prefix="courses")
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            saved = actions.apply(
                found,
                home=form.cleaned_data["home"],
                words=words_of(form, rows),
                send="send" in request.POST,
                by=person,
                now=now,
            )
        except Refusal as refused:
            form.add_error(None, refused.sentence)
        else:
            return _saved(request, saved)
    context = {
        "listing": found,
        "form": form,
        "rows": rows,
        "homes": homes,
        "draft": draft,
        **_until(found, draft, now),
    }
    is_wrong = bool(form.errors) or (rows.is_bound and not rows.is_valid())
    return render(request, "exchange/apply.html", context, status=422 if is_wrong else 200)


@login_required
@require_POST
def withdraw(request: HttpRequest, application: int) -> HttpResponse:
    """Take an application back; a draft, which nobody has, is thrown away."""
    person, now = reader(request), moments.now()
    found = application_seen_by(person, application, now=now)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        raise Invalid(" ".join(map(str, form.errors["reason"])))
    if found.stands is Stage.DRAFT:
        actions.throw_away(found, by=person, now=now)
        messages.success(request, _("The draft is thrown away."))
        return redirect("exchange:applications")
    actions.withdraw(found, by=person, now=now, reason=form.cleaned_data["reason"])
    messages.success(request, _("Your application is taken back."))
    return redirect(found)


def _homes(
    person: Person, listing: Listing, draft: Application | None, now: datetime
) -> list[Organisation]:
    if draft is not None:
        return [draft.home]
    homes = [each.organisation for each in permissions.homes_of(person, listing, now=now)]
    require(
        bool(homes),
        _(
            "Students of universities in its consortium may apply for this course. If yours is one "
            "of them, ask it to add you."
        ),
    )
    return homes


def _until(listing: Listing, draft: Application | None, now: datetime) -> dict[str, Any]:
    deadlines = deadlines_of(listing)
    reopened = draft.reopened if draft else ""
    is_late = deadlines.is_over(Step.APPLY, now=now, reopened=reopened)
    return {
        "until": deadlines.last_minute(Step.APPLY),
        "late": late(Step.APPLY) if is_late else "",
        "is_reopened": reopened == Step.APPLY,
    }


def _saved(request: HttpRequest, saved: Application) -> HttpResponse:
    if saved.stage == Stage.DRAFT:
        messages.success(request, _("The draft is saved. Nobody has it until you send it."))
        return redirect("exchange:apply", saved.listing_id)
    messages.success(request, _("Your application is sent to your university."))
    return redirect(saved)
