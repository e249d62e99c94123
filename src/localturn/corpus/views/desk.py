"""The coding desk: a document's text with the codings in sight, and giving passages codes."""

import re
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from localturn.corpus import permissions
from localturn.corpus.actions import coding as actions
from localturn.corpus.actions.projects import note_presence
from localturn.corpus.domain.spoken import has_marks
from localturn.corpus.domain.terms import CLASSES, DocumentClass
from localturn.corpus.forms.coding import AboutCoding, NewsForm, PassageForm, SentCoding
from localturn.corpus.models import ProjectDocument
from localturn.corpus.permissions import Sight
from localturn.corpus.queries import desk
from localturn.corpus.queries.codebook import node_in, nodes_of
from localturn.corpus.queries.entering import entered_coding, entered_document
from localturn.corpus.queries.facsimile import file_with_pages
from localturn.corpus.queries.recordings import recording_of
from localturn.corpus.queries.releases import is_released
from localturn.corpus.queries.since import Unknown, opened, sealed
from localturn.foundation import moments
from localturn.foundation.library.models import TextVersion
from localturn.foundation.library.queries import page_at
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Invalid, NotFound, Refusal


@require_safe
@login_required
def document(request: HttpRequest, document: int) -> HttpResponse:
    """The text, with margin and codes."""
    sight, found = entered_document(reader(request), document)
    now = moments.now()
    note_presence(sight.member, found, now=now)
    form = PassageForm(project=sight.project, initial={"key": uuid4()})
    return _desk(request, sight, found, form, now)


@require_POST
@login_required
def code(request: HttpRequest, document: int) -> HttpResponse:
    """Give a passage a code; the desk's script is answered the paragraphs that changed."""
    sight, found = entered_document(reader(request), document)
    if request.headers.get("Accept", "").startswith("application/json"):
        return _code_sent(request, sight, found)
    text = TextVersion.objects.values_list("text", flat=True).get(pk=found.version_id)
    form = PassageForm(request.POST, project=sight.project, text=text)
    now = moments.now()
    if not form.is_valid():
        return _desk(request, sight, found, form, now, status=422)
    said = form.cleaned_data
    stored = actions.apply(
        said["code"], to=found, span=said["words"], key=said["key"], by=sight.member, now=now
    )
    messages.success(request, _("Coded as %(name)s.") % {"name": said["code"].name})
    return redirect(f"{found.get_absolute_url()}#s{stored.coding.start}")


@require_POST
@login_required
def withdraw(request: HttpRequest, coding: int) -> HttpResponse:
    """It counts no longer; the page says how to take that back."""
    return _counted(request, coding, counts=False)


@require_POST
@login_required
def put_back(request: HttpRequest, coding: int) -> HttpResponse:
    return _counted(request, coding, counts=True)


