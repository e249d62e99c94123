"""Transcripts of records: entered, issued, seen by their three parties, and taken along."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from localturn.exchange import permissions
from localturn.exchange.actions import transcripts as actions
from localturn.exchange.actions.bundles import bundle_of
from localturn.exchange.domain.transcripts import Scale, written
from localturn.exchange.forms.transcripts import AgainForm, ScaleForm
from localturn.exchange.models import Listing, Transcript
from localturn.exchange.queries import transcripts as queries
from localturn.exchange.queries.transcript_words import (
    course_facts,
    credit_rows,
    result_facts,
    scale_rows,
    scale_words,
)
from localturn.exchange.queries.transcripts import Shown, ToIssue
from localturn.exchange.standards import elmo
from localturn.foundation import moments
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Invalid, NotFound, NotNow, require


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The reader's own transcripts, and those of the universities that they keep."""
    person, now = reader(request), moments.now()
    found = queries.transcripts_seen_by(person, now=now)
    mine = {each.pk for each in found if person.pk in (each.person_id, _sits(each))}
    context = {
        "own": [each for each in found if each.pk in mine],
        "others": [each for each in found if each.pk not in mine],
        "hosted": permissions.listings_hosted_by(person, now=now).select_related("host")[:200],
    }
    return render(request, "exchange/transcripts/mine.html", context)


def _sits(transcript: Transcript) -> int | None:
    """Whose seat it is about."""
    return transcript.enrolment.person_id if transcript.enrolment else None


@login_required
def of_listing(request: HttpRequest, listing: int) -> HttpResponse:
    """Everybody who is to have a transcript of a course, by university; and the way to issue."""
    person, now = reader(request), moments.now()
    found = queries.listing_hosted_by(person, listing, now=now)
    if request.method == "POST":
        made = actions.issue(found, by=person, now=now)
        said = ngettext(
            "%(num)s transcript is issued.", "%(num)s transcripts are issued.", len(made)
        )
        messages.success(request, said % {"num": len(made)})
        return redirect("exchange:transcripts", found.pk)
    return render(request, "exchange/transcripts/of_listing.html", _of_listing(found, now))


def _of_listing(listing: Listing, now: datetime) -> dict[str, Any]:
    is_over = queries.is_over(listing, now=now)
    rows, scale = queries.to_issue(listing), queries.scale_of(listing)
    return {
        "listing": listing,
        "is_over": is_over,
        "scale": scale,
        "unmarked": sum(_has_no_mark(row, scale) for row in rows) if scale else 0,
        "homes": [(home, list(each)) for home, each in groupby(rows, key=lambda row: row.home)],
        "waiting": sum(row.last is None and not row.outcome.is_open for row in rows),
    }


def _has_no_mark(row: ToIssue, scale: Scale) -> bool:
    """Whether somebody would get a transcript that says passed and no mark."""
    said = row.outcome
    waits = row.last is None and not said.is_open
    return waits and bool(said.credits) and not scale.label_for(said.points, said.of)


@login_required
def scale(request: HttpRequest, listing: int) -> HttpResponse:
    """The grading scale of a course with its distribution table."""
    person, now = reader(request), moments.now()
    found = queries.listing_hosted_by(person, listing, now=now)
    before = queries.scale_of(found)
    begun = before or queries.last_scale_like(found)
    form = ScaleForm(request.POST if request.method == "POST" else None, initial=_initial(begun))
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_scale(found, **form.cleaned_data, by=person, now=now)
        except Invalid as refused:
            form.add_error("steps", refused.sentence)
        else:
            messages.success(request, _("The scale is saved."))
            return redirect("exchange:transcripts", found.pk)
    context = {"listing": found, "form": form, "is_copied": before is None and begun is not None}
    status = 422 if form.errors else 200
    return render(request, "exchange/transcripts/scale.html", context, status=status)


