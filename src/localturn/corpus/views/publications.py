"""Working papers, articles and posts of a project, with quotations that lead to their passages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from localturn.corpus import permissions
from localturn.corpus.actions import publications as actions
from localturn.corpus.domain.publications import KINDS, Kind, Written, with_references
from localturn.corpus.forms.publications import PublicationForm
from localturn.corpus.models import Publication, PublicationVersion
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.entering import entered, entered_by
from localturn.corpus.queries.publications import publications_of, written_of
from localturn.corpus.views.handing_out import handed_out
from localturn.foundation import moments
from localturn.foundation.people.reader import reader
from localturn.foundation.prose import TooLong
from localturn.foundation.prose import render as render_prose
from localturn.foundation.refusals import Refusal, require

A_PAGE = 50


@require_safe
@login_required
def publications(request: HttpRequest, project: str) -> HttpResponse:
    sight = entered(reader(request), project)
    context = {
        "sight": sight,
        "project": sight.project,
        "page": Paginator(publications_of(sight), A_PAGE).get_page(request.GET.get("page")),
        "kinds": _kinds(),
        "works": permissions.can_work(sight.member),
    }
    return render(request, "corpus/publications/publications.html", context)


@login_required
def begin(request: HttpRequest, project: str) -> HttpResponse:
    sight = entered(reader(request), project)
    _require_work(sight)
    given = {"language": sight.project.language, "authors": str(sight.member)}
    return _edited(request, sight, None, PublicationForm(_sent(request), initial=given))


@login_required
def edit(request: HttpRequest, publication: int) -> HttpResponse:
    sight, found = _entered(request, publication)
    _require_work(sight)
    given = {name: getattr(found, name) for name in ("kind", "title", "authors", "language")}
    given |= {"text": found.text, "literature": found.literature, "seen": found.number}
    return _edited(request, sight, found, PublicationForm(_sent(request), initial=given))


@require_safe
@login_required
def publication(request: HttpRequest, publication: int) -> HttpResponse:
    """As it is read; what may not be quoted before everybody is not in it."""
    sight, found = _entered(request, publication)
    return _shown(request, sight, found, found)


@require_safe
@login_required
def version(request: HttpRequest, publication: int, number: int) -> HttpResponse:
    """As it once was saved."""
    sight, found = _entered(request, publication)
    earlier = found.versions.filter(number=number).first()
    if earlier is None:
        raise Http404
    return _shown(request, sight, found, earlier)


@require_safe
@login_required
def file(request: HttpRequest, publication: int, form: str) -> HttpResponse:
    sight, found = _entered(request, publication)
    with override(found.language):
        return handed_out(sight, actions.file_of(found, form, sight=sight))


@require_POST
@login_required
def withdraw(request: HttpRequest, publication: int) -> HttpResponse:
    sight, found = _entered(request, publication)
    actions.withdraw(found, by=sight.member, now=moments.now())
    messages.success(request, _("Taken back."))
    return redirect("corpus:publications", sight.project.slug)


def _edited(
    request: HttpRequest, sight: Sight, found: Publication | None, form: PublicationForm
) -> HttpResponse:
    """Saved, or shown as it would be."""
    written: Written | None = None
    if request.method == "POST" and form.is_valid():
        try:
            if "preview" in request.POST:
                shown = found or Publication(project=sight.project)
                written = actions.preview(shown, form.words, sight=sight)
            else:
                return redirect(_saved(request, sight, found, form))
        except Refusal as refused:
            form.add_error(None, refused.sentence)
    context = {
        "sight": sight,
        "project": sight.project,
        "publication": found,
        "name": Publication.objects.only("title").get(pk=found.pk).title if found else "",
        "form": form,
        "previewed": written,
        "html": _html(written, form.cleaned_data["language"]) if written else "",
        "language": form.cleaned_data["language"] if written else "",
    }
    status = 422 if form.errors else 200
    return render(request, "corpus/publications/edit.html", context, status=status)


def _saved(
    request: HttpRequest, sight: Sight, found: Publication | None, form: PublicationForm
) -> Publication:
    now = moments.now()
    if found is None:
        found = actions.begin(form.words, sight=sight, now=now)
    else:
        seen = form.cleaned_data["seen"] or 0
        actions.save(found, form.words, seen=seen, sight=sight, now=now)
    messages.success(request, _("Saved."))
    return found


def _shown(
    request: HttpRequest, sight: Sight, found: Publication, said: Publication | PublicationVersion
) -> HttpResponse:
    written = written_of(said, project=sight.project, withheld=actions.withheld())
    context = {
        "sight": sight,
        "project": sight.project,
        "publication": found,
        "said": said,
        "html": _html(written, found.language),
        "written": written,
        "kind": _(KINDS[Kind(found.kind)]),
        "authors": said.authors.splitlines(),
        "versions": found.versions.select_related("saved_by__person")[:200],
        "forms": [("md", "Markdown"), ("docx", "DOCX"), ("ris", "RIS"), ("bib", "BibTeX")],
        "works": permissions.can_work(sight.member),
        "takes_back": permissions.can_work(sight.member)
        and (permissions.can_lead(sight.member) or found.by_id == sight.member.pk),
    }
    return render(request, "corpus/publications/publication.html", context)


def _html(written: Written, language: str) -> str:
    with override(language):
        body = with_references(written, heading=_("References"))
    try:
        return render_prose(body).html
    except TooLong:
        return render_prose(_("With its quotations this text is too long to be shown.")).html


def _entered(request: HttpRequest, pk: int) -> tuple[Sight, Publication]:
    sight = entered_by(reader(request), publications=pk)
    found = Publication.objects.filter(pk=pk, withdrawn_at=None).first()
    if found is None:
        raise Http404
    found.project = sight.project
    return sight, found


def _sent(request: HttpRequest) -> object:
    return request.POST if request.method == "POST" else None


def _require_work(sight: Sight) -> None:
    require(
        permissions.takes_work(sight.member),
        _("Only coders and who leads the project may do this."),
    )


def _kinds() -> dict[str, str]:
    return {each.value: _(KINDS[each]) for each in Kind}
