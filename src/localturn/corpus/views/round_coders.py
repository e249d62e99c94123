"""What was given to a coder in a round, and taking back what they will not come to."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from localturn.corpus import permissions
from localturn.corpus.actions import rounds as actions
from localturn.corpus.models import Member, Round
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.entering import entered
from localturn.corpus.queries.rounds import UNTOUCHED, given_in, rounds_of
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Invalid, require

A_PAGE = 50


@require_safe
@login_required
def given(request: HttpRequest, project: str, round: int, member: int) -> HttpResponse:
    """Who leads sees which documents a coder has done, begun, or not come to; never what they
    coded."""
    sight, found, coder = _entered(request, project, round, member)
    rows = given_in(sight, found, coder)
    context = {
        "sight": sight,
        "project": sight.project,
        "round": found,
        "coder": coder,
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "untouched": rows.filter(UNTOUCHED).count(),
        "changes": sight.project.is_open and found.closed_at is None,
    }
    return render(request, "corpus/round_coder.html", context)


@require_POST
@login_required
def take_back(request: HttpRequest, project: str, round: int, member: int) -> HttpResponse:
    """One document of theirs, or, with `all`, every one that they have not come to."""
    sight, found, coder = _entered(request, project, round, member)
    if "all" in request.POST:
        number = actions.take_back_untouched(sight, found, coder)
    else:
        one = get_object_or_404(given_in(sight, found, coder), document=_document(request))
        actions.take_back(one, by=sight.member)
        number = 1
    messages.success(
        request,
        ngettext("%(num)s document was taken back.", "%(num)s documents were taken back.", number)
        % {"num": number},
    )
    return redirect("corpus:round-coder", sight.project.slug, found.pk, coder.pk)


def _entered(
    request: HttpRequest, project: str, key: int, member: int
) -> tuple[Sight, Round, Member]:
    sight = entered(reader(request), project)
    require(permissions.can_lead(sight.member), _("Only who leads the project may do this."))
    found = get_object_or_404(rounds_of(sight), pk=key)
    found.project = sight.project
    members = Member.objects.filter(project=sight.project).select_related("person")
    return sight, found, get_object_or_404(members, pk=member)


def _document(request: HttpRequest) -> int:
    said = request.POST.get("document", "")
    if not (said.isascii() and said.isdecimal() and len(said) < 16):
        raise Invalid(_("Choose a document."))
    return int(said)
