"""The page of the file beside its text: a picture, with what was coded on it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from localturn.corpus.actions.drawing import page_of_file
from localturn.corpus.domain.facsimile import areas
from localturn.corpus.models import ProjectDocument
from localturn.corpus.permissions import Sight
from localturn.corpus.queries import desk
from localturn.corpus.queries.entering import entered_document
from localturn.corpus.queries.facsimile import coded_on, file_with_pages, lines_in, page_with
from localturn.foundation.files.models import StoredFile
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Invalid, NotFound, Refusal

_MOST = 2**31


@require_safe
@login_required
def page(request: HttpRequest, document: int) -> HttpResponse:
    """A page of the file by its number, or the one on which a place of the text is; while it is
    being drawn 202, and it is asked for again. The desk's script is answered its part of the page
    alone."""
    sight, found = entered_document(reader(request), document)
    is_part = request.headers.get("X-Part") == "page"
    context = {"document": found, "project": sight.project}
    try:
        context |= _seen(request, sight, found)
    except Refusal as refused:
        if not is_part:
            raise
        said = {"said": refused.sentence or _("That is not possible.")}
        return _part(render(request, "corpus/desk/no_page.html", said, status=refused.status))
    waits = context["drawn"] is None
    status = 202 if waits else 200
    if is_part:
        name = "corpus/desk/page_waits_part.html" if waits else "corpus/desk/facsimile.html"
        return _part(render(request, name, context, status=status))
    name = "corpus/desk/page_waits.html" if waits else "corpus/desk/page.html"
    return render(request, name, context | {"here": request.get_full_path()}, status=status)


@require_safe
@login_required
def picture(request: HttpRequest, document: int, number: int) -> HttpResponse:
    """The page with this number, from 1, as PNG; 202 and nothing while it is being drawn."""
    _sight, found = entered_document(reader(request), document)
    drawn = page_of_file(_file(found), number - 1)
    if drawn is None:
        return HttpResponse(status=202, headers={"Retry-After": "2"})
    answer = HttpResponse(drawn.png, content_type="image/png")
    answer["Cache-Control"] = "private, max-age=600"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _part(answer: HttpResponse) -> HttpResponse:
    answer["X-Part"] = "page"
    return answer


def _seen(request: HttpRequest, sight: Sight, found: ProjectDocument) -> dict[str, Any]:
    file = _file(found)
    start, end = _asked(request, "at"), _asked(request, "to")
    lines = lines_in(found)
    number = _asked(request, "page") - 1 if "page" in request.GET else page_with(lines, start)
    drawn = page_of_file(file, number)
    if drawn is None:
        return {"drawn": None, "number": number + 1}
    matrix = drawn.matrix
    return {
        "drawn": drawn,
        "number": number + 1,
        "nodes": desk.names_of_nodes(sight),
        "coders": desk.coders_of(sight),
        "coded": coded_on(sight, found, lines, page=number, matrix=matrix),
        "pointed": areas(lines, start, end, page=number, matrix=matrix) if end else (),
        "has_lines": bool(lines),
        "begins": next((each.start for each in lines if each.page == number), None),
    }


def _file(document: ProjectDocument) -> StoredFile:
    file = file_with_pages(document)
    if file is None:
        raise NotFound(_("This document has no pages that could be shown."))
    return file


def _asked(request: HttpRequest, name: str) -> int:
    """A number that an address says; 0 where it says none."""
    said = request.GET.get(name, "0")
    if not (said.isascii() and said.isdecimal() and int(said[:12]) < _MOST):
        raise Invalid(_("This address names no place of the text."))
    return int(said)
