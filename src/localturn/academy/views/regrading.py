"""How questions did in a run, and a question regraded for it: first looked at, then done."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from localturn.academy.actions.regrading import regrade
from localturn.academy.domain.questions import task_from
from localturn.academy.forms.regrading import CertificatesForm, RegradeForm
from localturn.academy.models import Question, Regrade, Run
from localturn.academy.queries import question_figures, regrading
from localturn.academy.queries.key_words import key_words
from localturn.academy.queries.regrades import rule_of, same_questions
from localturn.academy.queries.runs import run_kept_by
from localturn.academy.views.reader import posted, reader
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotNow

_FIRST = 50


@never_cache
@login_required
@require_safe
def questions(request: HttpRequest, run: str, activity: str) -> HttpResponse:
    """Every question of a quiz or test, and how it did."""
    found = run_kept_by(reader(request), run)
    asked = question_figures.asking_activity(found, activity)
    context = {
        "run": found,
        "activity": asked,
        "activities": question_figures.asking(found),
        "questions": question_figures.questions_of(found, asked),
    }
    return render(request, "academy/results/questions.html", context)


@never_cache
@login_required
def question(request: HttpRequest, run: str, question: int) -> HttpResponse:
    """One question: how it did, what was answered, what holds for it; and to regrade it."""
    person = reader(request)
    found = run_kept_by(person, run)
    asked = regrading.question_in(found, question)
    stands = regrading.standing_regrade(found, asked)
    form = RegradeForm(
        posted(request),
        task=task_from(asked.kind, asked.task),
        holds=rule_of(stands),
        before=regrading.rule_before(stands),
    )
    status, context = 200, _shown(found, asked, stands, form)
    if request.method == "POST" and "change" not in request.POST:
        if not form.is_valid():
            status = 422
        else:
            confirmed = "confirmed" in request.POST
            follows = _what_follows(request, found, asked, form, confirmed=confirmed)
            settled = follows["certificates"]
            if confirmed and (settled is None or settled.is_valid()):
                uphold = settled is not None and settled.cleaned_data["certificates"] == "uphold"
                if _regraded(request, found, asked, form, uphold=uphold, by=person):
                    return redirect("academy:question", found.slug, asked.pk)
                status = 422
            else:
                status = 422 if confirmed else 200
                context |= follows
    return render(request, "academy/results/question.html", context, status=status)


def _shown(run: Run, asked: Question, stands: Regrade | None, form: RegradeForm) -> dict[str, Any]:
    rows = same_questions(run, asked)
    holds = None if stands is None or stands.how == Regrade.How.PUBLISHED else stands
    return {
        "run": run,
        "question": asked,
        "holds": holds,
        "seen": stands.pk if stands is not None else 0,
        "pending": stands is not None and stands.is_pending,
        "published": key_words(task_from(asked.kind, asked.task)),
        "history": [
            (each, key_words(rule_of(each).key)) for each in regrading.history_of(run, asked)
        ],
        "there": question_figures.question_in_activities(run, rows),
        "lines": question_figures.answers_to(run, rows, holds),
        "form": form,
    }


def _what_follows(
    request: HttpRequest, run: Run, asked: Question, form: RegradeForm, *, confirmed: bool
) -> dict[str, Any]:
    """The preview, and what was sent, to be sent again."""
    effect = regrading.effect_of(run, asked, form.rule)
    sent = [(name, value) for name in form.fields for value in request.POST.getlist(name)]
    return {
        "effect": effect,
        "first": effect.people[:_FIRST],
        "sent": sent,
        "how": Regrade.How(form.rule.how.value).label,
        "words": key_words(form.rule.key),
        "certificates": CertificatesForm(request.POST if confirmed else None)
        if effect.doubted
        else None,
        "seen": request.POST.get("seen", "0"),
    }


def _regraded(
    request: HttpRequest, run: Run, asked: Question, form: RegradeForm, *, uphold: bool, by: Person
) -> bool:
    """Whether it was done; otherwise the form says why not."""
    seen = request.POST.get("seen", "")
    try:
        made = regrade(
            run,
            asked,
            form.rule,
            reason=form.cleaned_data["reason"],
            seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 19 else -1,
            uphold=uphold,
            by=by,
            now=moments.now(),
        )
    except (Invalid, NotNow) as refused:
        form.add_error(None, refused.sentence)
        return False
    if made.is_pending:
        said = _("The question is regraded. Points are being counted anew; it takes a moment.")
    else:
        said = _("The question is regraded, and whose points changed is told.")
    messages.success(request, said)
    return True
