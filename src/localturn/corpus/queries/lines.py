"""Lines of a search that may leave a project, as many as a file may have."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import process_time

from django.db.models import F

from localturn.corpus.domain import concordance
from localturn.corpus.domain.finding import sought
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.finding import (
    SECONDS,
    Hit,
    forms_of,
    hits_of_each,
    matching,
    parts_with,
    texts_of,
)
from localturn.corpus.queries.releases import released
from localturn.foundation.search.asked import Question

MOST = 2_000
"""Lines of a file, beyond which the paragraph with the last of them is still finished."""
PARAGRAPHS = 1_000
"""That are looked through for one file."""
STEP = 50
"""Paragraphs whose texts are asked for at once."""


@dataclass(frozen=True)
class Lines:
    """What a file of places has.

    `quoted` are the released passages that `hits` of documents that are not public stand in;
    `withheld` counts places of such documents that stand in none. `more` is what an address says
    for the places after these; None where these are all. `left` are titles of documents for which
    a pattern took too long.
    """

    hits: Sequence[Hit]
    quoted: Sequence[str]
    withheld: int
    more: Mapping[str, int] | None
    left: Sequence[str] = ()


def lines_of_words(
    sight: Sight, question: Question, *, by_lemma: bool, language: str, first: int
) -> Lines:
    """From the paragraph of this number on; at least that one, however long it takes."""
    wanted = sought(question, forms_of(question) if by_lemma else None)
    if not wanted:
        return Lines((), (), 0, None)
    texts = texts_of(sight, language)
    parts = parts_with(sight, language, wanted, first=first, most=PARAGRAPHS + 1)
    hits, done, until = list[Hit](), 0, process_time() + SECONDS
    now = parts[:PARAGRAPHS]
    steps = (now[at : at + STEP] for at in range(0, len(now), STEP))
    for found in (found for some in steps for found in hits_of_each(some, wanted, texts)):
        hits += found
        done += 1
        if len(hits) >= MOST or process_time() > until:
            break
    return _allowed(sight, hits, {"from": first + done} if done < len(parts) else None)


def lines_of_pattern(
    sight: Sight,
    pattern: str,
    *,
    ignore_case: bool,
    language: str,
    document: int | None,
    begin: int,
) -> Lines:
    """From this place of this document on. Raises patterns.Unreadable."""
    found = matching(
        sight,
        pattern,
        ignore_case=ignore_case,
        language=language,
        document=document,
        begin=begin,
        most=MOST,
    )
    more = None
    if found.next_document is not None:
        more = {"document": found.next_document, "at": found.next_at}
    return replace(_allowed(sight, found.hits, more), left=found.too_slow)


def _allowed(sight: Sight, hits: Sequence[Hit], more: Mapping[str, int] | None) -> Lines:
    """Of documents that are not public only what was released, with nothing of what stands around
    that (2 statements)."""
    met = {hit.document for hit in hits}
    rows = sight.documents().exclude(kind=DocumentClass.PUBLIC.value).filter(pk__in=met)
    private = set(rows.order_by().values_list("pk", flat=True))
    passages = _released(sight, private)
    allowed, quoted, withheld = list[Hit](), dict[str, None](), 0
    for hit in hits:
        if hit.document not in private:
            allowed.append(hit)
            continue
        inside = (each for each in passages[hit.document] if each.holds(hit))
        passage = next(inside, None)
        if passage is None:
            withheld += 1
            continue
        allowed.append(passage.line_of(hit))
        quoted[passage.words] = None
    return Lines(allowed, list(quoted), withheld, more)


@dataclass(frozen=True)
class _Passage:
    start: int
    end: int
    words: str

    def holds(self, hit: Hit) -> bool:
        return self.start <= hit.start and hit.end <= self.end

    def line_of(self, hit: Hit) -> Hit:
        inside = (hit.start - self.start, hit.end - self.start)
        (line,) = concordance.lines(self.words, [inside])
        return replace(hit, line=line)


def _released(sight: Sight, documents: set[int]) -> defaultdict[int, list[_Passage]]:
    """By document, the longest first."""
    found = defaultdict[int, list[_Passage]](list)
    if documents:
        rows = released(sight).filter(document__in=documents, version=F("document__version"))
        for document, start, end, words in rows.values_list("document_id", "start", "end", "quote"):
            found[document].append(_Passage(start, end, words))
    for passages in found.values():
        passages.sort(key=lambda each: each.start - each.end)
    return found
