"""Versions of a codebook beside each other, the whole codebook on paper, and codings that were
made under an earlier definition."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_POST, require_safe

from localturn.corpus import permissions
from localturn.corpus.actions.codebook_out import codebook_docx
from localturn.corpus.actions.coding import confirm_all
from localturn.corpus.domain.codebook import Entry
from localturn.corpus.domain.terms import LEVELS, Level
from localturn.corpus.models import CodebookVersion
from localturn.corpus.permissions import Sight
from localturn.corpus.queries import frame as queries
from localturn.corpus.queries.codebook import entries_in, entries_of
from localturn.corpus.queries.desk import coders_of
from localturn.corpus.queries.entering import entered
from localturn.corpus.views.codebook import fields_of_nodes
from localturn.corpus.views.handing_out import handed_out
from localturn.foundation import moments
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import require

A_PAGE = 50
NOW = "now"


@require_safe
@login_required
def compare(request: HttpRequest, project: str) -> HttpResponse:
    """Two versions side by side: what was added, reworded, moved, merged or is gone."""
    sight = entered(reader(request), project)
    versions = list(CodebookVersion.objects.filter(project=sight.project).order_by("number")[:500])
    numbers = [str(each.number) for each in versions]
    old = request.GET.get("from") or (numbers[-1] if numbers else NOW)
    new = request.GET.get("to") or NOW
    found = {NOW: None} | dict(zip(numbers, versions, strict=True))
    if old not in found or new not in found:
        raise Http404
    context = {
        "sight": sight,
        "project": sight.project,
        "choices": [(each, _("Version %(number)s") % {"number": each}) for each in numbers]
        + [(NOW, _("Now"))],
        "old": old,
        "new": new,
        "found": queries.compared(
            sight.project, _entries(sight, found[old]), _entries(sight, found[new])
        ),
        "fields": fields_of_nodes(),
    }
    return render(request, "corpus/codebook/compare.html", context)


@require_safe
@login_required
def whole(request: HttpRequest, project: str) -> HttpResponse:
    """Everything that the codebook says, to be read in one go and printed."""
    sight = entered(reader(request), project)
    newest = CodebookVersion.objects.filter(project=sight.project).order_by("-number").first()
    entries = entries_of(sight.project)
    context = {
        "sight": sight,
        "project": sight.project,
        "entries": entries,
        "levels": {each.value: _(LEVELS[each]) for each in Level},
        "fields": fields_of_nodes(),
        "newest": newest,
        "is_frozen": newest is not None and entries_in(newest) == entries,
        "now": moments.now(),
    }
    return render(request, "corpus/codebook/whole.html", context)


@require_safe
@login_required
def whole_docx(request: HttpRequest, project: str) -> HttpResponse:
    """The same for a text processor."""
    sight = entered(reader(request), project)
    with override(sight.project.language):
        outgoing = codebook_docx(sight)
        return handed_out(sight, outgoing)


@require_safe
@login_required
def outdated(request: HttpRequest, project: str) -> HttpResponse:
    """Codings made under an earlier definition, to be confirmed or taken back."""
    sight = entered(reader(request), project)
    code, own = request.GET.get("code", ""), "mine" in request.GET
    rows = queries.outdated(sight)
    if code.isdecimal() and len(code) < 16:
        rows = rows.filter(code=int(code))
    if own:
        rows = rows.filter(coder=sight.member)
    related = ("code", "document", "made_under")
    page = Paginator(rows.select_related(*related), A_PAGE).get_page(request.GET.get("page"))
    keys = [each.pk for each in page.object_list]
    confirmable = permissions.confirmable(sight.member, sight.codings()).filter(pk__in=keys)
    context = {
        "sight": sight,
        "project": sight.project,
        "page": page,
        "code": code,
        "own": own,
        "coders": coders_of(sight),
        "before": {each.pk: queries.entry_before(each) for each in page.object_list},
        "confirmable": set(confirmable.order_by().values_list("pk", flat=True)),
        "works": permissions.can_work(sight.member),
    }
    return render(request, "corpus/codebook/outdated.html", context)


@require_POST
@login_required
def confirm(request: HttpRequest, project: str) -> HttpResponse:
    """Those that were ticked, or all of theirs, hold under the present definitions."""
    sight = entered(reader(request), project)
    require(
        permissions.takes_work(sight.member),
        _("Only coders and who leads the project may do this."),
    )
    rows = queries.outdated(sight)
    code = request.POST.get("code", "")
    if code.isdecimal() and len(code) < 16:
        rows = rows.filter(code=int(code))
    if "all" not in request.POST:
        said = request.POST.getlist("passage")[:A_PAGE]
        rows = rows.filter(pk__in=[each for each in said if each.isdecimal() and len(each) < 16])
    done = confirm_all(rows, by=sight.member, now=moments.now())
    text = ngettext(
        "%(num)s coding counts under the present definition.",
        "%(num)s codings count under the present definition.",
        done,
    )
    messages.success(request, text % {"num": done})
    return redirect("corpus:codebook-outdated", sight.project.slug)


def _entries(sight: Sight, version: CodebookVersion | None) -> list[Entry]:
    return entries_of(sight.project) if version is None else entries_in(version)