@login_required
def coding(request: HttpRequest, coding: int) -> HttpResponse:
    """One coded passage: what it says, where, by whom, and what is to be said about it."""
    sight, found = entered_coding(reader(request), coding, withdrawn=True)
    given = {"weight": found.weight, "comment": found.comment}
    form = AboutCoding(request.POST if request.method == "POST" else None, initial=given)
    if request.method == "POST" and form.is_valid():
        actions.describe(found, **form.cleaned_data, by=sight.member, now=moments.now())
        messages.success(request, _("Saved."))
        return redirect(found)
    text = TextVersion.objects.only("pages").get(pk=found.version_id)
    context = {
        "sight": sight,
        "project": sight.project,
        "coding": found,
        "form": form,
        "page": page_at(text, found.start),
        "may": permissions.can_change_coding(sight.member, found),
        "outdated": found.meaning < found.code.meaning,
        "released": is_released(found),
        "exemplary": permissions.can_work(sight.member)
        and found.withdrawn_at is None
        and found.code.retired_at is None
        and found.document.kind == DocumentClass.PUBLIC,
    }
    return render(request, "corpus/coding.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def confirm(request: HttpRequest, coding: int) -> HttpResponse:
    """It holds under what the code means now."""
    sight, found = entered_coding(reader(request), coding)
    actions.confirm(found, by=sight.member, now=moments.now())
    messages.success(request, _("It counts under the present definition."))
    return redirect(found)


@require_safe
@login_required
def news(request: HttpRequest, document: int) -> HttpResponse:
    """For the desk's script: the paragraphs in which others coded since the last change that it
    knows of, unless it shows another text or they are too many; and who is here."""
    sight, found = entered_document(reader(request), document)
    now = moments.now()
    note_presence(sight.member, found, now=now)
    form = NewsForm(request.GET)
    if not form.is_valid():
        raise Invalid(_("Say since when."))
    changed = _changed(sight, found, **form.cleaned_data)
    return JsonResponse(
        {
            "version": found.version_id,
            "since": sealed(sight.project.codings_changed),
            "whole": changed.is_all,
            "blocks": _painted(request, sight, found, changed.spans) if changed.is_all else {},
            "here": [str(each) for each in desk.here_now(sight, found, now)],
        }
    )


def _changed(sight: Sight, found: ProjectDocument, *, since: str, version: int) -> desk.Changed:
    """The project's last change was read with the member, before the codings, so that none which is
    committed late is passed over."""
    if version != found.version_id:
        return desk.Changed([], is_all=False)
    try:
        return desk.changed_since(sight, found, opened(since))
    except Unknown:
        return desk.Changed([], is_all=False)


def _code_sent(request: HttpRequest, sight: Sight, found: ProjectDocument) -> HttpResponse:
    form = SentCoding(request.POST)
    if not form.is_valid():
        return _refused(Invalid(_("This cannot be stored. Select the passage again.")), found)
    said = form.cleaned_data
    node = node_in(sight.project, said["code"])
    try:
        if node is None:
            raise NotFound(_("There is no such code in this project."))
        stored = actions.apply(
            node,
            to=found,
            span=form.span,
            version=said["version"],
            key=said["key"],
            by=sight.member,
            now=moments.now(),
        )
    except Refusal as refused:
        return _refused(refused, found)
    made = stored.coding
    counts = made.withdrawn_at is None
    return JsonResponse(
        {
            "coding": made.pk,
            "said": _("Coded as %(name)s.") % {"name": node.name} if counts else _("Taken back."),
            "version": found.version_id,
            "blocks": _painted(request, sight, found, [(made.start, made.end)]),
        }
    )


def _counted(request: HttpRequest, pk: int, *, counts: bool) -> HttpResponse:
    sight, found = entered_coding(reader(request), pk, withdrawn=True)
    do = actions.put_back if counts else actions.withdraw
    said = _("It counts again.") if counts else _("Taken back.")
    by_script = request.headers.get("Accept", "").startswith("application/json")
    try:
        do(found, by=sight.member, now=moments.now())
    except Refusal as refused:
        if by_script:
            return _refused(refused, found.document)
        raise
    if by_script:
        spans = [(found.start, found.end)]
        blocks = _painted(request, sight, found.document, spans)
        version = found.document.version_id
        return JsonResponse(
            {"coding": found.pk, "said": said, "version": version, "blocks": blocks}
        )
    messages.success(request, said)
    return redirect(found)


def _refused(refused: Refusal, document: ProjectDocument) -> JsonResponse:
    said = refused.sentence or _("That is not possible.")
    return JsonResponse({"said": said, "version": document.version_id}, status=refused.status)


def _painted(
    request: HttpRequest, sight: Sight, found: ProjectDocument, spans: list[tuple[int, int]]
) -> dict[str, str]:
    """Paragraphs as they stand on the page, by the id of their element."""
    if not spans:
        return {}
    template = get_template("corpus/desk/block.html")
    blocks = desk.blocks_between(sight, found, spans)
    has_times = any(has_marks(cut.text) for each in blocks for cut in each.cuts)
    context = {
        "nodes": desk.names_of_nodes(sight),
        "coders": desk.coders_of(sight),
        "member": sight.member,
        "lang": found.language,
        "timed": has_times and recording_of(found) is not None,
    }
    return {
        f"b{each.start}": template.render({**context, "block": each}, request) for each in blocks
    }


def _heard_from(request: HttpRequest) -> str:
    """Seconds from the beginning, as a link in the text says; "" where none does."""
    said = request.GET.get("t", "")
    return said if re.fullmatch(r"[0-9]{1,6}([.][0-9]{1,3})?", said) else ""


def _desk(
    request: HttpRequest,
    sight: Sight,
    found: ProjectDocument,
    form: PassageForm,
    now: datetime,
    *,
    status: int = 200,
) -> HttpResponse:
    blocks = desk.blocks_of(sight, found)
    may_code = permissions.can_code(sight.member, found)
    tree = nodes_of(sight.project)
    recording = recording_of(found)
    context: dict[str, Any] = {
        "sight": sight,
        "project": sight.project,
        "document": found,
        "class_name": _(CLASSES[DocumentClass(found.kind)]),
        "blocks": blocks,
        "count": sum(len(each.begun) for each in blocks),
        "nodes": desk.names_of_nodes(sight),
        "coders": desk.coders_of(sight),
        "member": sight.member,
        "lang": found.language,
        "tree": tree,
        "recent": desk.recent_codes(sight.member) if may_code else [],
        "here": desk.here_now(sight, found, now),
        "may_code": may_code,
        "leads": may_code and permissions.can_lead(sight.member),
        "original": found.document.file,
        "recording": recording,
        "timed": recording is not None,
        "heard_from": _heard_from(request),
        "has_pages": file_with_pages(found) is not None,
        "form": form,
        "since": sealed(sight.project.codings_changed),
        "store": reverse("corpus:code", args=[found.pk]),
    }
    return render(request, "corpus/desk/desk.html", context, status=status)
