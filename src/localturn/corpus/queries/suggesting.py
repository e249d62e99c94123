"""Passages that words or a pattern find, to be given a code by somebody who confirms each."""

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from localturn.corpus.domain import concordance, finding, patterns
from localturn.corpus.domain.concordance import Line
from localturn.corpus.domain.extents import Extent, extended
from localturn.corpus.domain.finding import Sought, sought
from localturn.corpus.domain.patterns import Found, Search, compiled
from localturn.corpus.models import Coding, Node, ProjectDocument
from localturn.corpus.permissions import Sight, can_code
from localturn.corpus.queries.finding import SECONDS, forms_of
from localturn.foundation.library.models import TextVersion
from localturn.foundation.search.asked import Question

MOST = 50
"""Places on a page."""


@dataclass(frozen=True)
class Wish:
    """What is looked for (words of which any may stand there, or a pattern), how much around it is
    coded, and with what."""

    code: Node
    extent: Extent
    question: Question
    by_lemma: bool = False
    pattern: str = ""
    only: int | None = None
    """The number of the one document to be looked through; None for all."""


@dataclass(frozen=True)
class Suggestion:
    """A passage that may be coded."""

    document: int
    version: int
    """Its text in which the passage was found."""
    title: str
    language: str
    start: int
    end: int
    line: Line


@dataclass(frozen=True)
class Suggestions:
    """A page of them; `document` and `at` say where the search goes on, None and 0 at the end."""

    found: Sequence[Suggestion]
    coded: int
    """Passages left out, in which this person has given the code already."""
    looked_through: int
    of: int
    document: int | None
    at: int
    too_slow: Sequence[str]


def suggested(sight: Sight, wish: Wish, *, document: int | None = None, at: int = 0) -> Suggestions:
    """From this place on, in the order of documents. Raises patterns.Unreadable."""
    rows = [each for each in sight.documents() if can_code(sight.member, each)]
    if wish.only is not None:
        rows = [each for each in rows if each.pk == wish.only]
    begin = next((n for n, each in enumerate(rows) if each.pk == document), 0)
    search = _searched(wish, _texts(rows[begin:]), at)
    spans = defaultdict[int, list[tuple[int, int]]](list)
    for each in search.found:
        spans[each.text].append((each.start, each.end))
    given = _given(sight, wish.code, spans)
    of = {each.pk: each for each in rows}
    found, coded = list[Suggestion](), 0
    for pk, places in spans.items():
        for start, end, line in _passages(of[pk], places, wish.extent):
            if pk == document and start < at:
                continue  # its first place was on the page before
            if any(a < end and start < b for a, b in given[pk]):
                coded += 1
                continue
            row = of[pk]
            passage = Suggestion(pk, row.version_id, row.title, row.language, start, end, line)
            found.append(passage)
    slow = [of[each].title for each in search.too_slow]
    through = begin + search.looked_through
    return Suggestions(found, coded, through, len(rows), search.next_text, search.next_at, slow)


def _texts(rows: Sequence[ProjectDocument]) -> Iterable[tuple[int, str]]:
    for each in rows:
        yield each.pk, TextVersion.objects.values_list("text", flat=True).get(pk=each.version_id)


def _searched(wish: Wish, texts: Iterable[tuple[int, str]], begin: int) -> Search:
    if wish.pattern:
        pattern = compiled(wish.pattern)
        return patterns.search(pattern, texts, most=MOST, seconds=SECONDS, begin=begin)
    forms = forms_of(wish.question) if wish.by_lemma else None
    return _with_words(sought(wish.question, forms), texts, begin)


def _with_words(wanted: Sequence[Sought], texts: Iterable[tuple[int, str]], begin: int) -> Search:
    """As patterns are searched, for no longer."""
    answer, until = Search(), time.process_time() + SECONDS
    for number, text in texts:
        if time.process_time() >= until:
            answer.next_text, answer.next_at = number, begin
            break
        for start, end, _term in finding.places(text, wanted):
            if start < begin:
                continue
            if len(answer.found) == MOST:
                answer.next_text, answer.next_at = number, start
                return answer
            answer.found.append(Found(number, start, end))
        answer.looked_through += 1
        begin = 0
    return answer


def _passages(
    document: ProjectDocument, places: Sequence[tuple[int, int]], extent: Extent
) -> Iterable[tuple[int, int, Line]]:
    """Each once, however often something stands in it."""
    version = TextVersion.objects.only("text", "paragraphs").get(pk=document.version_id)
    paragraphs = [(start, end) for start, end, *_rest in version.paragraphs]
    spans = dict.fromkeys(extended(version.text, *each, extent, paragraphs) for each in places)
    for (start, end), line in zip(spans, concordance.lines(version.text, spans), strict=True):
        yield start, end, line


def _given(sight: Sight, code: Node, documents: Iterable[int]) -> dict[int, list[tuple[int, int]]]:
    """Where this person has given the code (1 statement)."""
    rows = Coding.objects.filter(
        code=code, coder=sight.member, document__in=list(documents), withdrawn_at=None
    )
    given = defaultdict[int, list[tuple[int, int]]](list)
    for document, start, end in rows.order_by().values_list("document_id", "start", "end"):
        given[document].append((start, end))
    return given
