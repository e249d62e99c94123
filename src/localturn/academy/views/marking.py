"""A facilitator marks: the queue, a piece of work, an essay, a correction; or gives work back."""

from decimal import Decimal
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from localturn.academy.actions import attempts, grading
from localturn.academy.actions.annotated_arrivals import take_arrived
from localturn.academy.actions.judging import require_another
from localturn.academy.actions.returning import return_work
from localturn.academy.domain.papers import PAPER
from localturn.academy.forms.marking import CorrectionForm, MarkForm, ReturnForm, mark_form
from localturn.academy.models import GradeEntry, Run
from localturn.academy.queries.consequences import consequences_of
from localturn.academy.queries.marking import to_mark
from localturn.academy.queries.marking_pages import (
    essay_in,
    next_to_mark,
    standing_grade_in,
    work_in,
)
from localturn.academy.queries.papers import proposal_for
from localturn.academy.queries.rubrics import marked_rubric, rubric_of
from localturn.academy.queries.runs import run_kept_by
from localturn.academy.views.annotating import Sent, files_about, sent_for
from localturn.academy.views.arrived import told_of
from localturn.academy.views.papers import lengths_in, may_ask_second
from localturn.academy.views.reader import posted, reader
from localturn.foundation import moments
from localturn.foundation.files import serving
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid


@login_required
@require_safe
def queue(request: HttpRequest, run: str) -> HttpResponse:
    """What waits to be marked, the longest waiting first."""
    person = reader(request)
    found = run_kept_by(person, run)
    context = {"run": found, "queue": to_mark(found, by=person)}
    return render(request, "academy/marking/queue.html", context)


@login_required
def mark(request: HttpRequest, run: str, hand_in: int) -> HttpResponse:
    """A piece of work beside the task and its criteria; points and feedback; then the next."""
    person = reader(request)
    found = run_kept_by(person, run)
    shown = work_in(found, hand_in)
    work = shown.work
    require_another(person, work.enrolment)
    sent = Sent(mark_form(rubric_of(work.activity), most=work.activity.points))
    if request.method == "POST":
        sent = sent_for(request, work, partial(grading.mark, work))
    if sent.is_marked:
        return _next(request, found, person)
    context = {
        "run": found,
        "shown": shown,
        "work": work,
        "activity": work.activity,
        "versions": shown.versions,
        "standing": shown.standing,
        "rubric": marked_rubric(work.activity, shown.standing),
        "form": sent.form,
        "complaint": sent.complaint,
        "lengths": lengths_in([file.pk for file in work.files.all()]),
        "may_ask_second": may_ask_second(shown, by=person),
        "proposal": proposal_for(work) if work.activity.kind == PAPER else None,
        **files_about(request, work),
    }
    return render(request, "academy/marking/work.html", context, status=sent.status)


@login_required
@require_POST
def take_file(request: HttpRequest, run: str, hand_in: int) -> HttpResponse:
    """Have a file with remarks looked through that a script has sent in pieces."""
    person = reader(request)
    work = work_in(run_kept_by(person, run), hand_in).work
    token = request.POST.get("arrived", "")
    return told_of(partial(take_arrived, work, token, by=person, now=moments.now()))


@login_required
@require_safe
def archive(request: HttpRequest, run: str, hand_in: int) -> HttpResponseBase:
    """All that was handed in with a version, to be read and looked through at home."""
    person = reader(request)
    found = run_kept_by(person, run)
    work = work_in(found, hand_in).work
    require_another(person, work.enrolment)
    texts = {"text.md": work.text, "link.txt": work.link}
    who = slugify(str(work.enrolment.person)) or str(work.enrolment_id)
    return serving.archive(
        request,
        f"{who}-{work.activity.stable_id}-{work.number}.zip",
        list(work.files.all()),
        {name: text for name, text in texts.items() if text.strip()},
    )


@login_required
def give_back(request: HttpRequest, run: str, hand_in: int) -> HttpResponse:
    """Return work to its writer with a sentence and a new date."""
    person = reader(request)
    found = run_kept_by(person, run)
    shown = work_in(found, hand_in)
    require_another(person, shown.work.enrolment)
    form = ReturnForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            return_work(
                shown.work,
                sentence=form.cleaned_data["sentence"],
                due_on=form.cleaned_data["due_on"],
                by=person,
                now=moments.now(),
            )
        except Invalid as refused:
            form.add_error(None, refused.sentence)
        else:
            return _next(request, found, person, said=_("Returned. The participant is told."))
    context = {"run": found, "work": shown.work, "form": form}
    status = 422 if form.errors else 200
    return render(request, "academy/marking/return.html", context, status=status)


@login_required
def mark_essay(request: HttpRequest, run: str, answer: int) -> HttpResponse:
    """One essay of a quiz or test."""
    person = reader(request)
    found = run_kept_by(person, run)
    essay = essay_in(found, answer)
    require_another(person, essay.attempt.enrolment)
    form = MarkForm(posted(request), most=essay.question.points)
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
    """Other points in the place of those that stand, with a reason; first, what follows."""
    person = reader(request)
    found = run_kept_by(person, run)
    grade = standing_grade_in(found, entry)
    require_another(person, grade.enrolment)
    form = CorrectionForm(
        posted(request), most=grade.activity.points, can_be_lifted=grading.can_be_lifted(grade)
    )
    status, context = 200, {"run": found, "grade": grade, "form": form}
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        points, reason = form.cleaned_data["points"], form.cleaned_data["reason"]
        if "confirmed" in request.POST:
            grading.correct(grade, points=points, reason=reason, by=person, now=moments.now())
            messages.success(request, _("The points are corrected, and the participant is told."))
            return redirect("academy:person-results", found.slug, grade.enrolment_id)
        context |= _what_follows(grade, points)
    elif form.errors:
        status = 422
    return render(request, "academy/marking/correct.html", context, status=status)


def _what_follows(grade: GradeEntry, points: Decimal | None) -> dict[str, Any]:
    return {"follows": consequences_of(grade, grading.corrected_points(grade, points))}


def _next(request: HttpRequest, run: Run, person: Person, *, said: str = "") -> HttpResponse:
    """The piece of work that waits longest, or the empty queue."""
    messages.success(request, said or _("Marked. The participant is told."))
    waiting = next_to_mark(run, by=person)
    if waiting is None:
        return redirect("academy:marking", run.slug)
    name, pk = waiting
    return redirect(f"academy:{name}", run.slug, pk)
