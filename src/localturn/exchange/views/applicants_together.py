"""Several nominations answered at once, and all applications of a course as a table."""

from collections.abc import Iterable, Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from localturn.exchange import permissions
from localturn.exchange.actions import applications as actions
from localturn.exchange.domain.applications import PLACED, Stage
from localturn.exchange.forms.application import AnswerForm
from localturn.exchange.models import Application, PriorCourse
from localturn.exchange.queries.applications import of_home, of_host
from localturn.exchange.queries.listings import listing_seen_by
from localturn.exchange.views.applicants import not_theirs
from localturn.foundation import moments
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Invalid, require
from localturn.foundation.tables import CSV, XLSX, Cell, as_csv, as_xlsx


@login_required
@require_POST
def answer_all(request: HttpRequest, listing: int) -> HttpResponse:
    """The host says yes or no to several: first it is shown to whom, then it is done."""
    person, now = reader(request), moments.now()
    found = listing_seen_by(person, listing, now=now)
    require(permissions.keeps(person, found.host_id, now=now), not_theirs())
    wanted, decision = set(request.POST.getlist("application")), request.POST.get("decision")
    nominated = [each for each in of_host(found) if each.stands is Stage.NOMINATED]
    chosen = [each for each in nominated if str(each.pk) in wanted]
    if not chosen or decision not in {"yes", "no"}:
        raise Invalid(_("Choose whom you answer, and whether it is a yes or a no."))
    form = AnswerForm(request.POST if "sure" in request.POST else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if decision == "yes" or reason.strip():
            refused = actions.decide_all(
                chosen, accept=decision == "yes", reason=reason, by=person, now=now
            )
            _tell(request, len(chosen) - len(refused), refused)
            return redirect("exchange:applicants", found.pk)
        form.add_error("reason", _("Say why: the student and their university read it."))
    context = {"listing": found, "chosen": chosen, "decision": decision, "form": form}
    status = 422 if form.errors else 200
    return render(request, "exchange/answer_all.html", context, status=status)


def _tell(request: HttpRequest, done: int, refused: Iterable[tuple[Application, str]]) -> None:
    if done:
        said = ngettext(
            "%(num)s nomination is answered.", "%(num)s nominations are answered.", done
        )
        messages.success(request, said % {"num": done})
    for application, sentence in refused:
        messages.error(request, f"{application.student or _('Former student')}: {sentence}")


@login_required
@require_safe
def table(request: HttpRequest, listing: int, form: str) -> HttpResponse:
    """The applications that the reader answers, for the host or for their university."""
    person, now = reader(request), moments.now()
    found = listing_seen_by(person, listing, now=now)
    homes = [each.organisation_id for each in permissions.homes_kept_by(person, found, now=now)]
    is_host = permissions.keeps(person, found.host_id, now=now)
    require(bool(homes) or is_host, not_theirs())
    answered = of_host(found) if is_host else []
    known = {each.pk for each in answered}
    sent = [each for n in homes for each in of_home(found, n) if each.stands is not Stage.DRAFT]
    own = [each for each in sent if each.pk not in known]
    prefetch_related_objects([*answered, *own], "courses")
    head = [
        _("Student"),
        _("E-mail address"),
        _("Home university"),
        _("State"),
        _("Order of the home university"),
        _("Nominated"),
        _("Statement"),
        _("Courses taken before"),
    ]
    rows = [_row(each, knows_address=each.home_id in homes) for each in [*answered, *own]]
    if form == "xlsx":
        content, kind = as_xlsx(_("Applications"), head, rows), XLSX
    else:
        content, kind = as_csv(head, rows), CSV
    name = f"applications-{found.pk}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)


def _row(application: Application, *, knows_address: bool) -> Sequence[Cell]:
    """The host has the address of whom it has accepted."""
    stage, student = application.stands, application.student
    may_write = knows_address or stage in PLACED
    return [
        str(student or _("Former student")),
        student.email if student and may_write else "",
        str(application.home),
        _(stage.label),
        application.rank or None,
        application.nominated_at,
        application.statement,
        "; ".join(_course(each) for each in application.courses.all()),
    ]


def _course(prior: PriorCourse) -> str:
    points = "" if prior.points is None else f"{prior.points.normalize():f} ECTS"
    said = (prior.university, str(prior.year or ""), points, prior.grade)
    return f"{prior.course} ({', '.join(each for each in said if each)})"
