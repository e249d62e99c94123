"""A facilitator's pages of a meeting: who was there, its length and recording, its code."""

import io
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from localturn.academy.actions import attendance as marking
from localturn.academy.actions import meetings as actions
from localturn.academy.actions import minutes, recordings
from localturn.academy.domain.attendance import Mark, Presence
from localturn.academy.domain.check_in import code_at
from localturn.academy.forms.meetings import (
    AgendaForm,
    MeetingForm,
    NotesForm,
    Sheet,
    state_choices,
)
from localturn.academy.models import Attendance
from localturn.academy.queries import attendance as queries
from localturn.academy.queries.places import ActivityPlace
from localturn.academy.queries.recordings import purpose_of
from localturn.academy.views.arrived import told_of
from localturn.academy.views.reader import reader
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow

A_PAGE = 50
_REFRESHED = "20"
"""Seconds after which the page with a changing code is asked for anew."""


def require_facilitator(place: ActivityPlace) -> None:
    if not place.is_facilitator:
        raise NotAllowed(_("Only the facilitators of this run may do this."))


@never_cache
def attendance(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Everybody who takes part, a page at a time, to be marked."""
    require_facilitator(place)
    return _attendance(request, place)


def save_attendance(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Record what was changed on one page of the list."""
    require_facilitator(place)
    sent = {key: value for key, value in request.POST.items() if isinstance(value, str)}
    everybody = queries.attendees(place.run, place.activity, reader=reader(request))
    meeting = queries.meeting_of(place.run, place.activity)
    sheet = Sheet(everybody, sent, queries.terms_in(meeting, place.activity))
    if sheet.wrong:
        return _attendance(request, place, sheet=sheet)
    changed = marking.mark_attendance(
        place.activity, run=place.run, marks=sheet.marks, by=reader(request), now=place.now
    )
    _say_recorded(request, changed)
    return _on(request, place)


def mark_the_rest(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Everybody of whom nothing is recorded was there, or was not: the button says which."""
    require_facilitator(place)
    was_there = request.POST.get("state") == Presence.PRESENT
    mark = Mark(Presence.PRESENT if was_there else Presence.ABSENT)
    changed = marking.mark_the_rest(
        place.activity, run=place.run, mark=mark, by=reader(request), now=place.now
    )
    _say_recorded(request, changed)
    return _on(request, place)


def take_back(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """The last change of a facilitator is taken back."""
    require_facilitator(place)
    changed = marking.take_back(place.activity, run=place.run, by=reader(request), now=place.now)
    said = ngettext("%(num)s mark is as it was.", "%(num)s marks are as they were.", changed)
    messages.success(request, said % {"num": changed})
    return _on(request, place)


@never_cache
def details(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Its length in this run, and its recording."""
    require_facilitator(place)
    return _details(request, place, _meeting_form(place))


def keep(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Save them."""
    require_facilitator(place)
    form = _meeting_form(place, request.POST, request.FILES)
    if not form.is_valid():
        return _details(request, place, form)
    try:
        actions.keep_meeting(
            place.activity,
            run=place.run,
            minutes=form.cleaned_data["minutes"],
            recording_link=form.cleaned_data["recording_link"],
            recording=form.cleaned_data["recording"],
            captions=form.cleaned_data["captions"],
            keeps_recording="without-recording" not in request.POST,
            by=reader(request),
            now=place.now,
        )
    except Invalid as refused:
        form.add_error("captions", refused.sentence)
        return _details(request, place, form)
    messages.success(request, _("Saved."))
    return redirect("academy:activity", place.run.slug, place.activity.stable_id)


def take_recording(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """A recording has arrived in pieces."""
    require_facilitator(place)
    take = partial(
        recordings.take_arrived,
        place.run,
        place.activity,
        request.POST.get("arrived", ""),
        by=reader(request),
        now=place.now,
    )
    return told_of(take)


@never_cache
def notes(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Its agenda and its notes."""
    require_facilitator(place)
    return _notes(request, place)


def save_agenda(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """What will be talked about."""
    require_facilitator(place)
    form = AgendaForm(request.POST)
    if not form.is_valid():
        return _notes(request, place, agenda=form)
    try:
        minutes.write_agenda(
            place.activity, run=place.run, agenda=form.cleaned_data["agenda"], by=reader(request)
        )
    except Invalid as refused:
        form.add_error("agenda", refused.sentence)
        return _notes(request, place, agenda=form)
    return _saved(request, place)


def save_notes(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """What was talked about."""
    require_facilitator(place)
    meeting = queries.meeting_of(place.run, place.activity)
    form = NotesForm(request.POST, is_published=meeting.notes_published_at is not None)
    if not form.is_valid():
        return _notes(request, place, notes=form)
    try:
        minutes.write_notes(
            place.activity,
            run=place.run,
            notes=form.cleaned_data["notes"],
            publish=form.cleaned_data.get("publish", False),
            withdraw=form.cleaned_data.get("withdraw", False),
            by=reader(request),
            now=place.now,
        )
    except (Invalid, NotNow) as refused:
        form.add_error("notes", refused.sentence)
        return _notes(request, place, notes=form)
    return _saved(request, place)


@never_cache
def code(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """The code, large enough for a wall, and as a picture for telephones."""
    require_facilitator(place)
    meeting = queries.meeting_of(place.run, place.activity)
    takes = meeting.code_closes_at is not None and place.now < meeting.code_closes_at
    shown = code_at(meeting.code_seed, place.now, turns=meeting.code_turns) if takes else ""
    here = reverse("academy:activity", args=[place.run.slug, place.activity.stable_id])
    address = request.build_absolute_uri(here)
    context = {
        "place": place,
        "meeting": meeting,
        "shown": shown,
        "address": address,
        "picture": _picture(f"{address}?code={shown}") if takes else "",
        "counts": queries.counts_of(place.run, place.activity),
    }
    answer = render(request, "academy/meeting/code.html", context)
    if takes and meeting.code_turns:
        answer["Refresh"] = _REFRESHED
    return answer


def open_check_in(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    require_facilitator(place)
    actions.open_check_in(
        place.activity,
        run=place.run,
        turns="turns" in request.POST,
        by=reader(request),
        now=place.now,
    )
    return redirect(
        "academy:activity-verb", place.run.slug, place.activity.stable_id, "check-in-code"
    )


def close_check_in(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    require_facilitator(place)
    actions.close_check_in(place.activity, run=place.run, by=reader(request), now=place.now)
    messages.success(request, _("Check-in is closed."))
    return redirect("academy:activity", place.run.slug, place.activity.stable_id)


def _attendance(
    request: HttpRequest, place: ActivityPlace, *, sheet: Sheet | None = None
) -> HttpResponse:
    asked = request.POST if sheet else request.GET
    words, show = asked.get("q", "")[:100], asked.get("show", "all")
    state = Presence.UNMARKED if show == "unmarked" else None
    if show in {each.value for each in Presence if each}:
        state = Presence(show)
    if sheet:  # the very rows that were sent back, whatever they are shown by
        every = queries.attendees(place.run, place.activity, reader=reader(request))
        rows = [row for row in every if row.seat in sheet.typed]
    else:
        rows = queries.attendees(
            place.run, place.activity, reader=reader(request), state=state, words=words
        )
    meeting = queries.meeting_of(place.run, place.activity)
    context: dict[str, Any] = {
        "place": place,
        "page": Paginator(rows, max(A_PAGE, len(rows)) if sheet else A_PAGE).get_page(
            asked.get("page")
        ),
        "asked": {"q": words, "show": show},
        "choices": state_choices(),
        "labels": dict(Attendance.State.choices),
        "origins": dict(Attendance.Origin.choices),
        "counts": queries.counts_of(place.run, place.activity),
        "terms": queries.terms_in(meeting, place.activity),
        "change": queries.last_change(place.run, place.activity),
        "typed": sheet.typed if sheet else {},
        "wrong": sheet.wrong if sheet else {},
    }
    status = 422 if sheet else 200
    return render(request, "academy/meeting/attendance.html", context, status=status)


def _notes(
    request: HttpRequest,
    place: ActivityPlace,
    *,
    agenda: AgendaForm | None = None,
    notes: NotesForm | None = None,
) -> HttpResponse:
    meeting = queries.meeting_of(place.run, place.activity)
    is_published = meeting.notes_published_at is not None
    context = {
        "place": place,
        "meeting": meeting,
        "agenda": agenda or AgendaForm(initial={"agenda": meeting.agenda}),
        "notes": notes or NotesForm(initial={"notes": meeting.notes}, is_published=is_published),
    }
    status = 422 if agenda or notes else 200
    return render(request, "academy/meeting/notes.html", context, status=status)


def _saved(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("academy:activity", place.run.slug, place.activity.stable_id)


def _details(request: HttpRequest, place: ActivityPlace, form: MeetingForm) -> HttpResponse:
    context = {
        "place": place,
        "form": form,
        "meeting": queries.meeting_of(place.run, place.activity),
        "purpose": purpose_of(place.run, place.activity),
    }
    status = 422 if form.errors else 200
    return render(request, "academy/meeting/details.html", context, status=status)


def _meeting_form(place: ActivityPlace, sent: Any = None, files: Any = None) -> MeetingForm:
    meeting = queries.meeting_of(place.run, place.activity)
    initial = {
        "minutes": meeting.minutes or place.activity.minutes,
        "recording_link": meeting.recording_link,
    }
    form = MeetingForm(sent, files, initial=initial)
    form.fields["minutes"].help_text = ngettext(
        "The course says %(num)s minute. Left empty: as long as that.",
        "The course says %(num)s minutes. Left empty: as long as that.",
        place.activity.minutes,
    ) % {"num": place.activity.minutes}
    return form


def _say_recorded(request: HttpRequest, changed: int) -> None:
    if not changed:
        messages.info(request, _("Nothing was changed."))
        return
    said = ngettext("%(num)s mark is recorded.", "%(num)s marks are recorded.", changed)
    messages.success(request, said % {"num": changed})


def _on(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Back to the list as it was asked for, or to its next page."""
    address = reverse(
        "academy:activity-verb", args=[place.run.slug, place.activity.stable_id, "attendance"]
    )
    kept = {
        key: value
        for key in ("q", "show", "page")
        if (value := (request.POST.get("next") if key == "page" else None) or request.POST.get(key))
    }
    return redirect(f"{address}?{urlencode(kept)}" if kept else address)


def _picture(address: str) -> SafeString:
    """The address as a picture that telephones read, dark on light whatever the page is."""
    import segno

    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", border=4, xmldecl=False, svgns=True, light="white", omitsize=True
    )
    return mark_safe(out.getvalue().decode())  # noqa: S308 - drawn here, of squares alone
