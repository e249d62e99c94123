"""Changing the codebook as a whole: moving, merging, splitting, taking out of use; what that
touches is shown before it is done, and all of it is written down and can be undone."""

from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from localturn.corpus import permissions
from localturn.corpus.actions import codebook, frame, recoding
from localturn.corpus.actions.undoing import undo as undo_change
from localturn.corpus.domain.codebook import Step
from localturn.corpus.domain.terms import LEVELS, ChangeKind, Level
from localturn.corpus.forms.frame import IntoForm, MergeForm, MoveForm, SplitForm
from localturn.corpus.models import CodebookChange, Node
from localturn.corpus.permissions import Sight
from localturn.corpus.queries import frame as queries
from localturn.corpus.queries.codebook import branches, nodes_of
from localturn.corpus.queries.desk import coders_of
from localturn.corpus.queries.entering import entered, entered_coding, entered_node
from localturn.foundation import moments
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Refusal, require

A_PAGE = 50


@require_POST
@login_required
def step(request: HttpRequest, node: int, how: str) -> HttpResponse:
    """A place up or down, in or out; the page's script is answered the tree as it is then."""
    sight, found = entered_node(reader(request), node)
    if how not in set(Step):
        raise Http404
    try:
        moved = frame.step(found, Step(how), by=sight.member, now=moments.now())
    except Refusal as refused:
        return _tree_refused(request, refused)
    said = _("Moved.") if moved else _("It cannot go further that way.")
    return _tree_answer(request, sight, found, said)


@require_POST
@login_required
def rename(request: HttpRequest, node: int) -> HttpResponse:
    """Another name, for the page's script."""
    sight, found = entered_node(reader(request), node)
    name = request.POST.get("name", "").strip()[:200]
    try:
        codebook.rename(found, name, by=sight.member, now=moments.now())
    except Refusal as refused:
        return _tree_refused(request, refused)
    return _tree_answer(request, sight, found, _("Changed."))


@login_required
def move(request: HttpRequest, node: int) -> HttpResponse:
    """Beneath another node, with all that hangs on it."""
    sight, found = _worked_on(request, node)
    branch = queries.branch_of(sight.project, found)
    tree = [each for each in nodes_of(sight.project) if each[0].pk not in set(branch)]
    sent = request.POST if request.method == "POST" else None
    form = MoveForm(sent, tree=tree, initial={"under": found.parent_id or ""})
    if request.method == "POST" and form.is_valid():
        try:
            frame.move(found, under=form.chosen, by=sight.member, now=moments.now())
        except Refusal as refused:
            form.add_error("under", refused.sentence)
        else:
            messages.success(request, _("Moved."))
            return redirect(_place_of(found))
    return _page(request, "move", sight, found, form=form, branch=branch)


@login_required
def retire(request: HttpRequest, node: int) -> HttpResponse:
    """Out of use, with all that hangs on it; what was coded stays."""
    sight, found = _worked_on(request, node)
    if request.method == "POST":
        frame.retire(found, by=sight.member, now=moments.now())
        messages.success(request, _("It is no longer in use. This can be undone here."))
        return redirect("corpus:codebook-history", sight.project.slug)
    return _page(request, "retire", sight, found, branch=queries.branch_of(sight.project, found))


@login_required
def merge(request: HttpRequest, node: int) -> HttpResponse:
    """Into another node: first which, then what that means, then it is done."""
    sight, found = _led(request, node)
    branch = queries.branch_of(sight.project, found)
    tree = [each for each in nodes_of(sight.project) if each[0].pk not in set(branch)]
    asked = request.POST if request.method == "POST" else request.GET or None
    form = MergeForm(asked, tree=tree)
    into = form.chosen if asked is not None and form.is_valid() else None
    if request.method == "POST" and into is not None:
        again = bool(form.cleaned_data["look_again"])
        try:
            recoding.merge(found, into=into, look_again=again, by=sight.member, now=moments.now())
        except Refusal as refused:
            form.add_error("into", refused.sentence)
        else:
            messages.success(
                request,
                _("%(name)s is now a part of %(other)s. This can be undone here.")
                % {"name": found.name, "other": into.name},
            )
            return redirect("corpus:codebook-history", sight.project.slug)
    shown = form if request.method == "POST" else IntoForm(request.GET or None, tree=tree)
    sure = MergeForm(initial={"into": into.pk, "look_again": True}, tree=tree) if into else None
    more: dict[str, object] = {
        "into": into,
        "sure": sure,
        "doubles": queries.doubles(sight, found, into) if into else 0,
        "below": len(branch) - 1,
    }
    return _page(request, "merge", sight, found, branch=branch[:1], form=shown, more=more)


