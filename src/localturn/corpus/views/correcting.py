"""Correcting a document's text: what becomes of its codings is shown first."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from localturn.corpus import permissions
from localturn.corpus.actions import correcting as actions
from localturn.corpus.queries.entering import entered_document
from localturn.foundation import moments
from localturn.foundation.languages import N_
from localturn.foundation.library.anchoring import How
from localturn.foundation.library.text import Part
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Refusal, require

PARTS = {
    Part.HEADING: N_("Headings"),
    Part.ITEM: N_("Items of lists"),
    Part.ROW: N_("Rows of tables"),
    Part.NOTE: N_("Notes"),
    Part.FURNITURE: N_("Running heads and page numbers"),
}


class CorrectionForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy("Paragraphs are divided by an empty line."),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24}),
    )


@login_required
def correct(request: HttpRequest, document: int) -> HttpResponse:
    """The text to be corrected; then where each coding would be; then it is done."""
    sight, found = entered_document(reader(request), document)
    require(permissions.can_lead(sight.member), _("Only who leads the project may correct a text."))
    form = CorrectionForm(
        request.POST if request.method == "POST" else None, initial={"text": found.version.text}
    )
    preview = None
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["text"]
        try:
            if "sure" in request.POST:
                done = actions.correct(found, words, by=sight.member, now=moments.now())
                _tell(request, done)
                return redirect(found)
            preview = actions.preview(found, words)
        except Refusal as refused:
            form.add_error("text", refused.sentence)
    context = {
        "sight": sight,
        "project": sight.project,
        "document": found,
        "form": form,
        "preview": preview,
        "counts": _counted(preview) if preview else [],
        "along": _going_along(preview) if preview else [],
    }
    return render(request, "corpus/correct.html", context, status=422 if form.errors else 200)


def _counted(preview: actions.Preview) -> list[tuple[str, int]]:
    names = {
        How.SAME: _("Found in their place"),
        How.FOUND: _("Found elsewhere, with the same words"),
        How.CHANGED: _("With words that were changed"),
        How.LOST: _("Not found: taken back"),
    }
    return [(name, preview.counts.get(how, 0)) for how, name in names.items()]


def _going_along(preview: actions.Preview) -> list[tuple[str, str]]:
    """What is known of the text beside its codings, as far as there is any."""
    text = preview.text
    counts = [
        (_("Decisions where coders differed or agreed"), preview.settled),
        (_("Pages"), text.pages),
        *((_(PARTS[part]), each) for part, each in text.parts.items()),
        (_("Lines with their place on the page"), text.lines),
    ]
    said = _("%(kept)s of %(all)s")
    return [(name, said % {"kept": each.kept, "all": each.of}) for name, each in counts if each.of]


def _tell(request: HttpRequest, done: actions.Preview) -> None:
    messages.success(request, _("The corrected text is read from now on."))
    if lost := len(done.lost):
        messages.warning(
            request,
            ngettext(
                "%(num)s coding was not found in it and has been taken back.",
                "%(num)s codings were not found in it and have been taken back.",
                lost,
            )
            % {"num": lost},
        )
    if undecided := done.settled.of - done.settled.kept:
        messages.warning(
            request,
            ngettext(
                "%(num)s decision of a round was about what is no longer found, and is to be made "
                "anew.",
                "%(num)s decisions of rounds were about what is no longer found, and are to be "
                "made anew.",
                undecided,
            )
            % {"num": undecided},
        )
