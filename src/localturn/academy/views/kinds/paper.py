"""A paper: proposed, approved, handed in and marked; by a second marker too, on request."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from localturn.academy.actions import papers as actions
from localturn.academy.actions import second_marks
from localturn.academy.domain.whole import whole
from localturn.academy.forms.marking import mark_form
from localturn.academy.forms.papers import (
    AnswerForm,
    DecisionForm,
    ProposalForm,
    ProposalsDueForm,
    ResultForm,
    WhyForm,
)
from localturn.academy.models import Enrolment, HandIn, Proposal, ProposalDay, SecondMark
from localturn.academy.permissions import gave
from localturn.academy.queries import papers as queries
from localturn.academy.queries.places import ActivityPlace
from localturn.academy.queries.rubrics import rubric_of
from localturn.academy.views.annotating import Sent, files_about, sent_for
from localturn.academy.views.group_board import require_facilitator
from localturn.academy.views.kinds import assignment
from localturn.academy.views.papers import looked_in, may_withdraw
from localturn.academy.views.reader import reader
from localturn.foundation import moments
from localturn.foundation.refusals import Invalid, NotAllowed, NotFound

View = Callable[[HttpRequest, ActivityPlace], HttpResponse]

show = assignment.show


def propose(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Send a proposal."""
    if place.enrolment is None:
        raise NotAllowed(_("Only those who take part in the course hand in work."))
    form = ProposalForm(request.POST)
    if form.is_valid():
        try:
            actions.propose(
                place.enrolment,
                place.activity,
                **form.cleaned_data,
                by=reader(request),
                now=place.now,
            )
        except Invalid as refusal:
            form.add_error(None, refusal.sentence)
    if form.errors:
        return assignment.page(request, place, form=form)
    messages.success(request, _("Your proposal is sent. A facilitator answers it."))
    return _back(place)


