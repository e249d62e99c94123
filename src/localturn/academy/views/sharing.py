"""What a participant lets others know, and the figures that others get."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from localturn.academy import permissions
from localturn.academy.actions import sharing as actions
from localturn.academy.forms.sharing import SharingForm
from localturn.academy.models import Enrolment, Run, StatedSex
from localturn.academy.queries.looks import NOT_STATED, ReportRow, last_look, report_rows
from localturn.academy.queries.places import seat_of
from localturn.academy.queries.runs import run_seen_by
from localturn.academy.queries.sharing import shares
from localturn.academy.views.reader import posted, reader
from localturn.foundation import moments, tables
from localturn.foundation.people.models import Organisation
from localturn.foundation.people.reader import Reader
from localturn.foundation.places.models import Country
from localturn.foundation.refusals import NotAllowed, require


@login_required
def sharing(request: HttpRequest, run: str) -> HttpResponse:
    """Look at what one lets others know, and change it."""
    person = reader(request)
    found = run_seen_by(person, run).run
    seat = seat_of(person, found)
    if seat is None:
        raise NotAllowed(_("You do not take part in this run."))
    stated = StatedSex.objects.filter(enrolment=seat).first()
    form = SharingForm(
        posted(request),
        association=association_of(seat),
        initial={"shares": shares(person, found), "sex": stated.sex if stated else ""},
    )
    if request.method == "POST" and form.is_valid():
        actions.answer(seat, **form.answers, by=person, now=moments.now())
        messages.success(request, _("Your answers are kept."))
        return redirect(found)
    context = {"run": found, "form": form}
    return render(request, "academy/sharing.html", context, status=422 if form.errors else 200)


def association_of(seat: Enrolment) -> Organisation | None:
    """The association that nominated a participant."""
    return seat.organisation if seat.way == Enrolment.Way.NOMINATION else None


@login_required
@require_safe
def report(request: HttpRequest, run: str) -> HttpResponse:
    """Who took part and completed, and what was gained, in groups of five or more."""
    found = _reported_to(request.user, run)
    look = last_look(found, None)
    context = {
        "run": found,
        "look": look,
        "rows": [(row, name_of(row)) for row in _rows(look)],
        "is_facilitator": permissions.can_facilitate(request.user, found),
    }
    return render(request, "academy/report.html", context)


@login_required
@require_safe
def table(request: HttpRequest, run: str, form: str) -> HttpResponse:
    """The same as CSV or XLSX."""
    found = _reported_to(request.user, run)
    look = last_look(found, None)
    head = [
        _("Sex, country of the organisation, association"),
        _("Enrolled"),
        _("Completed"),
        _("Learning gain in percentage points"),
        _("Counted on"),
    ]
    counted_on = look.taken_at.date() if look else None
    body = [[name_of(row), row.people, row.completed, row.gain, counted_on] for row in _rows(look)]
    if form == "csv":
        content, kind = tables.as_csv(head, body), tables.CSV
    else:
        content, kind = tables.as_xlsx(_("Run report"), head, body), tables.XLSX
    answer = HttpResponse(content, content_type=kind)
    name = slugify(f"{found.slug}-report")
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


def name_of(row: ReportRow) -> str:
    """What a group is called."""
    if row.kind == "all":
        return _("Everybody")
    if row.kind == "sex":
        return {"woman": _("Women"), "man": _("Men"), NOT_STATED: _("Sex not stated")}.get(
            row.name, _("Another answer")
        )
    if row.kind == "country":
        return row.name or _("Country not known")
    if row.kind == "association":
        return row.name or _("By no association")
    return _("All others")


def _rows(look: object) -> list[ReportRow]:
    """With the names of countries in the reader's language."""
    rows = report_rows(look)  # type: ignore[arg-type]
    codes = [row.name for row in rows if row.kind == "country" and row.name]
    names = {each.code: str(each) for each in Country.objects.filter(code__in=codes)}
    return [
        ReportRow(
            row.kind,
            names.get(row.name, row.name) if row.kind == "country" else row.name,
            row.depth,
            row.people,
            row.completed,
            row.gain,
        )
        for row in rows
    ]


def _reported_to(person: Reader, slug: str) -> Run:
    found = run_seen_by(person, slug).run
    require(
        permissions.can_report(person, found, now=moments.now()),
        _("The report is for the facilitators of this run and coordinators of its host."),
    )
    return found
