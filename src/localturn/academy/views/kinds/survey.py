"""Questions without right answers; done when answered."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from localturn.academy.actions import surveys as actions
from localturn.academy.domain.schedule import Phase
from localturn.academy.domain.surveys import answers_from
from localturn.academy.queries import surveys as queries
from localturn.academy.queries.places import ActivityPlace
from localturn.academy.views.reader import reader
from localturn.foundation import tables
from localturn.foundation.refusals import NotAllowed, NotFound, NotNow

View = Callable[[HttpRequest, ActivityPlace], HttpResponse]


@never_cache
def show(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """The questions, what the reader has answered where that can be known, and for facilitators
    how many have."""
    return _page(request, place)


def answer(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Send the answers."""
    if place.enrolment is None:
        raise NotAllowed(_("Only those who take part in the course answer."))
    if place.phase is not Phase.RUNNING:
        raise NotNow(_("The course is not running now."))
    answered = answers_from(queries.questions_of(place.activity), request.POST)
    if answered.wrong:
        return _page(request, place, values=answered.answers, wrong=answered.wrong)
    actions.answer(
        place.enrolment,
        place.activity,
        answered.answers,
        due=place.due_at,
        by=reader(request),
        now=place.now,
    )
    messages.success(request, _("Thank you. Your answers are sent."))
    return _back(place)


@never_cache
def results(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """What was answered, for facilitators."""
    _require_facilitator(place)
    closing = queries.closing_of(place.run, place.activity)
    anonymous = queries.is_anonymous(place.activity)
    may_see = not anonymous or closing is not None
    people: list[queries.Own] = []
    if not may_see:
        shown: list[Any] = []
    elif anonymous:
        shown = queries.anonymous_results(place.run, place.activity)
    else:
        shown, people = queries.named_results(place.run, place.activity)
    context = {
        "place": place,
        "anonymous": anonymous,
        "closing": closing,
        "is_open": _somebody_can_answer(place, closing),
        "may_see": may_see,
        "results": shown,
        "people": people,
        "responded": queries.responded(place.run, place.activity),
    }
    return render(request, "academy/survey/results.html", context)


def table(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """The results for a spreadsheet; `form` says of which kind."""
    _require_facilitator(place)
    form = request.GET.get("form", "csv")
    if form not in {"csv", "xlsx"}:
        raise NotFound
    if queries.is_anonymous(place.activity):
        if queries.closing_of(place.run, place.activity) is None:
            raise NotNow(_("The results of an anonymous survey are shown once it is closed."))
        head, rows = queries.anonymous_table(queries.anonymous_results(place.run, place.activity))
    else:
        results, people = queries.named_results(place.run, place.activity)
        head, rows = queries.named_table(results, people)
    if form == "csv":
        content, kind = tables.as_csv(head, rows), tables.CSV
    else:
        content, kind = tables.as_xlsx(_("Results"), head, rows), tables.XLSX
    name = f"{place.run.slug}-{place.activity.stable_id}.{form}"
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})


def close(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    _require_facilitator(place)
    actions.close(place.activity, run=place.run, by=reader(request), now=place.now)
    messages.success(request, _("The survey is closed."))
    return _to_results(place)


def reopen(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    _require_facilitator(place)
    actions.reopen(place.activity, run=place.run, by=reader(request), now=place.now)
    messages.success(request, _("The survey is open again."))
    return _to_results(place)


def remind(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    _require_facilitator(place)
    number = actions.remind(place.activity, run=place.run, by=reader(request), now=place.now)
    said = ngettext(
        "%(num)s person is asked by mail, once a day at most.",
        "%(num)s people are asked by mail, once a day at most.",
        number,
    )
    messages.success(request, said % {"num": number})
    return _to_results(place)


VERBS: dict[str, View] = {"respond": answer, "close": close, "reopen": reopen, "remind": remind}

PAGES: dict[str, View] = {"answers": results, "answers-table": table}


def _page(
    request: HttpRequest,
    place: ActivityPlace,
    *,
    values: Any = None,
    wrong: Any = None,
) -> HttpResponse:
    seat, activity = place.enrolment, place.activity
    closing = queries.closing_of(place.run, activity)
    anonymous = queries.is_anonymous(activity)
    response = queries.response_of(seat, activity) if seat and not anonymous else None
    if values is None:
        values = queries.fit_answers(activity, response.answers) if response else {}
    opened = _is_open(place, closing)
    context = {
        "place": place,
        "anonymous": anonymous,
        "questions": queries.questions_of(activity),
        "values": values,
        "wrong": {key: _(sentence) for key, sentence in (wrong or {}).items()},
        "response": response,
        "is_open": opened,
        "may_answer": place.may_take_part and opened and not (anonymous and place.done_at),
        "responded": queries.responded(place.run, activity) if place.is_facilitator else None,
    }
    status = 422 if wrong else 200
    return render(request, "academy/kinds/survey.html", context, status=status)


def _somebody_can_answer(place: ActivityPlace, closing: Any) -> bool:
    """Also where only those can who were given more time."""
    if _is_open(place, closing):
        return True
    last = queries.last_due(place.run, place.activity, place.due_for_all)
    return queries.is_open(place.run, closing, due=last, now=place.now)


def _is_open(place: ActivityPlace, closing: Any) -> bool:
    return queries.is_open(place.run, closing, due=place.due_at, now=place.now)


def _require_facilitator(place: ActivityPlace) -> None:
    if not place.is_facilitator:
        raise NotAllowed(_("Only the facilitators of this run may do this."))


def _to_results(place: ActivityPlace) -> HttpResponse:
    return redirect("academy:activity-verb", place.run.slug, place.activity.stable_id, "answers")


def _back(place: ActivityPlace) -> HttpResponse:
    return redirect("academy:activity", place.run.slug, place.activity.stable_id)
