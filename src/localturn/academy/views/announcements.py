"""What the facilitators of a run announce: the list, one of them, writing and withdrawing."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from localturn.academy.actions import announcements as actions
from localturn.academy.forms.conversation import AnnouncementForm
from localturn.academy.models import Announcement
from localturn.academy.queries import announcements as queries
from localturn.academy.queries.runs import run_kept_by
from localturn.academy.views.entering import Inside, inside
from localturn.academy.views.reader import posted, reader
from localturn.foundation import moments
from localturn.foundation.refusals import Invalid, NotFound, NotNow

A_PAGE = 20


@never_cache
@login_required
@require_safe
def everything(request: HttpRequest, run: str) -> HttpResponse:
    """All that was announced, the newest first."""
    who, now = inside(request, run), moments.now()
    rows = _visible(who, now)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    shown = [
        (each, queries.is_new(each, is_read=each.is_read, now=now)) for each in page.object_list
    ]
    context = {"who": who, "run": who.run, "page_of": page, "shown": shown, "now": now}
    return render(request, "academy/announcements/all.html", context)


@never_cache
@login_required
@require_safe
def show(request: HttpRequest, run: str, pk: int) -> HttpResponse:
    """One announcement."""
    who, now = inside(request, run), moments.now()
    announcement = _one(who, pk)
    context = {
        "who": who,
        "run": who.run,
        "announcement": announcement,
        "is_read": announcement.is_read,
        "was_seen": announcement.shows_at <= now,
    }
    return render(request, "academy/announcements/one.html", context)


@login_required
@require_POST
def read(request: HttpRequest, run: str, pk: int) -> HttpResponse:
    """A participant has read it; the next that they have not read comes up, or the course."""
    who, now = inside(request, run), moments.now()
    if who.seat is None:
        raise NotNow(_("Only who takes part marks announcements as read."))
    actions.mark_read(_one(who, pk), seat=who.seat, now=now)
    for each in queries.latest_for(who.seat, now=now):
        if each.is_new:
            return redirect("academy:announcement", who.run.slug, each.pk)
    return redirect("academy:run", who.run.slug)


@login_required
def write(request: HttpRequest, run: str) -> HttpResponse:
    """Write an announcement, look at it and at whom it reaches, and let it go."""
    person = reader(request)
    kept = run_kept_by(person, run)
    form = AnnouncementForm(posted(request), zone=kept.zone)
    preview = _preview(form)
    if request.method == "POST" and form.is_valid() and "sure" in request.POST:
        try:
            told = actions.announce(kept, **form.cleaned_data, by=person, now=moments.now())
        except Invalid as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _said(told))
            return redirect("academy:announcements", kept.slug)
    return _form_page(request, form, {"run": kept, "preview": preview})


@login_required
def change(request: HttpRequest, run: str, pk: int) -> HttpResponse:
    """Change what it says; before anybody saw it, also when and how it is told."""
    who, now = inside(request, run), moments.now()
    who.require_facilitator()
    announcement = _one(who, pk)
    if announcement.withdrawn_at is not None:
        raise NotNow(_("This announcement has been withdrawn."))
    form = AnnouncementForm(
        posted(request),
        zone=who.run.zone,
        was_seen=announcement.shows_at <= now,
        initial=AnnouncementForm.initial_of(announcement),
    )
    preview = _preview(form)
    if request.method == "POST" and form.is_valid() and "sure" in request.POST:
        try:
            actions.change(announcement, **form.cleaned_data, by=who.person, now=now)
        except Invalid as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("The announcement is changed."))
            return redirect(announcement)
    context = {"run": who.run, "preview": preview, "announcement": announcement}
    return _form_page(request, form, context)


@login_required
def withdraw(request: HttpRequest, run: str, pk: int) -> HttpResponse:
    """Show it to participants no longer, once asked whether that is meant."""
    who = inside(request, run)
    who.require_facilitator()
    announcement = _one(who, pk)
    if request.method == "POST":
        actions.withdraw(announcement, by=who.person, now=moments.now())
        messages.success(request, _("Participants no longer see the announcement."))
        return redirect("academy:announcements", who.run.slug)
    context = {"run": who.run, "announcement": announcement}
    return render(request, "academy/announcements/withdraw.html", context)


def _visible(who: Inside, now: datetime) -> QuerySet[Any]:
    return queries.shown_in(who.run, seat=who.seat, sees_all=who.is_facilitator, now=now)


def _one(who: Inside, pk: int) -> Any:
    """An announcement that somebody inside may see, with whether they have read it."""
    found = _visible(who, moments.now()).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("This announcement has been withdrawn, or is not shown yet."))
    found.run = who.run
    return found


def _preview(form: AnnouncementForm) -> str | None:
    """How it will look; None while there is nothing to look at."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return actions.preview(form.cleaned_data["body"])
    except Invalid as refused:
        form.add_error("body", refused.sentence)
        return None


def _form_page(
    request: HttpRequest, form: AnnouncementForm, context: dict[str, Any]
) -> HttpResponse:
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    context |= {
        "form": form,
        "readers": queries.written_to(context["run"]).count() if given.get("by_mail") else None,
        "shows_at": given.get("shows_at"),
    }
    status = 422 if form.errors else 200
    return render(request, "academy/announcements/write.html", context, status=status)


def _said(told: Announcement) -> str:
    if told.shows_at > told.written_at:
        return _("The announcement is kept until its moment.")
    return _("The announcement is made.")
