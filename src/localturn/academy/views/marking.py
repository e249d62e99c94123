"""A facilitator marks: the queue, a piece of work, an essay, a correction."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from localturn.academy.actions import attempts, grading
from localturn.academy.actions.judging import require_another
from localturn.academy.forms.marking import CorrectionForm, MarkForm
from localturn.academy.models import Answer, Enrolment, GradeEntry, HandIn, Run
from localturn.academy.queries.marking import to_mark
from localturn.academy.views.facilitating import facilitated_run
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotFound


@login_required
@require_safe
def queue(request: HttpRequest, run: str) -> HttpResponse:
    """What waits to be marked, the longest waiting first."""
    found, person = facilitated_run(request, run)
    context = {"run": found, "queue": to_mark(found, by=person)}
    return render(request, "academy/marking/queue.html", context)


@login_required
def mark(request: HttpRequest, run: str, hand_in: int) -> HttpResponse:
    """A piece of work beside the task and its criteria; points and feedback; then the next."""
    found, person = facilitated_run(request, run)
    work = (
        HandIn.objects.select_related(
            "enrolment__person", "enrolment__run__version", "activity", "file"
        )
        .filter(pk=hand_in, enrolment__run=found)
        .first()
    )
    if work is None:
        raise NotFound
    require_another(person, work.enrolment)
    form = MarkForm(request.POST or None, most=work.activity.points)
    if request.method == "POST" and form.is_valid():
        grading.mark(
            work,
            points=form.cleaned_data["points"],
            feedback=form.cleaned_data["feedback"],
            by=person,
            now=moments.now(),
        )
        return _next(request, found, person)
    versions = HandIn.objects.filter(enrolment=work.enrolment, activity=work.activity)
    standing = GradeEntry.objects.filter(
        enrolment=work.enrolment, activity=work.activity, is_standing=True
    ).first()
    context = {
        "run": found,
        "work": work,
        "activity": work.activity,
        "versions": versions.order_by("-number"),
        "standing": standing,
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "academy/marking/work.html", context, status=status)


@login_required
def mark_essay(request: HttpRequest, run: str, answer: int) -> HttpResponse:
    """One essay of a quiz or test."""
    found, person = facilitated_run(request, run)
    essay = (
        Answer.objects.select_related("attempt__enrolment__person", "attempt__activity", "question")
        .filter(
            pk=answer,
            attempt__enrolment__run=found,
            attempt__closed_at__isnull=False,
            question__kind="essay",
        )
        .first()
    )
    if essay is None:
        raise NotFound
    require_another(person, essay.attempt.enrolment)
    form = MarkForm(request.POST or None, most=essay.question.points)
    if request.method == "POST" and form.is_valid():
        attempts.mark_essay(
            essay,
            points=form.cleaned_data["points"],
            comment=form.cleaned_data["feedback"],
            by=person,
            now=moments.now(),
        )
        return _next(request, found, person)
    context = {"run": found, "essay": essay, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "academy/marking/essay.html", context, status=status)


@login_required
def correct(request: HttpRequest, run: str, entry: int) -> HttpResponse:
    """Other points in the place of those that stand, with a reason."""
    found, person = facilitated_run(request, run)
    grade = (
        GradeEntry.objects.select_related("enrolment__person", "enrolment__run", "activity")
        .filter(pk=entry, enrolment__run=found, is_standing=True)
        .first()
    )
    if grade is None:
        raise NotFound(_("These points have been replaced meanwhile."))
    require_another(person, grade.enrolment)
    form = CorrectionForm(
        request.POST or None,
        most=grade.activity.points,
        can_be_lifted=grading.can_be_lifted(grade),
    )
    if request.method == "POST" and form.is_valid():
        grading.correct(
            grade,
            points=form.cleaned_data["points"],
            reason=form.cleaned_data["reason"],
            by=person,
            now=moments.now(),
        )
        messages.success(request, _("The points are corrected, and the participant is told."))
        return _to_person(found, grade.enrolment)
    context = {"run": found, "grade": grade, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "academy/marking/correct.html", context, status=status)


def _next(request: HttpRequest, run: Run, person: Person) -> HttpResponse:
    """The piece of work that waits longest, or the empty queue."""
    messages.success(request, _("Marked. The participant is told."))
    waiting = to_mark(run, by=person)
    return redirect(waiting[0].href) if waiting else redirect("academy:marking", run.slug)


def _to_person(run: Run, enrolment: Enrolment) -> HttpResponse:
    return redirect("academy:person-results", run.slug, enrolment.pk)
