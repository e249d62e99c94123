"""Lines in passages that were released, of documents that are not public.

Only the words of a passage are looked through, as if nothing stood around them: a file holds what
was looked for too, so a place that is found by its neighbours would tell of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from time import process_time

from django.db.models import F
from django.utils.translation import gettext as _

from localturn.corpus.domain import finding, patterns
from localturn.corpus.domain.finding import sought
from localturn.corpus.domain.patterns import compiled
from localturn.corpus.domain.terms import CLASSES, DocumentClass
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.finding import SECONDS, Text, forms_of, hits_at
from localturn.corpus.queries.lines import MOST, Lines
from localturn.corpus.queries.releases import released
from localturn.foundation.search.asked import Question

STEP = 200
"""Passages that are read at once."""


@dataclass(frozen=True)
class _Passage:
    of: Text
    start: int
    words: str


@dataclass
class _Places:
    """What was found; a place that several passages hold is one."""

    found: dict[tuple[int, int, int], tuple[_Passage, tuple[int, int]]] = field(
        default_factory=dict
    )

    def add(self, passage: _Passage, start: int, end: int) -> None:
        key = (passage.of.document, passage.start + start, passage.start + end)
        self.found.setdefault(key, (passage, (start, end)))

    def lines(self, *, more: dict[str, int] | None, left: int = 0) -> Lines:
        """(1 statement)"""
        places = [(each.of, each.start, each.words, at) for each, at in self.found.values()]
        quoted = dict.fromkeys(each.words for each, _at in self.found.values())
        return Lines(hits_at(places), list(quoted), more, passages_left=left)


def released_lines_of_words(
    sight: Sight, question: Question, *, by_lemma: bool, language: str, first: int
) -> Lines:
    """Of passages that have all words, from the passage of this number on; at least of that one,
    however long it takes."""
    wanted = sought(question, forms_of(question) if by_lemma else None)
    if not wanted:
        return Lines()
    found, until = _Places(), process_time() + SECONDS
    passages = _passages(sight, language, first)
    for number, passage in passages:
        places = list(finding.places(passage.words, wanted))
        if len({term for _start, _end, term in places}) == len(wanted):
            for start, end in (place[:2] for place in places if place[2] == 0):
                found.add(passage, start, end)
        is_enough = len(found.found) >= MOST or process_time() > until
        if is_enough and next(passages, None) is not None:
            return found.lines(more={"released": number + 1})
    return found.lines(more=None)


def released_lines_of_pattern(
    sight: Sight, pattern: str, *, ignore_case: bool, language: str, first: int, begin: int
) -> Lines:
    """From this place of the passage of this number on. Raises patterns.Unreadable."""
    kept, found = dict[int, _Passage](), _Places()

    def texts() -> Iterator[tuple[int, str]]:
        for number, passage in _passages(sight, language, first):
            kept[number] = passage
            yield number, passage.words

    expression = compiled(pattern, ignore_case=ignore_case)
    answer = patterns.search(expression, texts(), most=MOST, seconds=SECONDS, begin=begin)
    for each in answer.found:
        found.add(kept[each.text], each.start, each.end)
    more = None
    if answer.next_text is not None:
        more = {"released": answer.next_text, "at": answer.next_at}
    return found.lines(more=more, left=len(answer.too_slow))


def _passages(sight: Sight, language: str, first: int) -> Iterator[tuple[int, _Passage]]:
    """With their numbers, by document in the order in which they came, of those that begin
    together the longest first (1 statement for `STEP`)."""
    rows = released(sight).exclude(document__kind=DocumentClass.PUBLIC.value)
    rows = rows.filter(version=F("document__version"))
    if language:
        rows = rows.filter(document__language=language)
    said = rows.order_by("document_id", "start", "-end").values_list(
        *("document_id", "document__kind", "document__language", "version_id", "start", "end"),
        "quote",
    )
    said = said.distinct()
    for at in count(first, STEP):
        some: Sequence[tuple[int, str, str, int, int, int, str]] = list(said[at : at + STEP])
        for number, (pk, kind, spoken, version, start, _end, words) in enumerate(some, at):
            # a title may be a name, and nobody released it
            text = Text(pk, _(CLASSES[DocumentClass(kind)]), spoken, version)
            yield number, _Passage(text, start, words)
        if len(some) < STEP:
            return
