"""Words looked for in the texts of a project, line under line."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from localturn.corpus.actions.lines_out import FORMS, lines_out
from localturn.corpus.domain.patterns import LONGEST, Unreadable
from localturn.corpus.forms.finding import HOWS, How, Sought, in_words, read_sought
from localturn.corpus.permissions import Sight, takes_work
from localturn.corpus.queries.entering import entered
from localturn.corpus.queries.finding import A_PAGE, COUNTED, found, matching
from localturn.corpus.queries.lines import Lines, lines_of_pattern, lines_of_words
from localturn.corpus.queries.released_lines import (
    released_lines_of_pattern,
    released_lines_of_words,
)
from localturn.corpus.views.handing_out import handed_out
from localturn.foundation.languages import own_name
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Invalid


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
        "hows": [(how.value, _(words)) for how, words in HOWS.items()],
        "counted": COUNTED,
        "longest": LONGEST,
        "unreadable": None,
        "words": None,
        "pattern": None,
        "more": "",
        "asked": _asked(sought),
        "forms": list(FORMS),
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


@require_safe
@login_required
def lines(request: HttpRequest, project: str, form: str) -> HttpResponse:
    """The places found, for other programs."""
    sight = entered(reader(request), project)
    sought = read_sought(request.GET)
    try:
        found = _lines(sight, sought)
    except Unreadable as wrong:
        raise Invalid(
            _("This regular expression cannot be read: %(reason)s.") % {"reason": wrong.reason}
        ) from None
    here = request.build_absolute_uri(request.path)
    more = f"{here}{_on(sought, found.more)}" if found.more else ""
    outgoing = lines_out(sight, found, form, asked=in_words(sought), more=more)
    return handed_out(sight, outgoing)


def _lines(sight: Sight, sought: Sought) -> Lines:
    """Those in public documents, and after the last of them those in released passages."""
    public = _in_public(sight, sought) if sought.released is None else Lines()
    return public if public.more else public.followed_by(_in_released(sight, sought))


def _in_public(sight: Sight, sought: Sought) -> Lines:
    if sought.how is How.PATTERN and sought.written:
        return lines_of_pattern(
            sight,
            sought.written,
            ignore_case=not sought.with_case,
            language=sought.language,
            document=sought.document,
            begin=sought.begin,
        )
    by_lemma = sought.how is How.LEMMA
    return lines_of_words(
        sight, sought.question, by_lemma=by_lemma, language=sought.language, first=sought.first
    )


def _in_released(sight: Sight, sought: Sought) -> Lines:
    if sought.how is How.PATTERN and sought.written:
        return released_lines_of_pattern(
            sight,
            sought.written,
            ignore_case=not sought.with_case,
            language=sought.language,
            first=sought.released or 0,
            begin=sought.begin if sought.released is not None else 0,
        )
    return released_lines_of_words(
        sight,
        sought.question,
        by_lemma=sought.how is How.LEMMA,
        language=sought.language,
        first=sought.released or 0,
    )


def _on(sought: Sought, more: Mapping[str, int] | None) -> str:
    """The address of what comes next; "" where nothing does."""
    return "" if more is None else f"?{_asked(sought)}&{urlencode(more)}"


def _asked(sought: Sought) -> str:
    """What an address says for the same search from its beginning."""
    said = {"q": sought.written, "how": sought.how.value, "language": sought.language}
    if sought.with_case:
        said["case"] = "1"
    return urlencode(said)
