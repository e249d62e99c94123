"""A project on its way to another program, and one on its way from there."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from localturn.corpus import permissions
from localturn.corpus.actions import arrivals
from localturn.corpus.actions import transfers as actions
from localturn.corpus.actions.documents import require_work
from localturn.corpus.actions.handing_out import require_no_name_since
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.domain.transfers import STATES, Direction, State
from localturn.corpus.forms.transfers import InForm, OutForm, TakeForm
from localturn.corpus.models import Transfer
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.arrivals import PROJECT
from localturn.corpus.queries.entering import entered
from localturn.corpus.queries.transfers import entered_transfer, may_fetch, transfers_of
from localturn.corpus.standards.opening import FORMS
from localturn.foundation import moments
from localturn.foundation.files import serving
from localturn.foundation.files.models import StoredFile
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import NotFound, Refusal


@require_safe
@login_required
def transfers(request: HttpRequest, project: str) -> HttpResponse:
    """What was asked for, and what can be."""
    seen = entered(reader(request), project)
    return _page(request, seen, _out_form(seen), InForm())


@require_POST
@login_required
def out(request: HttpRequest, project: str) -> HttpResponse:
    seen = entered(reader(request), project)
    form = OutForm(request.POST, seen=seen.classes, leads=permissions.can_lead(seen.member))
    if form.is_valid():
        try:
            return redirect(actions.ask_out(**form.cleaned_data, by=seen.member, now=moments.now()))
        except Refusal as refused:
            form.add_error(None, refused.sentence)
    return _page(request, seen, form, InForm())


@require_POST
@login_required
def receive(request: HttpRequest, project: str) -> HttpResponse:
    seen = entered(reader(request), project)
    require_work(seen.member)
    if request.POST.get("arrived"):
        token, now = request.POST["arrived"], moments.now()
        return redirect(arrivals.take_project(token, by=seen.member, now=now))
    form = InForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            return redirect(
                actions.receive(
                    file.read(), name=file.name or "", by=seen.member, now=moments.now()
                )
            )
        except Refusal as refused:
            form.add_error("file", refused.sentence)
    return _page(request, seen, _out_form(seen), form)


@login_required
def transfer(request: HttpRequest, transfer: int) -> HttpResponse:
    """How far it is, what is in it and what is lost, 202 while that goes on; or whether it is to be
    taken in."""
    seen, found = entered_transfer(reader(request), transfer)
    posted = request.POST if request.method == "POST" else None
    form = TakeForm(
        posted, seen=seen.classes, report=found.report, initial={"kind": DocumentClass.INTERNAL}
    )
    if posted is not None and form.is_valid():
        actions.take_in(found, **form.cleaned_data, by=seen.member, now=moments.now())
        return redirect(found)
    shown = _shown(seen, found, form)
    status = 422 if form.errors else 202 if shown["is_under_way"] else 200
    return render(request, "corpus/transfers/transfer.html", shown, status=status)


@require_safe
@login_required
def file(request: HttpRequest, transfer: int) -> HttpResponseBase:
    """What was made, while they may read all that is in it."""
    seen, found = entered_transfer(reader(request), transfer)
    stored = StoredFile.objects.filter(subject=found.subject).first()
    if stored is None or not may_fetch(seen, found):
        raise NotFound
    require_no_name_since(found)
    return serving.answer(request, stored)


@require_POST
@login_required
def forget(request: HttpRequest, transfer: int) -> HttpResponse:
    seen, found = entered_transfer(reader(request), transfer)
    actions.forget(found, by=seen.member)
    messages.success(request, _("It is gone."))
    return redirect("corpus:transfers", seen.project.slug)


def _out_form(seen: Sight) -> OutForm:
    usual = {"form": "qdpx", "profile": "plain", "classes": [DocumentClass.PUBLIC.value]}
    return OutForm(seen=seen.classes, leads=permissions.can_lead(seen.member), initial=usual)


def _page(request: HttpRequest, seen: Sight, going: OutForm, coming: InForm) -> HttpResponse:
    context = {
        "project": seen.project,
        "transfers": transfers_of(seen),
        "out_form": going,
        "in_form": coming,
        "works": permissions.can_work(seen.member),
        "leads": permissions.can_lead(seen.member),
        "states": STATES,
        "purpose": f"{PROJECT}/{seen.project.slug}",
    }
    status = 422 if going.errors or coming.errors else 200
    return render(request, "corpus/transfers/transfers.html", context, status=status)


def _shown(seen: Sight, transfer: Transfer, form: TakeForm) -> dict[str, Any]:
    report = transfer.report
    return {
        "project": seen.project,
        "transfer": transfer,
        "state": STATES[State(transfer.state)],
        "is_out": transfer.direction == Direction.OUT,
        "is_asked": transfer.state == State.ASKED,
        "is_under_way": transfer.state in {State.WAITING, State.TAKING},
        "may_fetch": may_fetch(seen, transfer),
        "told_of": [
            _(FORMS[transfer.form]) if transfer.form in FORMS else "",
            report.get("origin", ""),
            report.get("project", ""),
        ],
        "is_unsure": bool(report.get("samples")),
        "why": _(report["why"]) if report.get("why") else "",
        "counts": _counted(report.get("made") or report.get("found") or {}),
        "losses": [
            (_(what), count, examples) for what, count, examples in report.get("losses", [])
        ],
        "passages": report.get("passages", []),
        "form": form,
    }


def _counted(counts: dict[str, int]) -> list[tuple[str, int]]:
    words = {
        "documents": _("Documents"),
        "codes": _("Codes"),
        "coders": _("Coders"),
        "passages": _("Passages"),
        "codings": _("Codings"),
        "memos": _("Memos"),
        "attributes": _("Attributes"),
        "values": _("Values of attributes"),
        "cases": _("Cases"),
        "sets": _("Sets"),
        "codings_there": _("Codings that were here already"),
        "out_of_sight": _("Cases and sets left out, because those here are out of your sight"),
    }
    return [(words[key], counts[key]) for key in words if counts.get(key)]
