"""A written answer that a facilitator marks; done when handed in."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from localturn.academy.actions import hand_ins as actions
from localturn.academy.domain.schedule import Phase
from localturn.academy.models import Enrolment
from localturn.academy.queries.hand_ins import work_of
from localturn.academy.queries.marking import number_to_mark
from localturn.academy.queries.places import ActivityPlace
from localturn.academy.queries.rubrics import marked_rubric
from localturn.foundation.files.kinds import ENDINGS
from localturn.foundation.refusals import Invalid, NotAllowed, Refusal
from localturn.foundation.ui.times import clock

_DIGITS = 15


@never_cache
def show(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """The task, what was handed in, what came of it, and the place to write."""
    return _page(request, place)


def save_draft(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Keep the draft: asked by the script with a sequence, by the button without."""
    sent = request.POST.get("sequence", "")
    sequence = int(sent) if sent.isascii() and sent.isdigit() and len(sent) <= _DIGITS else None
    try:
        saved = actions.save_draft(
            _seat(place),
            place.activity,
            request.POST.get("text", ""),
            sequence=sequence,
            by=_person(request),
            now=place.now,
        )
    except Refusal as refusal:
        if sequence is None:
            raise
        return JsonResponse({"said": refusal.sentence}, status=refusal.status)
    if sequence is None:
        messages.success(request, _("Your draft is saved."))
        return _back(place)
    said = (
        _("Draft saved %(time)s") % {"time": clock(saved.at)}
        if saved.is_kept
        else _("Written otherwise in another window. Load this page again to see it.")
    )
    return JsonResponse({"sequence": saved.sequence, "kept": saved.is_kept, "said": said})


def hand_in(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Hand the text in, and a file if there is one."""
    text, link = request.POST.get("text", ""), request.POST.get("link", "")
    try:
        handed_in = actions.hand_in(
            _seat(place),
            place.activity,
            text,
            by=_person(request),
            now=place.now,
            file=request.FILES.get("file"),
            keeps_file="without-file" not in request.POST,
            link=link,
        )
    except Invalid as refusal:
        return _page(request, place, complaint=refusal.sentence, text=text, link=link)
    if handed_in.is_new:
        messages.success(request, _("You have handed in. The facilitator will read it."))
    return _back(place)


VERBS: dict[str, Callable[[HttpRequest, ActivityPlace], HttpResponse]] = {
    "draft": save_draft,
    "hand-in": hand_in,
}


def _page(
    request: HttpRequest,
    place: ActivityPlace,
    *,
    complaint: str = "",
    text: str | None = None,
    link: str | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {"place": place, "complaint": complaint, "work": None}
    context["rubric"] = marked_rubric(place.activity, None)
    if place.enrolment is not None:
        work = work_of(place.enrolment, place.activity)
        context |= {
            "work": work,
            "text": work.text if text is None else text,
            "link": (work.last.link if work.last else "") if link is None else link,
            "accepts": actions.accepted_by(place.activity),
            "rubric": marked_rubric(place.activity, work.standing),
            "endings": ENDINGS,
            "may_hand_in": place.phase is Phase.RUNNING
            and work.may_hand_in(due=place.due_at, now=place.now),
        }
    else:
        context["to_mark"] = number_to_mark(place.run, by=request.user)
    status = 422 if complaint else 200
    return render(request, "academy/kinds/assignment.html", context, status=status)


def _seat(place: ActivityPlace) -> Enrolment:
    if place.enrolment is None:
        raise NotAllowed(_("Only those who take part in the course hand in work."))
    return place.enrolment


def _person(request: HttpRequest) -> Any:
    return request.user


def _back(place: ActivityPlace) -> HttpResponse:
    return redirect("academy:activity", place.run.slug, place.activity.stable_id)
