"""Whose names stand in interviews, what stands in their place, and what may be quoted."""

from collections import Counter

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from localturn.corpus import permissions
from localturn.corpus.actions import pseudonyms as actions
from localturn.corpus.actions.sealing import place_of
from localturn.corpus.domain.pseudonyms import ABOUT, SIGNS
from localturn.corpus.forms.names import NameForm
from localturn.corpus.models import ProjectDocument, Pseudonym, Pseudonymisation
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.entering import entered, entered_coding, entered_document
from localturn.corpus.queries.leftovers import (
    MOST_SHOWN,
    SENSITIVE,
    cleared_in,
    leftovers,
    register_names,
)
from localturn.foundation import moments
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import NotNow, Refusal, require


@login_required
def names(request: HttpRequest, project: str) -> HttpResponse:
    """The table of who leads the project, and one more name."""
    seen = entered(reader(request), project)
    _require_lead(seen)
    form = NameForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.give(**form.cleaned_data, by=seen.member, now=moments.now())
        except Refusal as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("From now on this stands in its place."))
            return redirect("corpus:names", seen.project.slug)
    trouble, known = "", list[actions.Known]()
    try:
        known = actions.known_names(seen.member)
    except NotNow as missing:
        trouble = missing.sentence
    sensitive = sorted(each.value for each in SENSITIVE)
    context = {
        "project": seen.project,
        "known": [(each.pseudonym, ", ".join(each.says)) for each in known],
        "kinds": {each.value: _(words) for each, words in ABOUT.items()},
        "trouble": trouble,
        "key": str(place_of(seen.project).name),
        "documents": seen.documents().filter(kind__in=sensitive),
        "form": form,
    }
    return render(request, "corpus/names/names.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def remove(request: HttpRequest, project: str, pseudonym: int) -> HttpResponse:
    seen = entered(reader(request), project)
    _require_lead(seen)
    found = get_object_or_404(Pseudonym, pk=pseudonym, project=seen.project)
    actions.remove(found, by=seen.member)
    messages.success(request, _("What it stood for is forgotten."))
    return redirect("corpus:names", seen.project.slug)


@require_safe
@login_required
def document(request: HttpRequest, document: int) -> HttpResponse:
    """What would be replaced in an interview, and what may still say who is speaking."""
    seen, found = entered_document(reader(request), document)
    _require_lead(seen)
    replaced = actions.preview(found, by=seen.member)
    known = actions.known_names(seen.member)
    rest = leftovers(
        replaced.text,
        names=[form for each in known for form in each.says],
        register=register_names(seen.project.pk),
        cleared=cleared_in(seen.project.pk),
    )
    context = {
        "project": seen.project,
        "document": found,
        "counts": sorted(Counter(edit.text for edit in replaced.edits).items()),
        "number": len(replaced.edits),
        "rest": rest[:MOST_SHOWN],
        "more": max(0, len(rest) - MOST_SHOWN),
        "signs": SIGNS,
        "done": Pseudonymisation.objects.filter(document=found),
    }
    return render(request, "corpus/names/document.html", context)


@require_POST
@login_required
def clear(request: HttpRequest, document: int) -> HttpResponse:
    seen, found = entered_document(reader(request), document)
    _require_lead(seen)
    actions.clear(request.POST.get("word", ""), by=seen.member, now=moments.now())
    messages.success(request, _("It may stand."))
    return redirect("corpus:document-names", found.pk)


@require_POST
@login_required
def replace(request: HttpRequest, document: int) -> HttpResponse:
    seen, found = entered_document(reader(request), document)
    _require_lead(seen)
    number = actions.replace_for_good(_with_version(found), by=seen.member, now=moments.now())
    told = ngettext("%(num)s name was replaced.", "%(num)s names were replaced.", number)
    messages.success(request, told % {"num": number})
    return redirect("corpus:document-names", found.pk)


@require_POST
@login_required
def release(request: HttpRequest, coding: int) -> HttpResponse:
    """Let a passage be quoted outside, or no longer."""
    seen, found = entered_coding(reader(request), coding)
    _require_lead(seen)
    if request.POST.get("released") == "no":
        actions.withhold(found, by=seen.member)
        messages.success(request, _("It may be quoted no longer."))
    else:
        actions.release(found, by=seen.member, now=moments.now())
        messages.success(request, _("It may be quoted outside the project."))
    return redirect(found)


def _with_version(document: ProjectDocument) -> ProjectDocument:
    return ProjectDocument.objects.select_related("version", "document").get(pk=document.pk)


def _require_lead(seen: Sight) -> None:
    require(
        permissions.can_lead(seen.member),
        _("Only who leads the project may see or change whose name is whose."),
    )
