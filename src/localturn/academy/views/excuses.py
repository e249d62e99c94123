"""Being excused from a meeting or a course blog: a participant asks, a facilitator answers."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from localturn.academy.actions import excuses as actions
from localturn.academy.domain.schedule import Phase
from localturn.academy.domain.whole import whole
from localturn.academy.forms.excuses import AnswerForm, ExcuseForm, GiveExcuseForm
from localturn.academy.models import Enrolment, Excuse
from localturn.academy.queries import excuses as queries
from localturn.academy.queries.places import ActivityPlace
from localturn.academy.views.meetings import require_facilitator
from localturn.academy.views.reader import reader
from localturn.foundation.refusals import Invalid, NotAllowed, NotFound, NotNow

View = Callable[[HttpRequest, ActivityPlace], HttpResponse]


@never_cache
def ask(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """The form in which a participant says why they ask."""
    seat = _seat(place)
    before = queries.excuse_of(seat, place.activity)
    reason = before.reason if before and before.state == Excuse.State.ASKED else ""
    return _asking(request, place, ExcuseForm(initial={"reason": reason}))


def send(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Ask."""
    seat, form = _seat(place), ExcuseForm(request.POST)
    if not form.is_valid():
        return _asking(request, place, form)
    actions.ask(
        seat, place.activity, reason=form.cleaned_data["reason"], by=reader(request), now=place.now
    )
    messages.success(request, _("The facilitators have been asked. You are told what they say."))
    return redirect("academy:activity", place.run.slug, place.activity.stable_id)


@never_cache
def look(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """What was asked, for facilitators."""
    require_facilitator(place)
    return _page(request, place)


def answer(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """A facilitator grants or refuses what somebody asked, or excuses who has not asked."""
    require_facilitator(place)
    if request.POST.get("do") == "give":
        return _give(request, place)
    excuse = (
        Excuse.objects.filter(
            enrolment__run=place.run,
            activity=place.activity,
            pk=whole(request.POST.get("excuse"), digits=11) or 0,
        )
        .select_related("enrolment__run", "enrolment__person")
        .first()
    )
    if excuse is None:
        raise NotFound
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, place, wrong=excuse, complaint=str(form.errors["answer"][0]))
    say = form.cleaned_data["answer"]
    try:
        if request.POST.get("do") == "grant":
            actions.grant(excuse, answer=say, by=reader(request), now=place.now)
        else:
            actions.refuse(excuse, answer=say, by=reader(request), now=place.now)
    except Invalid as refused:
        return _page(request, place, wrong=excuse, complaint=refused.sentence)
    messages.success(request, _("Saved. %(name)s is told.") % {"name": excuse.enrolment.person})
    return _back(place)


def _give(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    by = reader(request)
    people = queries.not_excused(place.run, place.activity, but=by)
    form = GiveExcuseForm(request.POST, people=people)
    if not form.is_valid():
        return _page(request, place, form=form)
    seat = Enrolment.objects.select_related("run__version", "person").get(
        pk=form.cleaned_data["whom"], run=place.run
    )
    actions.give(seat, place.activity, reason=form.cleaned_data["reason"], by=by, now=place.now)
    messages.success(request, _("Saved. %(name)s is told.") % {"name": seat.person})
    return _back(place)


VERBS: dict[str, View] = {"excuse-me": send, "excuses": answer}
PAGES: dict[str, View] = {"excuse-me": ask, "excuses": look}


def _seat(place: ActivityPlace) -> Enrolment:
    if place.enrolment is None:
        raise NotAllowed(_("Only those who take part in the course ask to be excused."))
    if place.phase is Phase.ENDED:
        raise NotNow(_("The course is not running now."))
    return place.enrolment


def _asking(request: HttpRequest, place: ActivityPlace, form: ExcuseForm) -> HttpResponse:
    context = {"place": place, "form": form}
    status = 422 if form.errors else 200
    return render(request, "academy/excuse/ask.html", context, status=status)


def _page(
    request: HttpRequest,
    place: ActivityPlace,
    *,
    form: GiveExcuseForm | None = None,
    wrong: Excuse | None = None,
    complaint: str = "",
) -> HttpResponse:
    by = reader(request)
    people = queries.not_excused(place.run, place.activity, but=by)
    context = {
        "place": place,
        "excuses": queries.excuses_in(place.run, place.activity),
        "form": form or GiveExcuseForm(people=people),
        "people": people,
        "reader_key": by.pk,
        "wrong": wrong.pk if wrong else 0,
        "complaint": complaint,
        "typed": request.POST.get("answer", "") if wrong else "",
    }
    status = 422 if form or wrong else 200
    return render(request, "academy/excuse/all.html", context, status=status)


def _back(place: ActivityPlace) -> HttpResponse:
    return redirect("academy:activity-verb", place.run.slug, place.activity.stable_id, "excuses")
