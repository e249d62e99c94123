"""One door to every activity of a run: find it, refuse who may not enter, hand over to its kind."""

from importlib import import_module
from types import ModuleType

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from localturn.academy.domain.kinds import Kind
from localturn.academy.domain.schedule import Phase
from localturn.academy.queries.places import ActivityPlace, place_of
from localturn.foundation import moments
from localturn.foundation.refusals import NotAllowed, NotFound, NotNow
from localturn.foundation.ui.times import moment_text


@login_required
@require_safe
def show(request: HttpRequest, run: str, activity: str) -> HttpResponse:
    """The activity's page."""
    place = enter(request, run, activity)
    response: HttpResponse = _views_of(place.kind).show(request, place)
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, run: str, activity: str, verb: str) -> HttpResponse:
    """Do something in an activity, or look at a further page of it; its kind names the verbs and
    the pages."""
    place = enter(request, run, activity)
    views = _views_of(place.kind)
    if request.method != "POST":
        return _look(request, place, views, verb)
    act_on = views.VERBS.get(verb)
    if act_on is None:
        raise NotFound
    is_over = place.phase is Phase.ENDED and verb not in getattr(views, "AFTERWARDS", ())
    if not place.is_facilitator and is_over:
        raise NotNow(_("This run has ended. You can still read everything, but not change it."))
    response: HttpResponse = act_on(request, place)
    return response


def _look(request: HttpRequest, place: ActivityPlace, views: ModuleType, verb: str) -> HttpResponse:
    page = getattr(views, "PAGES", {}).get(verb)
    if page is not None:
        response: HttpResponse = page(request, place)
        return response
    if verb in views.VERBS:
        # who was signed out when they sent something comes here after signing in
        return redirect("academy:activity", place.run.slug, place.activity.stable_id)
    raise NotFound


def enter(request: HttpRequest, run: str, activity: str) -> ActivityPlace:
    """Where the reader stands in an activity; refuses who may not open it."""
    place = place_of(request.user, run, activity, now=moments.now())
    if place.may_be_read:
        return place
    if place.enrolment is None or place.opens_at is None:
        raise NotAllowed(_("This is open to those who take part in the course."))
    raise NotNow(
        _("This module opens on %(moment)s.")
        % {"moment": moment_text(place.opens_at, place.run.zone)}
    )


def _views_of(kind: Kind) -> ModuleType:
    return import_module(f"localturn.academy.views.kinds.{kind.module}")
