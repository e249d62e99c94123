"""The codebook as a tree, its nodes with their passages, and its frozen versions."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from localturn.corpus import permissions
from localturn.corpus.actions import codebook as actions
from localturn.corpus.domain.codebook import differences
from localturn.corpus.domain.terms import LEVELS, Level
from localturn.corpus.forms.codebook import FreezeForm, NodeForm, initial_of
from localturn.corpus.forms.coding import InVivoForm
from localturn.corpus.models import CodebookVersion, Node
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.codebook import branches, entries_in, entries_of, nodes_of
from localturn.corpus.queries.coded import PassagesOf, memos_of, outdated_of
from localturn.corpus.queries.desk import coders_of
from localturn.corpus.queries.entering import entered, entered_document, entered_node
from localturn.corpus.queries.frame import merges_of, outdated_in
from localturn.foundation import moments
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Invalid, Refusal, require

A_PAGE = 50


@require_safe
@login_required
def codebook(request: HttpRequest, project: str) -> HttpResponse:
    """The tree with how often each code was given, and the frozen versions."""
    return _codebook(request, entered(reader(request), project), FreezeForm())


@login_required
def add(request: HttpRequest, project: str) -> HttpResponse:
    """A new node, beneath the one that the address names."""
    sight = entered(reader(request), project)
    _require_work(sight)
    under = _under(request, sight)
    level = _beneath(under)
    form = NodeForm(request.POST if request.method == "POST" else None, initial={"level": level})
    if request.method == "POST" and form.is_valid():
        try:
            node = actions.add(form.wording, under=under, by=sight.member, now=moments.now())
        except Refusal as refused:
            form.add_error("name", refused.sentence)
        else:
            messages.success(request, _("Added to the codebook."))
            return redirect(node)
    context = {"sight": sight, "project": sight.project, "under": under, "form": form}
    return render(request, "corpus/codebook/new.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def in_vivo(request: HttpRequest, document: int) -> HttpResponse:
    """For the desk's script: a code of the words of a passage, or of those that were typed."""
    sight, found = entered_document(reader(request), document)
    _require_work(sight)
    form = InVivoForm(request.POST)
    try:
        if not form.is_valid():
            raise Invalid(_("This cannot be stored. Select the passage again."))
        said = form.cleaned_data
        made = actions.in_vivo(
            found,
            form.span,
            said["name"],
            version=said["version"],
            by=sight.member,
            now=moments.now(),
        )
    except Refusal as refused:
        return JsonResponse({"said": refused.sentence}, status=refused.status)
    return JsonResponse({"code": made.pk, "name": made.name, "colour": made.colour})


@require_safe
@login_required
def node(request: HttpRequest, node: int) -> HttpResponse:
    """What it means, and the passages that were given it."""
    sight, found = entered_node(reader(request), node)
    page = Paginator(PassagesOf(sight, found), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "sight": sight,
        "project": sight.project,
        "node": found,
        "level": _(LEVELS[Level(found.level)]),
        "page": page,
        "coders": coders_of(sight),
        "outdated": outdated_of(sight, found),
        "memos": memos_of(sight, found),
        "writes": permissions.can_write_memo(sight.member),
        "leads": permissions.can_lead(sight.member) and sight.project.is_open,
        "anchor": sight.codings().filter(pk=found.anchor_id).first() if found.anchor_id else None,
        "works": permissions.can_work(sight.member) and found.retired_at is None,
    }
    return render(request, "corpus/codebook/node.html", context)


@login_required
def reword(request: HttpRequest, node: int) -> HttpResponse:
    """Say something else of a node."""
    sight, found = entered_node(reader(request), node)
    _require_work(sight)
    form = NodeForm(request.POST if request.method == "POST" else None, initial=initial_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            actions.reword(found, form.wording, by=sight.member, now=moments.now())
        except Refusal as refused:
            form.add_error("name", refused.sentence)
        else:
            messages.success(request, _("Changed."))
            return redirect(found)
    codings = sight.codings().filter(code=found).order_by().count()
    context = {
        "sight": sight,
        "project": sight.project,
        "node": found,
        "form": form,
        "codings": codings,
    }
    status = 422 if form.errors else 200
    return render(request, "corpus/codebook/reword.html", context, status=status)


@require_POST
@login_required
def freeze(request: HttpRequest, project: str) -> HttpResponse:
    """Keep the codebook as it is now as a version."""
    sight = entered(reader(request), project)
    require(
        permissions.can_lead(sight.member),
        _("Only who leads the project may freeze its codebook."),
    )
    form = FreezeForm(request.POST)
    if form.is_valid():
        try:
            made = actions.freeze(**form.cleaned_data, by=sight.member, now=moments.now())
        except Refusal as refused:
            form.add_error("note", refused.sentence)
        else:
            messages.success(request, _("Version %(number)s is frozen.") % {"number": made.number})
            return redirect("corpus:codebook", sight.project.slug)
    return _codebook(request, sight, form)


@require_safe
@login_required
def version(request: HttpRequest, project: str, number: int) -> HttpResponse:
    """A frozen version, and what has changed in it since the one before."""
    sight = entered(reader(request), project)
    versions = CodebookVersion.objects.filter(project=sight.project)
    found = get_object_or_404(versions.select_related("frozen_by__person"), number=number)
    before = versions.filter(number=number - 1).first()
    entries = entries_in(found)
    context = {
        "sight": sight,
        "project": sight.project,
        "version": found,
        "entries": entries,
        "changes": differences(entries_in(before), entries) if before else [],
        "before": before,
        "levels": {each.value: _(LEVELS[each]) for each in Level},
        "fields": fields_of_nodes(),
    }
    return render(request, "corpus/codebook/version.html", context)


def _codebook(request: HttpRequest, sight: Sight, form: FreezeForm) -> HttpResponse:
    versions = list(CodebookVersion.objects.filter(project=sight.project).order_by("-number")[:100])
    newest = versions[0] if versions else None
    now = entries_of(sight.project)
    context = {
        "sight": sight,
        "project": sight.project,
        "branches": branches(sight),
        "levels": {each.value: _(LEVELS[each]) for each in Level},
        "versions": versions,
        "changes": differences(entries_in(newest), now, merges_of(sight.project)) if newest else [],
        "fields": fields_of_nodes(),
        "works": permissions.can_work(sight.member),
        "leads": permissions.can_lead(sight.member) and sight.project.is_open,
        "form": form,
        "outdated": outdated_in(sight),
    }
    status = 422 if form.errors else 200
    return render(request, "corpus/codebook/codebook.html", context, status=status)


def fields_of_nodes() -> dict[str, str]:
    """What is said of a node, by its field."""
    return {
        "name": _("Name"),
        "level": _("Kind"),
        "definition": _("Definition"),
        "when_to_use": _("When to use it"),
        "when_not": _("When not to use it"),
        "example": _("Example"),
        "source": _("Source"),
        "": _("Place"),
        "merged_into": _("Merged into"),
    }


def _under(request: HttpRequest, sight: Sight) -> Node | None:
    said = request.GET.get("under", "")
    if not said.isdecimal() or len(said) > 15:
        return None
    return next((each for each, _depth in nodes_of(sight.project) if each.pk == int(said)), None)


def _beneath(under: Node | None) -> Level:
    """What is usually under a node of this kind."""
    if under is None:
        return Level.CONCEPT
    order = list(Level)
    return order[min(order.index(Level(under.level)) + 1, len(order) - 1)]


def _require_work(sight: Sight) -> None:
    require(
        permissions.takes_work(sight.member),
        _("Only coders and who leads the project may do this."),
    )
