"""Attendance from the lists of a meeting program: choose, look, record."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from localturn.academy.actions import meeting_lists as actions
from localturn.academy.actions.meeting_lists import Found, Looked
from localturn.academy.domain.roster import How
from localturn.academy.domain.whole import whole
from localturn.academy.forms.meetings import ListsForm
from localturn.academy.models import Attendance
from localturn.academy.queries.attendance import meeting_of, names_of, terms_in
from localturn.academy.queries.places import ActivityPlace
from localturn.academy.views.meetings import require_facilitator
from localturn.academy.views.reader import reader
from localturn.foundation.refusals import Invalid
from localturn.foundation.tables.reading import MOST_BYTES


@dataclass(frozen=True)
class ToConfirm:
    """Somebody whom a person has to tell: the choices, and which is likeliest."""

    place: int
    found: Found
    choices: list[tuple[int, str]]
    likeliest: int | None


@never_cache
def choose(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Which lists to take it from."""
    require_facilitator(place)
    return _choose(request, place, ListsForm(initial={"zone": place.run.zone}))


def look(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """What the lists say, before anything is recorded."""
    require_facilitator(place)
    form = ListsForm(request.POST, request.FILES)
    if not form.is_valid():
        return _choose(request, place, form)
    by = reader(request)
    try:
        looked = actions.look(
            [
                (file.name or "", file.read(MOST_BYTES + 1))
                for file in request.FILES.getlist("lists")[: actions.MOST_LISTS + 1]
            ],
            place.activity,
            run=place.run,
            starts=place.starts_at,
            zone=form.cleaned_data["zone"],
            by=by,
        )
    except Invalid as refused:
        form.add_error("lists", refused.sentence)
        return _choose(request, place, form)
    seats = {seat for each in looked.found for seat in each.meant.seats}
    names = names_of(place.run, sorted(seats))
    terms = terms_in(meeting_of(place.run, place.activity), place.activity)
    known = [(f.meant.seats[0], f) for f in looked.found if f.meant.how is How.EMAIL]
    marks = actions.marks_from(known, terms, looked.window)
    to_confirm = _to_confirm(looked, names)
    context = {
        "place": place,
        "terms": terms,
        "looked": looked,
        "unread": [
            (name, each.line, _(each.message) % each.values) for name, each in looked.unread
        ],
        "known": sorted((names[seat], mark) for seat, mark in marks.items()),
        "to_confirm": [
            (each, actions.marks_from([(0, each.found)], terms, looked.window)[0])
            for each in to_confirm
        ],
        "nobody": _nobody(looked, to_confirm),
        "labels": _labels(),
        "seal": actions.sealed(looked, place.activity, run=place.run, by=by),
    }
    return render(request, "academy/meeting/looked.html", context)


def record(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Record what was looked at, and report what was left aside; nothing of that is kept."""
    require_facilitator(place)
    by = reader(request)
    looked = actions.opened(request.POST.get("seal", ""), place.activity, run=place.run, by=by)
    chosen = {
        index: whole(request.POST.get(f"whom-{index}"))
        for index, each in enumerate(looked.found)
        if each.meant.how is not How.EMAIL
    }
    recorded = actions.record_lists(
        looked,
        place.activity,
        run=place.run,
        chosen=chosen,
        replaces_marks="replace" in request.POST,
        by=by,
        now=place.now,
    )
    context = {"place": place, "recorded": recorded}
    return render(request, "academy/meeting/recorded.html", context)


def _choose(request: HttpRequest, place: ActivityPlace, form: ListsForm) -> HttpResponse:
    status = 422 if form.errors else 200
    context = {"place": place, "form": form}
    return render(request, "academy/meeting/lists.html", context, status=status)


def _to_confirm(looked: Looked, names: dict[int, str]) -> list[ToConfirm]:
    """Those who may be somebody of the run, as far as one form holds them."""
    asked = [
        ToConfirm(
            index,
            each,
            [(seat, names[seat]) for seat in each.meant.seats if seat in names],
            each.meant.seats[0] if each.meant.how is How.NAME else None,
        )
        for index, each in enumerate(looked.found)
        if each.meant.how is not How.EMAIL and each.meant.seats
    ]
    return asked[: actions.MOST_TO_CONFIRM]


def _nobody(looked: Looked, to_confirm: list[ToConfirm]) -> list[str]:
    """Those who seem to be nobody of the run."""
    asked = {each.place for each in to_confirm}
    return [
        each.called
        for index, each in enumerate(looked.found)
        if each.meant.how is not How.EMAIL and index not in asked
    ]


def _labels() -> dict[str, Any]:
    return dict(Attendance.State.choices)
