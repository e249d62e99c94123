"""Words looked for in the texts of a project, line under line."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from localturn.corpus.domain.patterns import LONGEST, Unreadable
from localturn.corpus.forms.finding import How, Sought, read_sought
from localturn.corpus.permissions import takes_work
from localturn.corpus.queries.entering import entered
from localturn.corpus.queries.finding import A_PAGE, COUNTED, found, matching
from localturn.foundation.languages import own_name
from localturn.foundation.people.reader import reader


@require_safe
@login_required
def find(request: HttpRequest, project: str) -> HttpResponse:
    """Words, exactly or in all their forms, or a pattern."""
    sight = entered(reader(request), project)
    sought = read_sought(request.GET)
    spoken = sight.documents().order_by("language").values_list("language", flat=True).distinct()
    context = {
        "sight": sight,
        "project": sight.project,
        "sought": sought,
        "works": takes_work(sight.member),
        "languages": [(code, own_name(code)) for code in spoken if code],
        "hows": [
            (How.EXACT.value, _("As written (a last word may go on)")),
            (How.LEMMA.value, _("In all forms of the words")),
            (How.PATTERN.value, _("Regular expression")),
        ],
        "counted": COUNTED,
        "longest": LONGEST,
        "unreadable": None,
        "words": None,
        "pattern": None,
        "more": "",
    }
    if sought.how is How.PATTERN and sought.written:
        try:
            hits = matching(
                sight,
                sought.written,
                ignore_case=not sought.with_case,
                language=sought.language,
                document=sought.document,
                begin=sought.begin,
            )
        except Unreadable as wrong:
            context["unreadable"] = wrong
            return render(request, "corpus/find.html", context, status=422)
        more = {"document": hits.next_document, "at": hits.next_at} if hits.next_document else None
        return render(
            request, "corpus/find.html", {**context, "pattern": hits, "more": _on(sought, more)}
        )
    if sought.question:
        words = found(
            sight,
            sought.question,
            by_lemma=sought.how is How.LEMMA,
            language=sought.language,
            first=sought.first,
        )
        more = {"from": sought.first + A_PAGE} if words.has_more else None
        context |= {"words": words, "more": _on(sought, more)}
    return render(request, "corpus/find.html", context)


def _on(sought: Sought, more: Mapping[str, int] | None) -> str:
    """The address of what comes next; "" where nothing does."""
    if more is None:
        return ""
    said = {"q": sought.written, "how": sought.how.value, "language": sought.language}
    if sought.with_case:
        said["case"] = "1"
    return "?" + urlencode({**said, **more})
