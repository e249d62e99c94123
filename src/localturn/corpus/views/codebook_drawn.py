"""The codebook drawn as a tree, on a page and as a file."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from localturn.corpus.actions.codebook_out import drawn_codebook
from localturn.corpus.queries.codebook import entries_of
from localturn.corpus.queries.entering import entered
from localturn.corpus.queries.pictures import counts_some, first_ones, pictures_of_codebook
from localturn.corpus.views.handing_out import handed_out
from localturn.foundation.people.reader import reader

TALL = 1_050
"""Pixels of a part, which is then printed on one page and read."""
ONE_PAGE = 1_600
"""Beyond which a part is printed on several pages: made smaller, nobody could read it."""


@require_safe
@login_required
def drawn(request: HttpRequest, project: str) -> HttpResponse:
    """As it is now; the page of the codebook has the same as a list."""
    sight = entered(reader(request), project)
    title = _("Codebook: %(name)s") % {"name": sight.project.name}
    entries = entries_of(sight.project)
    charts = pictures_of_codebook(entries, title, language=sight.project.language, tall=TALL)
    context = {
        "sight": sight,
        "project": sight.project,
        "charts": [(each, each.height <= ONE_PAGE) for each in charts],
        "first": first_ones(entries),
        "is_cut": counts_some(entries),
    }
    return render(request, "corpus/codebook/drawn.html", context)


@require_safe
@login_required
def drawing(request: HttpRequest, project: str, form: str) -> HttpResponse:
    """The same to take along."""
    sight = entered(reader(request), project)
    return handed_out(sight, drawn_codebook(sight, form))