@never_cache
def proposals(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """What everybody means to write, those that wait first."""
    require_facilitator(place)
    return _proposals(request, place)


def answer(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Approve a proposal, or ask for changes."""
    require_facilitator(place)
    proposal = (
        Proposal.objects.filter(
            pk=whole(request.POST.get("proposal")) or 0,
            enrolment__run=place.run,
            activity=place.activity,
        )
        .select_related("enrolment__run__version", "enrolment__person", "activity")
        .first()
    )
    if proposal is None:
        raise NotFound
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            actions.answer(
                proposal,
                is_approved=request.POST.get("verdict") == "approve",
                sentence=form.cleaned_data["sentence"],
                by=reader(request),
                now=place.now,
            )
        except Invalid as refusal:
            form.add_error("sentence", refusal.sentence)
    if form.errors:
        return _proposals(request, place, answered=(proposal.pk, form))
    messages.success(request, _("Answered. The participant is told."))
    return _to(place, "proposals")


def set_due(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Let proposals be due on another day."""
    require_facilitator(place)
    form = ProposalsDueForm(request.POST)
    if form.is_valid():
        day = form.cleaned_data["day"]
        try:
            actions.set_proposals_due(
                place.run, place.activity, day, by=reader(request), now=place.now
            )
        except Invalid as refusal:
            form.add_error("day", refusal.sentence)
    if form.errors:
        return _proposals(request, place, day=form)
    messages.success(request, _("Saved."))
    return _to(place, "proposals")


def _proposals(
    request: HttpRequest,
    place: ActivityPlace,
    *,
    answered: tuple[int, AnswerForm] | None = None,
    day: ProposalsDueForm | None = None,
) -> HttpResponse:
    moved = ProposalDay.objects.filter(run=place.run, activity=place.activity).first()
    rows: list[tuple[Proposal, AnswerForm | None]] = []
    proposals = queries.proposals_of(place.run, place.activity)
    for each in proposals:
        form = AnswerForm(auto_id=f"{each.pk}-%s")
        if answered and answered[0] == each.pk:
            form = answered[1]
        waits = each.is_approved is None and not getattr(each, "is_handed_in", False)
        rows.append((each, form if waits else None))
    due_at = moved.due_at if moved else None
    initial = {"day": due_at and moments.day_in(due_at, place.run.zone)}
    context = {
        "place": place,
        "rows": rows,
        "earlier": queries.earlier_proposals(proposals),
        "owing": queries.owing_proposals(place.run, place.activity),
        "due": queries.proposal_due(place.run, place.activity, due=place.due_at),
        "day": day or ProposalsDueForm(initial=initial),
    }
    status = 422 if answered or day else 200
    return render(request, "academy/papers/proposals.html", context, status=status)


@never_cache
def second(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """A second mark, as its reader may see it: asked for, given, agreed on."""
    require_facilitator(place)
    return _second(request, place, _work(place, request.GET.get("work")))


def ask_second(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Ask for a second mark, of one's own paper or of one that one has marked."""
    if place.enrolment is None:
        require_facilitator(place)
        work = _work(place, request.POST.get("work"))
    else:
        work = _own_last(place, place.enrolment)
    form = WhyForm(request.POST)
    if form.is_valid():
        second_marks.ask(work, why=form.cleaned_data["why"], by=reader(request), now=place.now)
        messages.success(request, _("Another facilitator is asked for a second mark."))
        return _back(place) if place.enrolment else _to(place, "second", work)
    if place.enrolment is not None:
        return assignment.page(request, place, asking=form)
    return _second(request, place, work, form=form)


def mark_second(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Give the second mark."""
    require_facilitator(place)
    work = _work(place, request.POST.get("work"))
    marking = _marking(work)
    sent = sent_for(request, work, partial(second_marks.mark_second, marking))
    if not sent.is_marked:
        return _second(request, place, work, sent=sent)
    messages.success(request, _("Your mark is kept."))
    return _to(place, "second", work)


def withdraw_second(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Ask for no second mark any more."""
    if place.enrolment is None:
        require_facilitator(place)
        work = _work(place, request.POST.get("work"))
    else:
        work = _own_last(place, place.enrolment)
    second_marks.withdraw(_marking(work), by=reader(request), now=place.now)
    messages.success(request, _("Withdrawn. The first mark counts again."))
    if place.enrolment is not None:
        return _back(place)
    return redirect("academy:mark", place.run.slug, work.pk)


def offer(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Propose a result to the other marker, or agree to theirs."""
    require_facilitator(place)
    work = _work(place, request.POST.get("work"))
    marking, form = _marking(work), ResultForm(request.POST, most=place.activity.points)
    if form.is_valid():
        points, by = form.cleaned_data["points"], reader(request)
        try:
            settled = second_marks.offer(marking, points, by=by, now=place.now)
        except Invalid as refusal:
            form.add_error("points", refusal.sentence)
        else:
            said = _("You agree: this is the result.") if settled.result else _("Proposed.")
            messages.success(request, said)
            return _to(place, "second", work)
    return _second(request, place, work, form=form)


def decide(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Decide as the lead facilitator."""
    require_facilitator(place)
    work = _work(place, request.POST.get("work"))
    marking, form = _marking(work), DecisionForm(request.POST, most=place.activity.points)
    if not form.is_valid():
        return _second(request, place, work, deciding=form)
    second_marks.decide(marking, **form.cleaned_data, by=reader(request), now=place.now)
    messages.success(request, _("Decided. The participant is told."))
    return _to(place, "second", work)


VERBS: dict[str, View] = {
    **assignment.VERBS,
    "propose": propose,
    "verdict": answer,
    "due": set_due,
    "ask-second": ask_second,
    "mark-second": mark_second,
    "withdraw-second": withdraw_second,
    "offer": offer,
    "decide": decide,
}

PAGES: dict[str, View] = {"proposals": proposals, "second": second}


def _work(place: ActivityPlace, key: str | None) -> HandIn:
    """A version of a paper of this run. Raises NotFound."""
    rows = HandIn.objects.filter(
        pk=whole(key) or 0, enrolment__run=place.run, activity=place.activity
    )
    found = rows.select_related("enrolment__run__version", "enrolment__person", "activity").first()
    if found is None:
        raise NotFound
    return found


def _own_last(place: ActivityPlace, seat: Enrolment) -> HandIn:
    """The last version that the reader has handed in. Raises NotFound."""
    rows = HandIn.objects.filter(enrolment=seat, activity=place.activity)
    found = rows.select_related("enrolment__run__version").order_by("number").last()
    if found is None:
        raise NotFound
    return found


def _marking(work: HandIn) -> SecondMark:
    found = queries.second_mark_of(work)
    if found is None:
        raise NotFound(_("No second mark is asked for."))
    return found


def _second(
    request: HttpRequest,
    place: ActivityPlace,
    work: HandIn,
    *,
    form: Any = None,
    deciding: DecisionForm | None = None,
    sent: Sent | None = None,
) -> HttpResponse:
    person = reader(request)
    if work.enrolment.person_id == person.pk:
        raise NotAllowed(_("This is about yourself. Another facilitator has to do it."))
    marking = queries.second_mark_of(work)
    context: dict[str, Any] = {"place": place, "hand_in": work, "marking": marking, "form": form}
    context["complaint"] = sent.complaint if sent else ""
    status = 422 if form is not None or deciding is not None else 200
    if sent is not None:
        form, status = sent.form, sent.status
    if marking is None:
        first = queries.first_mark_of(work)
        if first is None or not gave(first, person):
            raise NotFound(_("No second mark is asked for."))
        context["form"] = form or WhyForm()
    else:
        context |= _roles(request, place, marking, form, deciding)
        context |= files_about(request, work)
    return render(request, "academy/papers/second.html", context, status=status)


def _roles(
    request: HttpRequest,
    place: ActivityPlace,
    marking: SecondMark,
    form: Any,
    deciding: DecisionForm | None,
) -> dict[str, Any]:
    """What one facilitator may see and do: the second marker nothing of the first mark."""
    person, most = reader(request), place.activity.points
    is_first = gave(marking.first, person)
    if marking.second is None:
        role = "first" if is_first else "second"
        second = None if is_first else form or mark_form(rubric_of(place.activity), most=most)
        return {
            "role": role,
            "sees_both": False,
            "form": second,
            "deciding": None,
            "may_withdraw": may_withdraw(marking, person),
        }
    is_marker = is_first or gave(marking.second, person)
    is_lead = marking.result is None and queries.lead_of(marking) == person.pk
    return {
        "role": "marker" if is_marker else "",
        "sees_both": True,
        "looked": looked_in(marking),
        "may_withdraw": False,
        "may_agree": marking.offered_by is not None and marking.offered_by_id != person.pk,
        "form": form or ResultForm(most=most),
        "deciding": (deciding or DecisionForm(most=most, auto_id="decide-%s")) if is_lead else None,
    }


def _back(place: ActivityPlace) -> HttpResponse:
    return redirect("academy:activity", place.run.slug, place.activity.stable_id)


def _to(place: ActivityPlace, page: str, work: HandIn | None = None) -> HttpResponse:
    answer = redirect("academy:activity-verb", place.run.slug, place.activity.stable_id, page)
    if work is not None:
        answer["Location"] += f"?work={work.pk}"
    return answer
