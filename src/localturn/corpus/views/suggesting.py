"""Passages found by words or a pattern, offered for a code: a person confirms or refuses each."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from localturn.corpus import permissions
from localturn.corpus.actions import coding as actions
from localturn.corpus.domain.patterns import Unreadable
from localturn.corpus.forms.suggesting import ConfirmedForm, WishForm
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.codebook import node_in
from localturn.corpus.queries.entering import entered
from localturn.corpus.queries.suggesting import Suggestions, suggested
from localturn.foundation import moments
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Invalid, NotFound, require


@login_required
def suggest(request: HttpRequest, project: str) -> HttpResponse:
    """What is looked for, and what was found; without a script, each is confirmed by its form."""
    sight = entered(reader(request), project)
    require(
        permissions.takes_work(sight.member),
        _("Only coders and who leads the project may do this."),
    )
    if request.method == "POST":
        return _confirmed(request, sight)
    form = WishForm(request.GET if "q" in request.GET else None, sight=sight)
    document = _number(request, "document")
    if "q" not in request.GET:
        form.initial = {"document": document or None, "extent": "sentence"}
    context = {
        "sight": sight,
        "project": sight.project,
        "form": form,
        "answer": None,
        "here": sight.document(document) if document else None,
        "key": uuid4,
    }
    status = 422 if form.errors else 200
    if form.is_valid():
        begin = _number(request, "from") or None
        try:
            wish = form.wish
            answer = suggested(sight, wish, document=begin, at=_number(request, "at"))
        except Unreadable as wrong:
            form.add_error("q", _("This expression cannot be read: %s.") % wrong.reason)
            status = 422
        else:
            context |= {"answer": answer, "code": wish.code, "more": _on(request, answer)}
    return render(request, "corpus/suggest.html", context, status=status)


def _confirmed(request: HttpRequest, sight: Sight) -> HttpResponse:
    form = ConfirmedForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("This cannot be stored. Look for it again."))
    said = form.cleaned_data
    found, node = sight.document(said["of"]), node_in(sight.project, said["code"])
    if found is None or node is None:
        raise NotFound(_("There is no such code or document in this project."))
    found.project = sight.project
    actions.apply(
        node,
        to=found,
        span=form.span,
        version=said["version"],
        key=said["key"],
        by=sight.member,
        now=moments.now(),
    )
    messages.success(request, _("Coded as %(name)s.") % {"name": node.name})
    return redirect(request.get_full_path())


def _on(request: HttpRequest, answer: Suggestions) -> str:
    """The address of what comes next; "" where nothing does."""
    if answer.document is None:
        return ""
    said = request.GET.copy()
    said["from"], said["at"] = str(answer.document), str(answer.at)
    return f"?{said.urlencode()}"


def _number(request: HttpRequest, name: str) -> int:
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) <= 9 else 0
