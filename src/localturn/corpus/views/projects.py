"""Projects: those in which somebody takes part, one of them, and who takes part in it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from localturn.corpus import permissions
from localturn.corpus.actions import projects as actions
from localturn.corpus.domain.terms import CLASSES, ROLES, DocumentClass, Role
from localturn.corpus.forms.projects import MemberForm, ProjectForm, RightsForm
from localturn.corpus.models import Member
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.activity import activity_of, figures_of, who_is_where
from localturn.corpus.queries.entering import entered, projects_of
from localturn.foundation import moments
from localturn.foundation.languages import folded
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Refusal, require

A_PAGE = 50


@require_safe
@login_required
def projects(request: HttpRequest) -> HttpResponse:
    """Those in which they take part."""
    person = reader(request)
    context = {
        "members": projects_of(person),
        "may_begin": permissions.can_begin(person),
        "roles": _roles(),
    }
    return render(request, "corpus/projects.html", context)


@login_required
def begin(request: HttpRequest) -> HttpResponse:
    person = reader(request)
    require(
        permissions.can_begin(person),
        _("Who belongs to an organisation may begin a research project."),
    )
    form = ProjectForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return redirect(actions.begin(**form.cleaned_data, by=person, now=moments.now()))
    status = 422 if form.errors else 200
    return render(request, "corpus/project_new.html", {"form": form}, status=status)


@require_safe
@login_required
def project(request: HttpRequest, project: str) -> HttpResponse:
    """Its documents, how far the work is, and who is where."""
    sight = entered(reader(request), project)
    now = moments.now()
    actions.note_presence(sight.member, None, now=now)
    documents = sight.documents()
    asked = request.GET.get("q", "").strip()[:200]
    if asked:
        documents = documents.filter(folded__contains=folded(asked))
    if (kind := request.GET.get("class", "")) in set(DocumentClass):
        documents = documents.filter(kind=kind)
    page = Paginator(documents, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "sight": sight,
        "project": sight.project,
        "page": page,
        "asked": asked,
        "kind": kind,
        "classes": _classes(sight),
        "figures": figures_of(sight, [each.pk for each in page.object_list]),
        "activity": activity_of(sight, now=now),
        "here": who_is_where(sight, now=now),
        "works": permissions.can_work(sight.member),
        "leads": permissions.can_lead(sight.member),
    }
    return render(request, "corpus/project.html", context)


@require_safe
@login_required
def members(request: HttpRequest, project: str) -> HttpResponse:
    """Who takes part, and what each may read."""
    return _members(request, entered(reader(request), project), MemberForm(initial=_WISHED))


@require_POST
@login_required
def add_member(request: HttpRequest, project: str) -> HttpResponse:
    sight = entered(reader(request), project)
    require(permissions.can_lead(sight.member), _("Only who leads the project may do this."))
    form = MemberForm(request.POST)
    if not form.is_valid():
        return _members(request, sight, form)
    try:
        actions.add_member(
            sight.project,
            form.cleaned_data["email"],
            role=form.chosen,
            rights=form.rights,
            by=sight.member,
            now=moments.now(),
        )
    except Refusal as refused:
        form.add_error("email", refused.sentence)
        return _members(request, sight, form)
    messages.success(request, _("They take part."))
    return redirect("corpus:members", sight.project.slug)


@login_required
def member(request: HttpRequest, project: str, member: int) -> HttpResponse:
    """Another role or other rights for somebody."""
    sight = entered(reader(request), project)
    require(permissions.can_lead(sight.member), _("Only who leads the project may do this."))
    found = _member(sight, member)
    given = {
        "role": found.role,
        "sees_internal": found.sees_internal,
        "sees_field_notes": found.sees_field_notes,
        "sees_interviews": found.sees_interviews,
    }
    form = RightsForm(request.POST if request.method == "POST" else None, initial=given)
    if request.method == "POST" and form.is_valid():
        actions.change_member(
            found, role=form.chosen, rights=form.rights, by=sight.member, now=moments.now()
        )
        messages.success(request, _("Changed."))
        return redirect("corpus:members", sight.project.slug)
    context = {"sight": sight, "project": sight.project, "member": found, "form": form}
    return render(request, "corpus/member.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def remove_member(request: HttpRequest, project: str, member: int) -> HttpResponse:
    """Somebody, or oneself, takes part no longer."""
    sight = entered(reader(request), project)
    found = _member(sight, member)
    actions.remove_member(found, by=sight.member, now=moments.now())
    messages.success(request, _("They take part no longer."))
    if found.pk == sight.member.pk:
        return redirect("corpus:projects")
    return redirect("corpus:members", sight.project.slug)


@login_required
def settings(request: HttpRequest, project: str) -> HttpResponse:
    """Name, description and end of a project."""
    sight = entered(reader(request), project)
    require(permissions.can_lead(sight.member), _("Only who leads the project may do this."))
    given = sight.project
    initial = {"name": given.name, "about": given.about, "language": given.language}
    form = ProjectForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.describe(sight.project, **form.cleaned_data, by=sight.member)
        messages.success(request, _("Changed."))
        return redirect(sight.project)
    context = {"sight": sight, "project": sight.project, "form": form}
    return render(request, "corpus/settings.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def end(request: HttpRequest, project: str, how: str) -> HttpResponse:
    """Close it, open it again, or put it into the archive."""
    sight = entered(reader(request), project)
    done = {"close": actions.close, "reopen": actions.reopen, "archive": actions.archive}[how]
    done(sight.project, by=sight.member, now=moments.now())
    said = {
        "close": _("The project is closed. It can be read, and nothing changed."),
        "reopen": _("The project is open again."),
        "archive": _("The project is in the archive."),
    }
    messages.success(request, said[how])
    return redirect("corpus:settings", sight.project.slug)


_WISHED = {"role": Role.CODER, "sees_internal": True}


def _members(request: HttpRequest, sight: Sight, form: MemberForm) -> HttpResponse:
    rows = Member.objects.filter(project=sight.project, left_at=None).select_related("person")
    context = {
        "sight": sight,
        "project": sight.project,
        "members": sorted(rows, key=lambda each: folded(str(each))),
        "form": form,
        "leads": permissions.can_lead(sight.member),
        "roles": _roles(),
    }
    return render(request, "corpus/members.html", context, status=422 if form.errors else 200)


def _member(sight: Sight, pk: int) -> Member:
    rows = Member.objects.filter(project=sight.project, left_at=None, person__isnull=False)
    found = get_object_or_404(rows.select_related("person"), pk=pk)
    if found.person is None:
        raise Http404
    found.project = sight.project
    return found


def _roles() -> dict[str, str]:
    return {each.value: _(ROLES[each]) for each in Role}


def _classes(sight: Sight) -> dict[str, str]:
    return {each.value: _(CLASSES[each]) for each in DocumentClass if each in sight.classes}
