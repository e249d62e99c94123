"""Memos about a project and anything in it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from localturn.corpus import permissions
from localturn.corpus.actions import memos as actions
from localturn.corpus.domain.terms import MEMO_KINDS, MemoKind
from localturn.corpus.forms.memos import LinkForm, MemoForm
from localturn.corpus.models import Memo, Node, Question, Round
from localturn.corpus.models.memo import ABOUT
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.desk import coders_of
from localturn.corpus.queries.entering import entered, entered_by
from localturn.foundation import moments
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import require

A_PAGE = 50
_RELATED = (
    *("by__person", "document", "node", "coding__code", "coding__document", "case"),
    *("document_set", "actor", "question", "round__project"),
)


@require_safe
@login_required
def memos(request: HttpRequest, project: str) -> HttpResponse:
    """All in sight, by kind, by what they are about and by who wrote them."""
    sight = entered(reader(request), project)
    rows = sight.memos().select_related(*_RELATED)
    kind, about, by = (request.GET.get(each, "") for each in ("kind", "about", "by"))
    asked = request.GET.get("q", "").strip()[:200]
    if kind in set(MemoKind):
        rows = rows.filter(kind=kind)
    if about in ABOUT:
        rows = rows.filter(**{f"{about}__isnull": False})
    elif about == "project":
        rows = rows.filter(**dict.fromkeys(ABOUT))
    if (author := _number(by)) is not None:
        rows = rows.filter(by=author)
    on = [(each, said) for each in ABOUT if (said := _number(request.GET.get(each, "")))]
    for name, key in on:
        rows = rows.filter(**{name: key})
    if asked:
        rows = rows.filter(Q(title__icontains=asked) | Q(text__icontains=asked))
    context = {
        "sight": sight,
        "project": sight.project,
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "kinds": _kinds(),
        "abouts": _abouts(),
        "authors": coders_of(sight),
        "kind": kind,
        "about": about,
        "by": author,
        "asked": asked,
        "new_about": "?" + "&".join(f"{name}={key}" for name, key in on[:1]) if on else "",
        "writes": permissions.can_write_memo(sight.member),
    }
    return render(request, "corpus/memos/memos.html", context)


@login_required
def write(request: HttpRequest, project: str) -> HttpResponse:
    """A new one, about what the address names."""
    sight = entered(reader(request), project)
    require(
        permissions.takes_work(sight.member),
        _("Only coders and who leads the project may do this."),
    )
    about = _about(request, sight)
    form = MemoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = actions.write(form.words, about=about, by=sight.member, now=moments.now())
        messages.success(request, _("Saved."))
        return redirect(made)
    context = {"sight": sight, "project": sight.project, "about": about, "form": form}
    return render(request, "corpus/memos/new.html", context, status=422 if form.errors else 200)


@require_safe
@login_required
def memo(request: HttpRequest, memo: int) -> HttpResponse:
    sight, found = _entered(request, memo)
    linked = sight.memos().filter(pk__in=found.links.order_by().values("pk"))
    others = sight.memos().exclude(pk=found.pk).exclude(pk__in=linked.order_by().values("pk"))
    context = {
        "sight": sight,
        "project": sight.project,
        "memo": found,
        "kinds": _kinds(),
        "linked": linked[:200],
        "form": LinkForm(memos=others.order_by("title", "pk")),
        "own": permissions.can_change_memo(sight.member, found),
        "releases": permissions.can_release_memo(sight.member, found),
        "works": permissions.can_work(sight.member),
    }
    return render(request, "corpus/memos/memo.html", context)


@login_required
def rewrite(request: HttpRequest, memo: int) -> HttpResponse:
    sight, found = _entered(request, memo)
    require(found.by_id == sight.member.pk, _("Only who wrote a memo may change it."))
    initial = {"kind": found.kind, "title": found.title, "text": found.text}
    form = MemoForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.rewrite(found, form.words, by=sight.member, now=moments.now())
        messages.success(request, _("Saved."))
        return redirect(found)
    context = {"sight": sight, "project": sight.project, "memo": found, "form": form}
    return render(request, "corpus/memos/edit.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def withdraw(request: HttpRequest, memo: int) -> HttpResponse:
    """Out of sight; its page goes on saying so to who wrote it."""
    sight, found = _entered(request, memo)
    actions.withdraw(found, by=sight.member, now=moments.now())
    messages.success(request, _("Taken back."))
    return redirect(found)


@require_POST
@login_required
def put_back(request: HttpRequest, memo: int) -> HttpResponse:
    sight, found = _entered(request, memo)
    actions.put_back(found, by=sight.member, now=moments.now())
    messages.success(request, _("It is there again."))
    return redirect(found)


@require_POST
@login_required
def release(request: HttpRequest, memo: int) -> HttpResponse:
    """Whether it may leave with a replication package."""
    sight, found = _entered(request, memo)
    released = request.POST.get("released") == "1"
    actions.release(found, released=released, by=sight.member)
    said = _("It may leave the project.") if released else _("It stays in the project.")
    messages.success(request, said)
    return redirect(found)


@require_POST
@login_required
def link(request: HttpRequest, memo: int) -> HttpResponse:
    """With another memo in sight, or no longer."""
    sight, found = _entered(request, memo)
    other = sight.memos().filter(pk=_number(request.POST.get("memo", "")) or 0).first()
    require(
        permissions.takes_work(sight.member),
        _("Only coders and who leads the project may do this."),
    )
    if other is None:
        messages.error(request, _("Choose another memo of this project."))
        return redirect(found)
    linked = "remove" not in request.POST
    actions.link(found, other, linked=linked, by=sight.member)
    messages.success(request, _("Linked.") if linked else _("No longer linked."))
    return redirect(found)


def _entered(request: HttpRequest, pk: int) -> tuple[Sight, Memo]:
    """One in sight; their own also where they have taken it back."""
    sight = entered_by(reader(request), memos=pk)
    rows: QuerySet[Memo] = sight.memos().select_related(*_RELATED)
    found = rows.filter(pk=pk).first()
    if found is None:
        own = Memo.objects.filter(by=sight.member, project=sight.project)
        found = own.exclude(withdrawn_at=None).select_related(*_RELATED).filter(pk=pk).first()
    if found is None or not _is_seen(sight, found):
        raise Http404
    found.project = sight.project
    return sight, found


def _is_seen(sight: Sight, memo: Memo) -> bool:
    """Whether what it is about is in sight, also where the memo has been taken back."""
    if memo.withdrawn_at is None:
        return True
    if memo.document_id:
        return sight.documents().filter(pk=memo.document_id).exists()
    if memo.coding_id:
        return sight.codings().filter(pk=memo.coding_id).exists()
    if memo.document_set_id:
        return sight.sets().filter(pk=memo.document_set_id).exists()
    if memo.actor_id:
        return sight.actors().filter(pk=memo.actor_id).exists()
    return not memo.case_id or sight.cases().filter(pk=memo.case_id).exists()


def _about(request: HttpRequest, sight: Sight) -> actions.About:
    rows: dict[str, QuerySet[Any]] = {
        "document": sight.documents(),
        "node": Node.objects.filter(project=sight.project),
        "coding": sight.codings(),
        "case": sight.cases(),
        "document_set": sight.sets(),
        "actor": sight.actors(),
        "question": Question.objects.filter(project=sight.project, withdrawn_at=None),
        "round": Round.objects.filter(project=sight.project),
    }
    for name, found in rows.items():
        if name in request.GET:
            about: actions.About = found.filter(pk=_number(request.GET[name]) or 0).first()
            if about is None:
                raise Http404
            return about
    return None


def _number(said: str) -> int | None:
    return int(said) if said.isdecimal() and len(said) < 16 else None


def _kinds() -> dict[str, str]:
    return {each.value: _(MEMO_KINDS[each]) for each in MemoKind}


def _abouts() -> dict[str, str]:
    return {
        "project": _("The project"),
        "document": _("Documents"),
        "node": _("Codebook"),
        "coding": _("Passages"),
        "case": _("Cases"),
        "document_set": _("Sets"),
        "actor": _("Actors"),
        "question": _("Questions"),
        "round": _("Rounds"),
    }
