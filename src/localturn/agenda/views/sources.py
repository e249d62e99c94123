"""Sources of announcements: which there are, what each said, and texts that are pasted."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from localturn.agenda.actions import asking
from localturn.agenda.actions import sources as actions
from localturn.agenda.domain.sources import Licence, Outcome, SourceKind, Trust
from localturn.agenda.forms.intake import PasteForm, SourceForm
from localturn.agenda.models import Source
from localturn.agenda.queries.candidates import require_editor
from localturn.agenda.queries.sources import log_of, sentences_of, source_kept_by, sources_kept_by
from localturn.foundation import moments
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Invalid

_FIELDS = (
    "kind",
    "name",
    "address",
    "sender",
    "language",
    "zone",
    "licence",
    "trust",
    "reads_documents",
    "every_hours",
)


@login_required
def paste(request: HttpRequest) -> HttpResponse:
    """Take in a text; what is found in it waits in the queue."""
    person, now = reader(request), moments.now()
    require_editor(person, now=now)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PasteForm(*given)
    if request.method == "POST" and form.is_valid():
        filled = dict(form.cleaned_data)
        text, report = filled.pop("text"), filled.pop("report")
        reads_documents = filled.pop("reads_documents")
        try:
            if report is not None:
                of = actions.take_report(report.read(), **filled, by=person, now=now)
                messages.success(request, _("It is being read. Look again in a minute."))
                return redirect(of)
            found = actions.paste(
                text, **filled, reads_documents=reads_documents, by=person, now=now
            )
        except Invalid as refused:
            form.add_error(None, refused.sentence)
        else:
            return _after_pasting(request, found.source, new=bool(found.new))
    status = 422 if form.errors else 200
    return render(request, "agenda/paste.html", {"form": form}, status=status)


def _after_pasting(request: HttpRequest, source: Source, *, new: bool) -> HttpResponse:
    if not new:
        messages.warning(request, _("This very text was taken in before: nothing is new."))
        return redirect("agenda:queue")
    raw = source.items.order_by("-pk")[0]
    number = raw.candidates.count()
    said = ngettext(
        "%(n)s announcement was found in it.", "%(n)s announcements were found in it.", number
    )
    messages.success(request, said % {"n": number})
    onward = redirect("agenda:queue")
    onward["Location"] += f"?source={source.pk}"
    return onward


@login_required
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """All of them, with how the last fetch went."""
    rows = sources_kept_by(reader(request), now=moments.now())[:500]
    context = {"rows": [(each, _(SourceKind(each.kind).label)) for each in rows]}
    return render(request, "agenda/sources.html", context)


@login_required
@require_safe
def source(request: HttpRequest, source: int) -> HttpResponse:
    """What is said of it, and its log."""
    found = source_kept_by(reader(request), source, now=moments.now())
    log = [(each, _(Outcome(each.outcome).label), sentences_of(each)) for each in log_of(found)]
    context = {
        "source": found,
        "kind": _(SourceKind(found.kind).label),
        "licence": _(Licence(found.licence).label),
        "trust": _(Trust(found.trust).label),
        "is_asked": SourceKind(found.kind).is_asked,
        "is_mail": SourceKind(found.kind).is_mail,
        "log": log,
        "topics": ", ".join(str(each) for each in found.topics.all()),
    }
    return render(request, "agenda/source.html", context)


@login_required
def add(request: HttpRequest) -> HttpResponse:
    person, now = reader(request), moments.now()
    require_editor(person, now=now)
    form = SourceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add(_told(form), by=person, now=now)
        except Invalid as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("The source is added."))
            return redirect(made)
    status = 422 if form.errors else 200
    context = {"form": form, "source": None}
    return render(request, "agenda/source_edit.html", context, status=status)


@login_required
def edit(request: HttpRequest, source: int) -> HttpResponse:
    person, now = reader(request), moments.now()
    found = source_kept_by(person, source, now=now)
    initial: dict[str, Any] = {name: getattr(found, name) for name in _FIELDS}
    initial["topics"] = found.topics.all()
    filled = request.POST if request.method == "POST" else None
    form = SourceForm(filled, initial=initial, source=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(found, _told(form), by=person, now=now)
        except Invalid as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("It is saved."))
            return redirect(found)
    status = 422 if form.errors else 200
    context = {"form": form, "source": found}
    return render(request, "agenda/source_edit.html", context, status=status)


@login_required
@require_POST
def ask(request: HttpRequest, source: int) -> HttpResponse:
    """Have it asked before its time."""
    person, now = reader(request), moments.now()
    found = source_kept_by(person, source, now=now)
    asking.ask_now(found, by=person, now=now)
    messages.success(request, _("It is being asked. Look again in a minute."))
    return redirect(found)


@login_required
@require_POST
def pause(request: HttpRequest, source: int) -> HttpResponse:
    """Ask it no longer, or again."""
    person, now = reader(request), moments.now()
    found = source_kept_by(person, source, now=now)
    actions.pause(found, paused=not found.is_paused, by=person, now=now)
    return redirect(found)


def _told(form: SourceForm) -> actions.Told:
    filled = form.cleaned_data
    return actions.Told(
        kind=SourceKind(filled["kind"]),
        name=filled["name"],
        address=filled["address"],
        sender=filled["sender"],
        language=filled["language"],
        zone=filled["zone"],
        topics=tuple(filled["topics"]),
        licence=Licence(filled["licence"]),
        trust=Trust(filled["trust"]),
        reads_documents=filled["reads_documents"],
        every_hours=filled["every_hours"],
    )
