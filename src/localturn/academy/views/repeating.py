"""The page on which a run is given once more, with all of its dates moved."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from localturn.academy import permissions
from localturn.academy.actions.repeating import repeat_run
from localturn.academy.domain.repeating import suggested_start
from localturn.academy.forms.repeating import DOUBTS, DatesForm, RepeatForm
from localturn.academy.models import Run
from localturn.academy.queries.courses import newest_version
from localturn.academy.queries.repeating import repetition_of
from localturn.academy.queries.runs import run_kept_by
from localturn.academy.views.reader import posted, reader
from localturn.foundation import moments
from localturn.foundation.refusals import Invalid, require


@login_required
def repeat(request: HttpRequest, run: str) -> HttpResponse:
    """Choose a first day, look through what every date becomes, change what has to be, create."""
    person, now = reader(request), moments.now()
    kept = run_kept_by(person, run)
    require(
        permissions.can_open_run(person, kept.version.course),
        _("The authors and facilitators of a course open runs of it."),
    )
    form = _chosen(request, kept)
    context = {"run": kept, "form": form, "doubts": DOUBTS, "dates": None}
    status = 200
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        repetition = repetition_of(
            kept,
            version=form.version_chosen,
            starts_on=given["starts_on"],
            zone=given["zone"],
            now=now,
        )
        dates = DatesForm(repetition, posted(request))
        if request.method == "POST" and dates.is_valid():
            try:
                new = repeat_run(
                    kept,
                    version=form.version_chosen,
                    slug=given["slug"],
                    title=given["title"],
                    zone=given["zone"],
                    dates=dates.dates,
                    by=person,
                    now=now,
                )
            except Invalid as refused:
                dates.add_error(None, refused.sentence)
            else:
                messages.success(request, _("The run is open. Look through its dates."))
                return redirect("academy:run-schedule", new.slug)
        context |= {"dates": dates, "repetition": repetition}
        status = 422 if dates.errors else 200
    elif form.is_bound:
        status = 422 if request.method == "POST" else 200
    return render(request, "academy/run_repeat.html", context, status=status)


def _chosen(request: HttpRequest, run: Run) -> RepeatForm:
    """The first form: proposed, asked about in the address, or sent with the dates."""
    newest = newest_version(run.version.course) or run.version
    sent: QueryDict | None = request.POST if request.method == "POST" else None
    if sent is None and "starts_on" in request.GET:
        sent = request.GET
    today = moments.day_in(moments.now(), run.zone)
    starts_on = suggested_start(run.starts_on, run.ends_on, today=today)
    initial = {
        "slug": _free(f"{run.version.course.slug[:65]}-{starts_on:%Y-%m-%d}"),
        "version": newest.number,
        "starts_on": starts_on,
        "zone": run.zone,
    }
    return RepeatForm(run, newest, sent, initial=initial)


def _free(slug: str) -> str:
    """An address like this one that no run has."""
    taken = set(Run.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    number = 1
    while (proposed := slug if number == 1 else f"{slug}-{number}") in taken:
        number += 1
    return proposed
