"""A text; done when its reader says so."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from localturn.academy.actions.progress import record_done, undo_done
from localturn.academy.domain.schedule import Phase
from localturn.academy.models import Enrolment
from localturn.academy.queries.places import ActivityPlace
from localturn.foundation.refusals import NotAllowed, NotNow


def show(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    return render(request, "academy/kinds/reading.html", {"place": place})


def mark_read(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """The reader says that they have read it."""
    record_done(seat_of(place), place.activity, now=place.now)
    return _back(place)


def mark_unread(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """The reader takes it back."""
    undo_done(seat_of(place), place.activity, now=place.now)
    return _back(place)


VERBS: dict[str, Callable[[HttpRequest, ActivityPlace], HttpResponse]] = {
    "done": mark_read,
    "undone": mark_unread,
}


def seat_of(place: ActivityPlace) -> Enrolment:
    if place.enrolment is None:
        raise NotAllowed(_("Only those who take part in the course have something to mark."))
    if place.phase is not Phase.RUNNING:
        raise NotNow(_("The course is not running now."))
    return place.enrolment


def _back(place: ActivityPlace) -> HttpResponse:
    address = reverse("academy:activity", args=[place.run.slug, place.activity.stable_id])
    return redirect(f"{address}#work")  # where the focus finds what was done
