"""A passage quoted, with its source, in the styles of journals and for programs of references."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from localturn.corpus.actions.handing_out import Outgoing
from localturn.corpus.actions.publications import FORMS
from localturn.corpus.domain.citing import Style, quoted, reference
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.queries.citing import quotation_of, thing_of
from localturn.corpus.queries.entering import entered_coding
from localturn.corpus.queries.releases import is_released
from localturn.corpus.standards.references import Cited, write_bibtex, write_ris
from localturn.corpus.views.handing_out import handed_out
from localturn.foundation.links.queries import links_to
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import NotAllowed
from localturn.foundation.room import drawn

STYLES = {
    Style.APA: "APA (7th edition)",
    Style.CHICAGO: "Chicago (17th edition, author-date)",
    Style.ISO690: "ISO 690",
}


@require_safe
@login_required
def cite(request: HttpRequest, coding: int) -> HttpResponse:
    """The quotation and the entry for a list of references."""
    sight, found = entered_coding(reader(request), coding)
    may_leave = is_released(found)
    quotation = quotation_of(found) if may_leave else None
    context = {
        "sight": sight,
        "project": sight.project,
        "coding": found,
        "quotation": quotation,
        "styles": [
            (name, quoted(quotation, style), reference(quotation.source, style))
            for style, name in STYLES.items()
        ]
        if quotation
        else [],
        "used": drawn(links_to(thing_of(found)), reader=reader(request)),
    }
    return render(request, "corpus/cite.html", context)


@require_safe
@login_required
def reference_file(request: HttpRequest, coding: int, form: str) -> HttpResponse:
    """For programs that keep references."""
    sight, found = entered_coding(reader(request), coding)
    if not is_released(found):
        raise NotAllowed(
            _("This passage may not be quoted until who leads the project releases it.")
        )
    quotation = quotation_of(found)
    cited = [Cited(quotation.source, (quotation,))]
    write = write_bibtex if form == "bib" else write_ris
    name, said = f"passage-{found.pk}.{form}", dict[str, list[str]]()
    if found.document.kind != DocumentClass.PUBLIC:
        source = quotation.source
        authors = [f"{each.given} {each.family}" for each in source.authors]
        said[_("Titles of documents")] = [source.title]
        said[_("Values of attributes")] = [*authors, source.kind, source.publisher, source.place]
        said[_("Passages")] = [quotation.words]
    return handed_out(sight, Outgoing(name, FORMS[form], partial(write, cited), said))
