"""A meeting; done when a facilitator has marked that somebody was there."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from localturn.academy.actions.attendance import mark_attendance
from localturn.academy.queries.attendance import attendance
from localturn.academy.queries.places import ActivityPlace
from localturn.academy.views.reader import reader
from localturn.foundation.refusals import NotAllowed


def show(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """When and where it takes place, and, for facilitators, who was there."""
    ends_at = place.starts_at and place.starts_at + timedelta(minutes=place.activity.minutes)
    context = {
        "place": place,
        "is_over": ends_at is not None and ends_at <= place.now,
        "attendees": (
            attendance(place.run, place.activity, reader=reader(request))
            if place.is_facilitator
            else []
        ),
    }
    return render(request, "academy/kinds/webinar.html", context)


def mark(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Whoever is ticked was there, nobody else."""
    if not place.is_facilitator:
        raise NotAllowed(_("Only the facilitators of this run may do this."))
    present = {
        int(text)
        for text in request.POST.getlist("present")
        if text.isascii() and text.isdigit() and len(text) < 12
    }
    mark_attendance(
        place.activity, run=place.run, present=present, by=reader(request), now=place.now
    )
    messages.success(request, _("Attendance is saved."))
    return redirect("academy:activity", place.run.slug, place.activity.stable_id)


VERBS: dict[str, Callable[[HttpRequest, ActivityPlace], HttpResponse]] = {"attendance": mark}
