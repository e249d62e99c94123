"""Pages on which facilitators and coordinators bring people into a run."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from localturn.academy import permissions
from localturn.academy.actions import enrolment as actions
from localturn.academy.domain.invitees import Invitees, read_invitees
from localturn.academy.domain.schedule import Phase
from localturn.academy.forms.enrolment import AnswerForm, InviteForm, NominateForm, WithdrawForm
from localturn.academy.forms.places import InterestAnswerForm
from localturn.academy.models import Enrolment, Nomination, Run
from localturn.academy.queries import people
from localturn.academy.queries.behind import behind_in
from localturn.academy.queries.nominees import guests_of, own_people
from localturn.academy.queries.places import span_of
from localturn.academy.queries.runs import run_kept_by, run_seen_by
from localturn.academy.queries.seats import capacity_of, taken_in
from localturn.academy.views.reader import posted, reader
from localturn.foundation import moments, seats
from localturn.foundation.refusals import Refusal, require

LANGUAGE_NAMES = {
    **{code: code for code, _name in settings.LANGUAGES},
    **{name: code for code, name in settings.LANGUAGES},
    "French": "fr",
    "Swedish": "sv",
    "anglais": "en",
    "engelska": "en",
    "franska": "fr",
    "suédois": "sv",
}


A_PAGE = 50


def paged(request: HttpRequest, rows: QuerySet[Any]) -> Page[Any]:
    """The page of a long list that the address asks for (2 statements)."""
    return Paginator(rows, A_PAGE).get_page(request.GET.get("page"))


@login_required
@require_safe
def everybody(request: HttpRequest, run: str) -> HttpResponse:
    """Who takes part, with how they came; e-mail addresses are the facilitators' to see."""
    person = reader(request)
    kept = run_kept_by(person, run)
    only_behind = request.GET.get("state") == "behind"
    behind = behind_in(kept, now=moments.now()) if only_behind else {}
    seats_here = people.seats_in(kept)
    if only_behind:
        seats_here = seats_here.filter(pk__in=behind)
    context = {
        "run": kept,
        "page": paged(request, seats_here),
        "only_behind": only_behind,
        "behind": behind,
        "free": _free(kept),
        "reader_id": person.pk,
    }
    return render(request, "academy/run_people.html", context)


