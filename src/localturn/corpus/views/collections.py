"""Cases that join documents, and sets of them: the same pages for both."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from localturn.corpus import permissions
from localturn.corpus.actions import collections as actions
from localturn.corpus.actions.collections import Collection
from localturn.corpus.forms.attributes import CollectionForm
from localturn.corpus.models import Case, DocumentSet
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.attributes import known_of
from localturn.corpus.queries.entering import entered, entered_by
from localturn.foundation.languages import folded
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Refusal, require

A_PAGE = 50
SHOWN = 50
CASES, SETS = "cases", "sets"


@require_safe
@login_required
def collections(request: HttpRequest, project: str, which: str) -> HttpResponse:
    """Those in sight, with how many documents in sight each has."""
    sight = entered(reader(request), project)
    rows = sight.cases() if which == CASES else sight.sets()
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    keys = [each.pk for each in page.object_list]
    counts = sight.documents().order_by().filter(**{f"{which}__in": keys}).values_list(which)
    context = {
        "sight": sight,
        "project": sight.project,
        "which": which,
        "page": page,
        "counts": dict(counts.annotate(n=Count("pk"))),
        "works": permissions.can_work(sight.member),
    }
    return render(request, "corpus/collections/collections.html", context)


@login_required
def new(request: HttpRequest, project: str, which: str) -> HttpResponse:
    sight = entered(reader(request), project)
    row = Case(project=sight.project) if which == CASES else DocumentSet(project=sight.project)
    return _described(request, sight, row, which)


@login_required
def edit(request: HttpRequest, number: int, which: str) -> HttpResponse:
    sight, row = _entered(request, which, number)
    return _described(request, sight, row, which)


_MEMO_OF = {CASES: "case", SETS: "document_set"}


@require_safe
@login_required
def collection(request: HttpRequest, number: int, which: str) -> HttpResponse:
    """Its documents in sight, and others to be put into it."""
    sight, row = _entered(request, which, number)
    inside = sight.documents().filter(**{which: row})
    asked = request.GET.get("q", "").strip()[:200]
    others = sight.documents().exclude(pk__in=inside.order_by().values("pk"))
    if asked:
        others = others.filter(folded__contains=folded(asked))
    works = permissions.can_work(sight.member)
    codings = sight.codings().order_by()
    context = {
        "sight": sight,
        "project": sight.project,
        "which": which,
        "row": row,
        "inside": Paginator(inside, A_PAGE).get_page(request.GET.get("page")),
        "others": list(others[:SHOWN]) if works else [],
        "asked": asked,
        "codings": codings.filter(document__in=inside.order_by().values("pk")).count(),
        "known": known_of(row) if isinstance(row, Case) else [],
        "memos": list(sight.memos().filter(**{_MEMO_OF[which]: row})[:20]),
        "works": works,
        "leads": permissions.can_lead(sight.member) and sight.project.is_open,
    }
    return render(request, "corpus/collections/collection.html", context)


@require_POST
@login_required
def put(request: HttpRequest, number: int, which: str) -> HttpResponse:
    """Documents into it, or out of it."""
    sight, row = _entered(request, which, number)
    said = request.POST.getlist("document")[:1_000]
    chosen = [int(each) for each in said if each.isdecimal() and len(each) < 16]
    count = actions.put(row, chosen, inside="out" not in request.POST, sight=sight)
    text = ngettext("%(num)s document changed.", "%(num)s documents changed.", count)
    messages.success(request, text % {"num": count})
    return redirect(f"corpus:{which}-one", row.pk)


@require_POST
@login_required
def remove(request: HttpRequest, number: int, which: str) -> HttpResponse:
    sight, row = _entered(request, which, number)
    actions.remove(row, by=sight.member)
    messages.success(request, _("Removed. Its documents stay in the project."))
    return redirect(f"corpus:{which}", sight.project.slug)


def _described(request: HttpRequest, sight: Sight, row: Collection, which: str) -> HttpResponse:
    require(
        permissions.takes_work(sight.member),
        _("Only coders and who leads the project may do this."),
    )
    initial = {"name": row.name, "about": row.about}
    form = CollectionForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.describe(row, **form.cleaned_data, by=sight.member)
        except Refusal as refused:
            form.add_error("name", refused.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect(f"corpus:{which}-one", row.pk)
    context = {"sight": sight, "project": sight.project, "which": which, "row": row, "form": form}
    status = 422 if form.errors else 200
    return render(request, "corpus/collections/edit.html", context, status=status)


def _entered(request: HttpRequest, which: str, pk: int) -> tuple[Sight, Collection]:
    sight = entered_by(reader(request), **{which: pk})
    row: Collection | None
    row = (sight.cases() if which == CASES else sight.sets()).filter(pk=pk).first()
    if row is None:
        raise Http404
    row.project = sight.project
    return sight, row
