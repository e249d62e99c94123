"""Lines of a search that may leave a project, as many as a file may have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import process_time

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

    `quoted` are the released passages that `hits` of documents that are not public stand in.
    `more` is what an address says for the places after these; None where these are all. `left` are
    titles of public documents for which a pattern took too long, and `passages_left` counts
    released passages for which it did.
    """

    hits: Sequence[Hit] = ()
    quoted: Sequence[str] = ()
    more: Mapping[str, int] | None = None
    left: Sequence[str] = ()
    passages_left: int = 0

    def followed_by(self, rest: "Lines") -> "Lines":
        return Lines(
            [*self.hits, *rest.hits],
            [*self.quoted, *rest.quoted],
            rest.more,
            [*self.left, *rest.left],
            self.passages_left + rest.passages_left,
        )


def lines_of_words(
    sight: Sight, question: Question, *, by_lemma: bool, language: str, first: int
) -> Lines:
    """From the paragraph of this number on; at least that one, however long it takes."""
    wanted = sought(question, forms_of(question) if by_lemma else None)
    if not wanted:
        return Lines()
    public = _of_public(sight)
    texts = texts_of(public, language)
    parts = parts_with(public, language, wanted, first=first, most=PARAGRAPHS + 1)
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
    """Of public documents, from this place of this one on. Raises patterns.Unreadable."""
    found = matching(
        _of_public(sight),
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


def _of_public(sight: Sight) -> Sight:
    """That sees public documents alone: places, how many they are and where the next ones begin
    would tell what stands in others."""
    return replace(sight, classes=sight.classes & {DocumentClass.PUBLIC})


def _allowed(sight: Sight, hits: Sequence[Hit], more: Mapping[str, int] | None) -> Lines:
    """Those in documents that are in sight and public at the end too (1 statement)."""
    met = {hit.document for hit in hits}
    rows = _of_public(sight).documents().filter(pk__in=met)
    public = set(rows.order_by().values_list("pk", flat=True))
    return Lines([hit for hit in hits if hit.document in public], more=more)
