"""A written answer that a facilitator marks; done when handed in."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from localturn.academy.actions import hand_ins as actions
from localturn.academy.actions import work_arrivals, work_files
from localturn.academy.domain.kinds.assignment import file_limits
from localturn.academy.domain.papers import PAPER
from localturn.academy.domain.schedule import Phase
from localturn.academy.domain.whole import whole
from localturn.academy.models import Enrolment
from localturn.academy.queries.hand_ins import arrivals_told, purpose_of, work_of
from localturn.academy.queries.marking import number_to_mark
from localturn.academy.queries.places import ActivityPlace
from localturn.academy.queries.rubrics import marked_rubric
from localturn.academy.views.arrived import told_of
from localturn.academy.views.papers import about_paper
from localturn.foundation.files.kinds import ENDINGS
from localturn.foundation.refusals import Invalid, NotAllowed, NotFound, Refusal
from localturn.foundation.ui.times import clock


@never_cache
def show(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """The task, what was handed in, what came of it, and the place to write."""
    return page(request, place)


def save_draft(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Keep the draft: asked by the script with a sequence, by a button without; then with the files
    that were chosen."""
    if whole(request.POST.get("sequence")) is None:
        return _save_all(request, place)
    return save_text(request, place, _seat(place))


def save_text(request: HttpRequest, place: ActivityPlace, seat: Enrolment) -> HttpResponse:
    """What the script is told of the draft that it sends with its sequence."""
    sequence = whole(request.POST.get("sequence"))
    try:
        saved = actions.save_draft(
            seat,
            place.activity,
            request.POST.get("text", ""),
            sequence=sequence,
            by=_person(request),
            now=place.now,
        )
    except Refusal as refusal:
        return JsonResponse({"said": refusal.sentence}, status=refusal.status)
    said = (
        _("Draft saved %(time)s") % {"time": clock(saved.at)}
        if saved.is_kept
        else _("Written otherwise in another window. Load this page again to see it.")
    )
    return JsonResponse({"sequence": saved.sequence, "kept": saved.is_kept, "said": said})


def _save_all(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    try:
        _keep_text(request, place)
        _keep_files(request, place)
    except Invalid as refusal:
        return page(request, place, complaint=refusal.sentence, sent=request.POST)
    messages.success(request, _("Your draft is saved."))
    return _with_link(request, place)


def _keep_text(request: HttpRequest, place: ActivityPlace) -> None:
    if "text" in request.POST:
        text, by = request.POST["text"], _person(request)
        seat, activity = _seat(place), place.activity
        actions.save_draft(seat, activity, text, sequence=None, by=by, now=place.now)


def _keep_files(request: HttpRequest, place: ActivityPlace) -> None:
    """Those that came with the form."""
    uploads = [each for each in request.FILES.getlist("file") if each]
    seat = _seat(place)
    if uploads:
        work_files.lay_by(seat, place.activity, uploads, by=_person(request), now=place.now)


def take_file(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Have a file looked through that a script has sent in pieces."""
    seat, token, by = _seat(place), request.POST.get("arrived", ""), _person(request)
    return told_of(
        partial(work_arrivals.take_arrived, seat, place.activity, token, by=by, now=place.now)
    )


def remove_file(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Take a file away again; what is written meanwhile is kept."""
    number = whole(request.POST.get("remove"))
    if number is None:
        raise NotFound
    _keep_text(request, place)
    name = work_files.take_away(_seat(place), place.activity, number, by=_person(request))
    messages.success(request, _("%(name)s is no longer with your work.") % {"name": name})
    return _with_link(request, place)


def hand_in(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Hand in the text, the link and the files; what was chosen stays with the draft if the rest
    cannot be taken."""
    try:
        _keep_files(request, place)
        handed_in = actions.hand_in(
            _seat(place),
            place.activity,
            request.POST.get("text", ""),
            by=_person(request),
            now=place.now,
            link=request.POST.get("link", ""),
        )
    except Invalid as refusal:
        return page(request, place, complaint=refusal.sentence, sent=request.POST)
    if handed_in.is_new:
        messages.success(request, _("You have handed in. The facilitator will read it."))
    return _back(place)


VERBS: dict[str, Callable[[HttpRequest, ActivityPlace], HttpResponse]] = {
    "draft": save_draft,
    "take-file": take_file,
    "remove-file": remove_file,
    "hand-in": hand_in,
}


def page(
    request: HttpRequest,
    place: ActivityPlace,
    *,
    complaint: str = "",
    sent: Mapping[str, str] | None = None,
    **forms: BaseForm,
) -> HttpResponse:
    """The page, with what was sent and could not be taken; `forms` are those of its own that were
    filled in wrongly."""
    context: dict[str, Any] = {"place": place, "complaint": complaint, "work": None}
    context["rubric"] = marked_rubric(place.activity, None)
    if place.enrolment is not None:
        work = work_of(place.enrolment, place.activity)
        context |= {
            "work": work,
            "text": work.text if sent is None else sent.get("text", ""),
            "link": (work.last.link if work.last else "") if sent is None else sent.get("link", ""),
            "accepts": actions.accepted_by(place.activity),
            "limits": file_limits(place.activity.settings),
            "arrivals": arrivals_told(place.enrolment, place.activity, work, now=place.now),
            "sends_files": purpose_of(place.enrolment, place.activity),
            "rubric": marked_rubric(place.activity, work.standing),
            "endings": ENDINGS,
            "may_hand_in": place.phase is Phase.RUNNING
            and work.may_hand_in(due=place.due_at, now=place.now),
        }
    else:
        context["to_mark"] = number_to_mark(place.run, by=request.user)
    if place.kind.name == PAPER:
        context |= about_paper(place, context["work"])
        context["may_hand_in"] = context.get("may_hand_in") and not context["waits_for_proposal"]
    context |= forms
    status = 422 if complaint or forms else 200
    return render(request, f"academy/kinds/{place.kind.module}.html", context, status=status)


def _seat(place: ActivityPlace) -> Enrolment:
    if place.enrolment is None:
        raise NotAllowed(_("Only those who take part in the course hand in work."))
    return place.enrolment


def _person(request: HttpRequest) -> Any:
    return request.user


def _with_link(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Back, with the link that was filled in: it is kept nowhere before it is handed in."""
    if request.POST.get("link"):
        return page(request, place, sent=request.POST)
    return _back(place)


def _back(place: ActivityPlace) -> HttpResponse:
    return redirect("academy:activity", place.run.slug, place.activity.stable_id)