def _initial(scale: Scale | None) -> dict[str, Any]:
    if scale is None:
        return {}
    return {
        "name": scale.name,
        "steps": written(scale.steps),
        "reference": scale.reference,
        "students": scale.students,
    }


@login_required
@require_safe
def transcript(request: HttpRequest, number: str) -> HttpResponse:
    """All that a transcript says."""
    return _page(request, _shown(request, number))


def _page(request: HttpRequest, shown: Shown, form: AgainForm | None = None) -> HttpResponse:
    record, now = shown.record, moments.now()
    context: dict[str, Any] = {
        "shown": shown,
        "transcript": shown.transcript,
        "record": record,
        "form": None,
    }
    if record is not None:
        may = permissions.can_issue(reader(request), shown.transcript.listing, now=now)
        context |= {
            "course": course_facts(record),
            "result": result_facts(record),
            "credits": credit_rows(record),
            "scale": scale_rows(record),
            "scale_words": scale_words(record),
            "has_pdf": hasattr(shown.transcript, "pdf"),
            "form": (form or AgainForm()) if may and shown.later is None else None,
        }
    status = 422 if form is not None else 200
    return render(request, "exchange/transcripts/one.html", context, status=status)


@login_required
@require_safe
def file(request: HttpRequest, number: str, form: str) -> HttpResponse:
    """A transcript to take along: printed, or as ELMO."""
    shown = _shown(request, number)
    if shown.record is None:
        raise NotFound
    if form == "xml":
        content = elmo_of(shown)
        answer = HttpResponse(content, content_type="application/xml")
    else:
        if not hasattr(shown.transcript, "pdf"):
            raise NotNow(_("The document is being made. Come back in a minute."))
        answer = HttpResponse(bytes(shown.transcript.pdf.file), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{number}.{form}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def elmo_of(shown: Shown) -> bytes:
    transcript = shown.transcript
    if shown.record is None:
        raise NotFound
    issued_at = transcript.issued_at.astimezone(moments.zone(transcript.listing.zone))
    return elmo.write(shown.record, issued_at=issued_at, digest=transcript.digest)


@login_required
def again(request: HttpRequest, number: str) -> HttpResponse:
    """Issue a transcript once more, with a reason."""
    shown, person = _shown(request, number), reader(request)
    require(
        permissions.can_issue(person, shown.transcript.listing, now=moments.now()),
        _("Only the host university issues a transcript again."),
    )
    if request.method != "POST":
        return redirect(shown.transcript)
    form = AgainForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, form)
    reason = form.cleaned_data["reason"]
    made = actions.issue_again(shown.transcript, reason=reason, by=person, now=moments.now())
    messages.success(request, _("A new transcript is issued. The earlier one says so."))
    return redirect(made)


@login_required
@require_safe
def bundle(request: HttpRequest, listing: int, home: str) -> HttpResponse:
    """All transcripts of a course for one university, as one archive."""
    person, now = reader(request), moments.now()
    rows = permissions.transcripts_visible_to(person, now=now).filter(
        listing__in=Listing.objects.filter(pk=listing), home__slug=home, replaced_by=None
    )
    own = permissions.own_transcripts(person)
    found = list(rows.exclude(own).select_related("listing__host", "home", "pdf"))
    if not found:
        raise NotFound
    answer = HttpResponse(
        bundle_of(list(_files(queries.shown(each) for each in found))),
        content_type="application/zip",
    )
    answer["Content-Disposition"] = f'attachment; filename="transcripts-{listing}-{home}.zip"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _files(shown: Iterator[Shown]) -> Iterator[tuple[str, bytes]]:
    for each in shown:
        if each.record is not None:
            yield f"{each.record.number}.xml", elmo_of(each)
            if hasattr(each.transcript, "pdf"):
                yield f"{each.record.number}.pdf", bytes(each.transcript.pdf.file)


def _shown(request: HttpRequest, number: str) -> Shown:
    return queries.transcript_seen_by(reader(request), number, now=moments.now())
