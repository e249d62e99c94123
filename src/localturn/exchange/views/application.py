"""One application, as each of its parties sees it, and what the universities do with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from localturn.exchange import permissions
from localturn.exchange.actions import applications as actions
from localturn.exchange.actions.applications.holding import late
from localturn.exchange.domain.applications import (
    OPENERS,
    STANDING,
    STEPS,
    Party,
    Stage,
    Step,
    turn,
)
from localturn.exchange.domain.terms import State
from localturn.exchange.forms.application import AnswerForm, EndForm, ReopenForm
from localturn.exchange.models import Agreement, Application, Confirmation
from localturn.exchange.queries.applications import (
    agreement_of,
    application_seen_by,
    missing_in,
    trace_of,
)
from localturn.exchange.queries.held_places import left_for
from localturn.exchange.queries.places import is_full
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Invalid
from localturn.foundation.ui.times import moment

TONES = {
    Stage.REFUSED: "danger",
    Stage.REFUSED_AT_HOME: "danger",
    Stage.ACCEPTED: "success",
    Stage.KEPT: "warning",
    Stage.WAITING: "info",
    Stage.NOMINATED: "info",
}


@dataclass(frozen=True)
class Line:
    """An application in a list."""

    application: Application
    stage: str
    tone: str
    whose: str
    """Whose turn it is, in words; empty where it is nobody's."""
    until: datetime | None


def lines_of(applications: Iterable[Application], *, now: datetime) -> list[Line]:
    return [line_of(each, now=now) for each in applications]


def line_of(application: Application, *, now: datetime) -> Line:
    stage = application.stands
    whose, step = turn(stage), STEPS.get(stage)
    return Line(
        application,
        _(stage.label),
        TONES.get(stage, "neutral"),
        _(whose.label) if whose else "",
        application.deadlines.last_minute(step) if step else None,
    )


@login_required
@require_safe
def application(request: HttpRequest, application: int) -> HttpResponse:
    """Where it stands, whose turn it is, what was said and done, and what the reader may do."""
    return _page(request, application)


@login_required
@require_POST
def answer(request: HttpRequest, application: int) -> HttpResponse:
    """The home university approves or refuses."""
    return _answered(request, application, Party.HOME)


@login_required
@require_POST
def decide(request: HttpRequest, application: int) -> HttpResponse:
    """The host university accepts or refuses."""
    return _answered(request, application, Party.HOST)


@login_required
@require_POST
def nominate(request: HttpRequest, application: int) -> HttpResponse:
    person, now = reader(request), moments.now()
    found = application_seen_by(person, application, now=now)
    actions.nominate(found, by=person, now=now)
    messages.success(
        request, _("%(name)s is nominated. The host university answers.") % {"name": found.student}
    )
    return redirect("exchange:applicants", found.listing_id)


@login_required
@require_POST
def take_back(request: HttpRequest, application: int) -> HttpResponse:
    person, now = reader(request), moments.now()
    found = application_seen_by(person, application, now=now)
    actions.take_back(found, by=person, now=now)
    messages.success(request, _("The nomination is taken back."))
    return redirect("exchange:applicants", found.listing_id)


@login_required
@require_POST
def end(request: HttpRequest, application: int) -> HttpResponse:
    """A university ends the place of who does not come."""
    person, now = reader(request), moments.now()
    found = application_seen_by(person, application, now=now)
    form = EndForm(request.POST)
    if not form.is_valid():
        return _page(request, application, ending=form)
    actions.end_place(found, reason=form.cleaned_data["reason"], by=person, now=now)
    messages.success(request, _("The place is ended, and all who have a part in it are told."))
    return redirect("exchange:applicants", found.listing_id)


@login_required
@require_POST
def rank(request: HttpRequest, application: int) -> HttpResponse:
    """Another place in the order of the home university."""
    person, now = reader(request), moments.now()
    found = application_seen_by(person, application, now=now)
    place = request.POST.get("to", "")
    if not place.isascii() or not place.isdecimal() or len(place) > 6:
        raise Invalid(_("Give the place as a number."))
    actions.rank(found, to=int(place), by=person, now=now)
    address = reverse("exchange:applicants", args=[found.listing_id])
    return redirect(f"{address}#application-{found.pk}")


@login_required
@require_POST
def reopen(request: HttpRequest, application: int) -> HttpResponse:
    """Let a step be taken after its last day."""
    person, now = reader(request), moments.now()
    found = application_seen_by(person, application, now=now)
    form = ReopenForm(request.POST)
    if not form.is_valid():
        return _page(request, application, reopening=form)
    actions.reopen(found, reason=form.cleaned_data["reason"], by=person, now=now)
    messages.success(request, _("The step may be taken now."))
    return redirect(found)