@login_required
def split(request: HttpRequest, node: int) -> HttpResponse:
    """Give some of its passages another code: those ticked, or all of a coder or a document."""
    sight, found = _led(request, node)
    said = request.POST if request.method == "POST" else request.GET
    coder, document = _number(said.get("coder", "")), _number(said.get("document", ""))
    rows = sight.codings().filter(code=found)
    if coder is not None:
        rows = rows.filter(coder=coder)
    if document is not None:
        rows = rows.filter(document=document)
    tree = [each for each in nodes_of(sight.project) if each[0].pk != found.pk]
    form = SplitForm(request.POST if request.method == "POST" else None, tree=tree)
    if request.method == "POST" and form.is_valid():
        ticked = [key for each in request.POST.getlist("passage") if (key := _number(each))]
        chosen = rows if "all" in request.POST else rows.filter(pk__in=ticked)
        try:
            done = recoding.split(found, chosen, to=form.chosen, by=sight.member, now=moments.now())
        except Refusal as refused:
            form.add_error(None, refused.sentence)
        else:
            count = done.recodings.count()
            text = ngettext(
                "%(num)s passage has another code. This can be undone here.",
                "%(num)s passages have another code. This can be undone here.",
                count,
            )
            messages.success(request, text % {"num": count})
            return redirect("corpus:codebook-history", sight.project.slug)
    coders, documents = queries.coders_and_documents(sight, found)
    more: dict[str, object] = {
        "page": Paginator(rows.select_related("document"), A_PAGE).get_page(said.get("page")),
        "names": coders_of(sight),
        "coders": coders,
        "documents": documents,
        "coder": coder,
        "document": document,
    }
    return _page(request, "split", sight, found, branch=[found.pk], form=form, more=more)


@require_safe
@login_required
def history(request: HttpRequest, project: str) -> HttpResponse:
    """Everything that was changed in the codebook, newest first."""
    sight = entered(reader(request), project)
    page = Paginator(queries.changes_of(sight.project), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "sight": sight,
        "project": sight.project,
        "page": page,
        "kinds": _kinds(),
        "undoable": {
            each.pk
            for each in page.object_list
            if each.undone_at is None and permissions.can_undo(sight.member, each)
        },
    }
    return render(request, "corpus/codebook/history.html", context)


@require_POST
@login_required
def undo(request: HttpRequest, change: int) -> HttpResponse:
    """What it changed is as it was."""
    row = get_object_or_404(CodebookChange.objects.only("node_id"), pk=change)
    sight, _node = entered_node(reader(request), row.node_id)
    found = queries.changes_of(sight.project).get(pk=change)
    undo_change(found, by=sight.member, now=moments.now())
    messages.success(request, _("Undone."))
    return redirect("corpus:codebook-history", sight.project.slug)


@require_POST
@login_required
def exemplify(request: HttpRequest, coding: int) -> HttpResponse:
    """A passage becomes the example of its code."""
    sight, found = entered_coding(reader(request), coding)
    codebook.exemplify(found, by=sight.member, now=moments.now())
    messages.success(request, _("It stands in the codebook as the example."))
    return redirect(found.code)


def _tree_refused(request: HttpRequest, refused: Refusal) -> HttpResponse:
    if not _is_script(request):
        raise refused
    said = refused.sentence or _("That is not possible.")
    return JsonResponse({"said": said}, status=refused.status)


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _tree_answer(request: HttpRequest, sight: Sight, node: Node, said: str) -> HttpResponse:
    if not _is_script(request):
        messages.success(request, said)
        return redirect(_place_of(node))
    context = {
        "project": sight.project,
        "branches": branches(sight),
        "levels": {each.value: _(LEVELS[each]) for each in Level},
        "works": True,
    }
    tree = get_template("corpus/codebook/tree.html").render(context, request)
    return JsonResponse({"said": said, "tree": tree})


def _place_of(node: Node) -> str:
    return f"{reverse('corpus:codebook', args=[node.project.slug])}#n{node.pk}"


def _page(
    request: HttpRequest,
    name: str,
    sight: Sight,
    node: Node,
    *,
    branch: list[int],
    form: MoveForm | IntoForm | SplitForm | None = None,
    more: Mapping[str, object] | None = None,
) -> HttpResponse:
    context = {
        "sight": sight,
        "project": sight.project,
        "node": node,
        "form": form,
        "touched": queries.consequences(sight, branch),
        **(more or {}),
    }
    failed = request.method == "POST" and form is not None and form.errors
    return render(request, f"corpus/codebook/{name}.html", context, status=422 if failed else 200)


def _worked_on(request: HttpRequest, node: int) -> tuple[Sight, Node]:
    sight, found = entered_node(reader(request), node)
    require(
        permissions.takes_work(sight.member),
        _("Only coders and who leads the project may do this."),
    )
    return sight, found


def _led(request: HttpRequest, node: int) -> tuple[Sight, Node]:
    sight, found = entered_node(reader(request), node)
    require(
        permissions.can_lead(sight.member),
        _("Only who leads the project may give codings another code."),
    )
    return sight, found


def _number(said: str) -> int | None:
    return int(said) if said.isdecimal() and len(said) < 16 else None


def _kinds() -> dict[str, str]:
    return {
        ChangeKind.ADDED: _("added"),
        ChangeKind.REWORDED: _("reworded"),
        ChangeKind.MOVED: _("moved"),
        ChangeKind.MERGED: _("merged"),
        ChangeKind.SPLIT: _("split"),
        ChangeKind.RETIRED: _("taken out of use"),
    }
