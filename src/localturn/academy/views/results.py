"""Results of a run: the table of everybody, one person, and files for a spreadsheet."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from localturn.academy.actions.judging import require_another
from localturn.academy.actions.late import HasChanged, accept_late, decline_late
from localturn.academy.domain.attempts import percent, points_for
from localturn.academy.forms.marking import AcceptForm
from localturn.academy.models import Attempt, Enrolment, Run
from localturn.academy.permissions import can_facilitate, can_judge, can_participate
from localturn.academy.queries import gradebook, results_table
from localturn.academy.queries.attempts import attempts_of, marks_in, topics_in
from localturn.academy.queries.certificates import certificates_of, shortfall_words
from localturn.academy.queries.gains import gain_of, gain_of_run
from localturn.academy.queries.late import late_in, seen_in
from localturn.academy.queries.places import seat_of
from localturn.academy.queries.question_figures import ASKING
from localturn.academy.queries.runs import run_kept_by, run_seen_by
from localturn.academy.queries.wording import progress_words, rule_words
from localturn.academy.views.reader import posted, reader
from localturn.foundation import moments, tables
from localturn.foundation.refusals import NotAllowed, NotFound, require
from localturn.foundation.ui.figures import figure

_A_PAGE = 50


@never_cache
@login_required
@require_safe
def show(request: HttpRequest, run: str) -> HttpResponse:
    """Everybody in a run; a participant is led to their own results."""
    seen = run_seen_by(request.user, run)
    found = seen.run
    if not seen.is_facilitator:
        seat = seat_of(request.user, found)
        if seat is None:
            raise NotAllowed(_("This is open to those who take part in the course."))
        return redirect("academy:person-results", run, seat.pk)
    asked, every = _asked(request), request.GET.get("view") == "activities"
    results = results_table.results_of(found, asked, now=moments.now(), sums=not every)
    page = Paginator(results.rows, _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "run": found,
        "results": results,
        "page": page,
        "asked": asked,
        "every": every,
        "lines": _lines(found, results, list(page)) if every else [],
        "gain": gain_of_run(found),
        "asks": next((f.activity_id for _, f in results.outline if f.kind in ASKING), None),
        "filtered": _query(request, without=("page", "order", "down")),
        "query": _query(request, without=("page", "view")),
    }
    return render(request, "academy/results/run.html", context)


Line = tuple[results_table.Row, list[tuple[str, str]]]


def _lines(run: Run, results: results_table.Results, rows: list[results_table.Row]) -> list[Line]:
    """Each person with a text for each activity, and the place that explains it."""
    cells = results_table.cells_of(run, rows)
    steps = [(key, fact.activity_id) for key, fact in results.outline]
    shown = {points: str(figure(points)) for points in set(cells.points.values())}
    return [
        (row, [(_cell((row.enrolment, key), cells, shown), at) for key, at in steps])
        for row in rows
    ]


def _cell(key: tuple[int, int], cells: results_table.Cells, shown: dict[Decimal, str]) -> str:
    if (points := cells.points.get(key)) is not None:
        return shown[points]
    if key in cells.done:
        return "done"
    return str(cells.counted.get(key, ""))


@never_cache
@login_required
@require_safe
def table(request: HttpRequest, run: str, form: str) -> HttpResponse:
    """The same rows with every activity, as CSV or XLSX."""
    found = run_kept_by(reader(request), run)
    results = results_table.results_of(found, _asked(request), now=moments.now(), sums=True)
    head, body = results_table.table_of(found, results)
    if form == "csv":
        content, kind = tables.as_csv(head, body), tables.CSV
    else:
        content, kind = tables.as_xlsx(_("Results"), head, body), tables.XLSX
    answer = HttpResponse(content, content_type=kind)
    name = slugify(f"{found.slug}-results")
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


@never_cache
@login_required
@require_safe
def person(request: HttpRequest, run: str, enrolment: int) -> HttpResponse:
    """One participant's results, each figure down to what it came from."""
    seat, facilitates = _seat(request, run, enrolment)
    results = gradebook.person_results(seat, to=reader(request), now=moments.now())
    context = {
        "run": seat.run,
        "seat": seat,
        "results": results,
        "facilitates": facilitates,
        "takes_part": can_participate(seat),
        "with_attempts": ASKING,
        "standings": [
            (stands, [(rule_words(r.rule), progress_words(r), r) for r in stands.requirements])
            for stands in results.standings
        ],
        "certificates": [
            (each, shortfall_words(each) if each.is_in_doubt and facilitates else [])
            for each in certificates_of(seat)
        ],
        "gain": gain_of(seat),
    }
    return render(request, "academy/results/person.html", context)