def _answered(request: HttpRequest, pk: int, party: Party) -> HttpResponse:
    person, now = reader(request), moments.now()
    found = application_seen_by(person, pk, now=now)
    form, yes = AnswerForm(request.POST), request.POST.get("decision") == "yes"
    if form.is_valid() and request.POST.get("decision") in {"yes", "no"}:
        reason = form.cleaned_data["reason"]
        try:
            if party is Party.HOME:
                actions.answer(found, approve=yes, reason=reason, by=person, now=now)
            else:
                actions.decide(found, accept=yes, reason=reason, by=person, now=now)
        except Invalid as refused:
            form.add_error("reason", refused.sentence)
        else:
            messages.success(request, _("Your answer is kept, and told to whom it concerns."))
            return redirect(found)
    elif form.is_valid():
        form.add_error(None, _("Choose whether it is a yes or a no."))
    return _page(request, pk, answering=form)


def _page(
    request: HttpRequest,
    pk: int,
    *,
    answering: AnswerForm | None = None,
    reopening: ReopenForm | None = None,
    ending: EndForm | None = None,
) -> HttpResponse:
    person, now = reader(request), moments.now()
    found = application_seen_by(person, pk, now=now)
    stage, parties = found.stands, permissions.parties_of(person, found, now=now)
    agreement, confirmed = agreement_of(found)
    step = STEPS.get(stage)
    is_late = step is not None and found.deadlines.is_over(step, now=now, reopened=found.reopened)
    knows = stage is not Stage.DRAFT or Party.STUDENT in parties
    may = _may(person, found, parties, now)
    context = {
        "application": found,
        "line": line_of(found, now=now),
        "next": _next(stage, parties, agreement, confirmed),
        "knows": knows,
        "courses": list(found.courses.all()) if knows else [],
        "trace": [(_(sentence), entry) for sentence, entry in trace_of(found)],
        "deadlines": [
            (_(each.label), moment(last, found.listing.zone))
            for each in Step
            if (last := found.deadlines.last_minute(each)) is not None
        ],
        "late": late(step) if is_late and step else "",
        "may": may,
        "may_reopen": is_late and step is not None and OPENERS[step] in parties,
        "left": left_for(found.listing, found.home_id, now=now) if "nominate" in may else None,
        "is_full": "nominate" in may and is_full(found.listing, found.home_id, now=now),
        "answering": answering or AnswerForm(),
        "reopening": reopening or ReopenForm(),
        "ending": ending or EndForm(),
        "agreement": agreement,
        "may_agree": stage in (Stage.KEPT, Stage.ACCEPTED) or agreement is not None,
    }
    is_wrong = any(form is not None and form.errors for form in (answering, reopening, ending))
    return render(request, "exchange/application.html", context, status=422 if is_wrong else 200)


def _may(
    person: Person, found: Application, parties: frozenset[Party], now: datetime
) -> frozenset[str]:
    """What the reader may do with it now, deadlines apart."""
    stage, may = found.stands, set[str]()
    if Party.STUDENT in parties and stage in STANDING:
        may.add("throw-away" if stage is Stage.DRAFT else "withdraw")
        if stage is Stage.DRAFT and found.listing.state == State.PUBLISHED:
            may.add("edit")
        if stage is Stage.KEPT:
            may.add("confirm")
    if Party.HOME in parties and permissions.can_nominate(person, found, now=now):
        of_home = {
            Stage.SENT: {"answer"},
            Stage.APPROVED: {"nominate", "refuse"},
            Stage.NOMINATED: {"take-back"},
        }
        may |= of_home.get(stage, set())
    if Party.HOST in parties and stage is Stage.NOMINATED:
        may.add("decide")
    is_placed = stage in (Stage.ACCEPTED, Stage.WAITING) and found.nomination is None
    if is_placed and parties & {Party.HOME, Party.HOST}:
        may.add("end")
    return frozenset(may)


def _next(
    stage: Stage,
    parties: frozenset[Party],
    agreement: Agreement | None,
    confirmed: Sequence[Confirmation],
) -> str:
    """Whose turn it is, in a sentence to the reader."""
    whose = turn(stage)
    if whose is not None:
        if whose in parties:
            return _SENTENCES_OWN[stage]()
        return _("It is the turn of: %(party)s.") % {"party": _(whose.label)}
    if stage is Stage.WAITING:
        return _("Nobody need do anything: when a place is free, the next who waits gets it.")
    if stage is not Stage.ACCEPTED:
        return _("Nothing more comes of it.")
    if agreement is None:
        return _("The student or the home university proposes the learning agreement.")
    if missing := missing_in(agreement, confirmed):
        names = ", ".join(_(each.label) for each in missing)
        return _("The learning agreement is still to be confirmed by: %(parties)s.") % {
            "parties": names
        }
    return _("Everything is done: the place and the learning agreement stand.")


_SENTENCES_OWN = {
    Stage.DRAFT: lambda: _("It is your turn: finish the draft and send it."),
    Stage.SENT: lambda: _("It is your turn: approve the application or refuse it."),
    Stage.APPROVED: lambda: _("It is your turn: nominate the student to the host university."),
    Stage.NOMINATED: lambda: _("It is your turn: accept the student or refuse."),
    Stage.KEPT: lambda: _("It is your turn: confirm the place that is kept for you."),
}