@login_required
def remove(request: HttpRequest, run: str, pk: int) -> HttpResponse:
    """Take a seat from somebody, with a reason."""
    person = reader(request)
    kept = run_kept_by(person, run)
    seat = get_object_or_404(Enrolment, run=kept, pk=pk, withdrawn_at=None, person__isnull=False)
    form = WithdrawForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.withdraw(seat, by=person, now=moments.now(), reason=reason)
        messages.success(request, _("%(name)s no longer takes part.") % {"name": seat.person})
        return redirect("academy:run-people", kept.slug)
    context = {"run": kept, "seat": seat, "form": form}
    return render(request, "academy/run_remove.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def reinstate(request: HttpRequest, run: str, pk: int) -> HttpResponse:
    """Give a seat back to somebody who left."""
    person = reader(request)
    kept = run_kept_by(person, run)
    seat = get_object_or_404(Enrolment, run=kept, pk=pk)
    actions.reinstate(seat, by=person, now=moments.now())
    return redirect("academy:run-people", kept.slug)


# --- Invitations -----------------------------------------------------------------------------


@login_required
def invitations(request: HttpRequest, run: str) -> HttpResponse:
    """Invite people by e-mail, and see what became of it."""
    person = reader(request)
    kept = run_kept_by(person, run)
    form = InviteForm(posted(request), initial={"language": kept.version.language})
    bad: Invitees | None = None
    if request.method == "POST" and form.is_valid():
        bad = _invitees(form)
        try:
            report = actions.invite(kept, invitees=bad.read, by=person, now=moments.now())
        except Refusal as refused:
            form.add_error("people", refused.sentence)
        else:
            _say(request, report)
            if not bad.bad:
                return redirect("academy:run-invitations", kept.slug)
            form = InviteForm(initial={"people": "\n".join(line.text for line in bad.bad)})
    context = {
        "run": kept,
        "form": form,
        "bad": bad.bad if bad else (),
        "page": paged(request, people.invitations_of(kept)),
        "free": _free(kept),
        "now": moments.now(),
    }
    status = 422 if form.errors or (bad and bad.bad) else 200
    return render(request, "academy/run_invitations.html", context, status=status)


@login_required
@require_POST
def resend_invitation(request: HttpRequest, run: str, pk: int) -> HttpResponse:
    person = reader(request)
    kept = run_kept_by(person, run)
    invitation = get_object_or_404(kept.invitations, pk=pk)
    actions.resend_invitation(invitation, by=person, now=moments.now())
    messages.success(
        request, _("The invitation was sent again to %(email)s.") % {"email": invitation.email}
    )
    return redirect("academy:run-invitations", kept.slug)


@login_required
@require_POST
def withdraw_invitation(request: HttpRequest, run: str, pk: int) -> HttpResponse:
    person = reader(request)
    kept = run_kept_by(person, run)
    invitation = get_object_or_404(kept.invitations, pk=pk)
    actions.withdraw_invitation(invitation, by=person, now=moments.now())
    messages.success(request, _("The invitation is withdrawn; its address leads nowhere now."))
    return redirect("academy:run-invitations", kept.slug)


def _invitees(form: InviteForm) -> Invitees:
    return read_invitees(
        form.cleaned_data["people"],
        languages=LANGUAGE_NAMES,
        language=form.cleaned_data["language"],
    )


def _say(request: HttpRequest, report: actions.Invited) -> None:
    """What became of a list, in sentences."""
    counts = [
        (
            messages.success,
            partial(ngettext, "%(num)s invitation was sent.", "%(num)s invitations were sent."),
            len(report.sent),
        ),
        (
            messages.info,
            partial(
                ngettext,
                "%(num)s person has an invitation already and gets no second one.",
                "%(num)s people have an invitation already and get no second one.",
            ),
            len(report.invited_already),
        ),
        (
            messages.info,
            partial(
                ngettext,
                "%(num)s person takes part already.",
                "%(num)s people take part already.",
            ),
            len(report.seated_already),
        ),
    ]
    for say, words, number in counts:
        if number:
            say(request, words(number) % {"num": number})


# --- Nominations -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Waiting:
    """A nomination with the form to answer it."""

    nomination: Nomination
    form: AnswerForm


@login_required
def nominations(request: HttpRequest, run: str) -> HttpResponse:
    """For facilitators, what is to answer; for coordinators, their own people and the form."""
    person, now = reader(request), moments.now()
    seen = run_seen_by(person, run)
    own = permissions.organisations_nominating_for(person, seen.run, now=now)
    require(
        seen.is_facilitator or own.exists(),
        _("Coordinators of the run's partner organisations nominate people."),
    )
    initial = {"language": person.language}
    form = NominateForm(posted(request), organisations=own, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.nominate(seen.run, **form.cleaned_data, by=person, now=now)
        except Refusal as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _said_of(made))
            return redirect("academy:nominations", run)
    context = {
        "run": seen.run,
        "is_facilitator": seen.is_facilitator,
        "form": form,
        "may_nominate": own.exists(),
        "own": own_people(person, seen.run, now=now),
        "guests": guests_of(seen.run, own, now=now),
        "answer_form": InterestAnswerForm(auto_id=False),
        "now": now,
        "before": span_of(seen.run).phase(now) is Phase.BEFORE,
        "waiting": _waiting(seen.run) if seen.is_facilitator else [],
        "page": paged(request, people.nominations_answered(seen.run))
        if seen.is_facilitator
        else None,
    }
    return render(request, "academy/nominations.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def answer_nomination(request: HttpRequest, run: str, pk: int) -> HttpResponse:
    """Accept or decline; the button that was pressed says which."""
    person = reader(request)
    kept = run_kept_by(person, run)
    nomination = get_object_or_404(kept.nominations, pk=pk)
    form = AnswerForm(request.POST)
    form.is_valid()
    accept = request.POST.get("decision") == "accept"
    actions.decide_nomination(
        nomination,
        accept=accept,
        answer=form.cleaned_data.get("answer", ""),
        by=person,
        now=moments.now(),
    )
    said = (
        _("%(name)s is invited, and the association is told.")
        if accept
        else _("The association is told that %(name)s was not accepted.")
    )
    messages.success(request, said % {"name": nomination.name})
    return redirect("academy:nominations", kept.slug)


@login_required
@require_POST
def withdraw_nomination(request: HttpRequest, run: str, pk: int) -> HttpResponse:
    """A coordinator takes a nomination back."""
    person, now = reader(request), moments.now()
    seen = run_seen_by(person, run)
    own = permissions.organisations_nominating_for(person, seen.run, now=now)
    require(own.exists(), _("Coordinators of the run's partner organisations nominate people."))
    nomination = get_object_or_404(seen.run.nominations, pk=pk, organisation__in=own)
    actions.withdraw_nomination(nomination, by=person, now=now)
    return redirect("academy:nominations", seen.run.slug)


def _said_of(nomination: Nomination) -> str:
    said = {
        Nomination.State.ACCEPTED: _("A place is kept for %(name)s, who is asked to confirm it."),
        Nomination.State.QUEUED: _("%(name)s is on your waiting list and has been told."),
    }.get(Nomination.State(nomination.state), _("Your nomination is with the facilitators."))
    return said % {"name": nomination.name}


def _waiting(run: Run) -> list[Waiting]:
    return [
        Waiting(nomination, AnswerForm(auto_id=f"nomination_{nomination.pk}_%s"))
        for nomination in people.nominations_to_answer(run)
    ]


def _free(run: Run) -> int | None:
    return seats.free(capacity_of(run), taken_in(run, now=moments.now()))