@never_cache
@login_required
def attempt(request: HttpRequest, run: str, enrolment: int, attempt: int) -> HttpResponse:
    """A closed attempt as a facilitator sees it: with every answer; what came late is accepted or
    declined."""
    seat, facilitates = _seat(request, run, enrolment)
    asking = reader(request)
    if can_facilitate(asking, seat.run):
        require_another(asking, seat)
    require(facilitates, _("Only the facilitators of this run may do this."))
    found = Attempt.objects.filter(pk=attempt, enrolment=seat, closed_at__isnull=False).first()
    if found is None:
        raise NotFound
    form = AcceptForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason, seen = form.cleaned_data["reason"], request.POST.get("seen", "")
        try:
            if request.POST.get("decline"):
                decline_late(found, seen=seen, reason=reason, by=asking, now=moments.now())
                said = _("Not accepted. The participant is told.")
            else:
                accept_late(found, seen=seen, reason=reason, by=asking, now=moments.now())
                said = _("Accepted, and marked anew. The participant is told.")
        except HasChanged as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, said)
            return redirect("academy:person-attempt", run, seat.pk, found.pk)
    activity = found.activity
    counted: Any = attempts_of(seat, activity).get(pk=found.pk)
    share = found.share
    context = {
        "run": seat.run,
        "seat": seat,
        "attempt": found,
        "activity": activity,
        "percent": None if share is None else percent(share),
        "points": None
        if share is None or not activity.points
        else points_for(share, activity.points),
        "is_empty": counted.answered == 0,
        "marks": marks_in(found),
        "topics": [(name, percent(each)) for name, each in topics_in(found)],
        "seen": seen_in(found),  # before what is shown: what arrives in between is not seen
        "late": late_in(found, with_answers=True),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "academy/results/attempt.html", context, status=status)


def _seat(request: HttpRequest, run: str, enrolment: int) -> tuple[Enrolment, bool]:
    """The seat, and whether a facilitator of it asks; raises NotFound for whoever may not know."""
    seat = (
        Enrolment.objects.select_related("run__version__course", "person", "organisation")
        .filter(pk=enrolment, run__slug=run)
        .first()
    )
    if seat is None:
        raise NotFound
    facilitates = can_judge(request.user, seat)
    if not facilitates and seat.person_id != request.user.pk:
        raise NotFound
    return seat, facilitates


def _asked(request: HttpRequest) -> results_table.Asked:
    order, state = request.GET.get("order", "name"), request.GET.get("state", "all")
    known = order in results_table.ORDERS or order.startswith(results_table.OF_ACTIVITY)
    return results_table.Asked(
        words=request.GET.get("q", "")[:100],
        organisation=request.GET.get("organisation", "")[:200],
        state=state if state in results_table.STATES else "all",
        lacks=request.GET.get("lacks", "")[:100],
        order=order[:100] if known else "name",
        descending=request.GET.get("down") == "1",
    )


def _query(request: HttpRequest, *, without: tuple[str, ...]) -> str:
    """What the address asks for, but for these names, ready to be added to."""
    kept = request.GET.copy()
    for name in without:
        kept.pop(name, None)
    return f"{kept.urlencode()}&" if kept else ""
