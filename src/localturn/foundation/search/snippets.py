"""The place of a text where what was asked for stands, with its words marked, as safe HTML.

A text is read no further than to the first place that has every term, so that a list of long
readings stays quick.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from localturn.foundation.search.asked import Question
from localturn.foundation.search.words import WORD, fold

WORDS = 36
"""In a snippet, at most."""

BEFORE = 8
"""Words before the first that was found."""

_LOOKED_AT = 60_000
"""Letters of a text that are looked through for a good place."""

Terms = frozenset[int]
"""Terms of a question, by number."""


@dataclass(frozen=True)
class _Place:
    """A stretch of words with the terms that stand in it; `words` are (start, end, terms)."""

    words: Sequence[tuple[int, int, Terms]]
    terms: Terms
    is_first: bool
    is_last: bool


def marked(text: str, question: Question) -> Markup:
    """A whole text, escaped, with `<mark>` around the words that were asked for."""
    return _marked(text, list(_words(text, question)))


@dataclass(frozen=True)
class Snippet:
    """What is shown of a document, and at which letter of its text the first word was found; None
    where none was, or the summary is shown."""

    markup: Markup
    at: int | None = None


def snippet(summary: str, text: str, question: Question) -> Snippet:
    """The summary if every term stands in it or none in the text, else the text's best place."""
    in_summary = _best_place(summary, question)
    if summary and len(in_summary.terms) == len(question.terms):
        return Snippet(_shown(summary, in_summary))
    in_text = _best_place(text[:_LOOKED_AT], question)
    if summary and not in_text.terms:
        return Snippet(_shown(summary, in_summary))
    at = next((start for start, _end, terms in in_text.words if terms), None)
    return Snippet(_shown(text, in_text), at)


def _best_place(text: str, question: Question) -> _Place:
    """The stretch with the most terms in it, the earliest of equals."""
    words: list[tuple[int, int, Terms]] = []
    recent: list[int] = []
    best, most, wanted = 0, frozenset[int](), len(question.terms)
    for word in _words(text, question):
        if wanted and len(most) == wanted and len(words) > best + WORDS:
            break
        if word[2] and len(most) < wanted:
            index = len(words)
            recent = [hit for hit in recent if index < max(0, hit - BEFORE) + WORDS]
            recent.append(index)
            found = word[2]
            for hit in reversed(recent[:-1]):
                found |= words[hit][2]
                if len(found) > len(most):
                    best, most = max(0, hit - BEFORE), found
            if len(word[2]) > len(most):
                best, most = max(0, index - BEFORE), word[2]
        words.append(word)
    if len(words) <= WORDS:
        best = 0
    stretch = words[best : best + WORDS]
    return _Place(stretch, most, best == 0, best + WORDS >= len(words))


def _shown(text: str, place: _Place) -> Markup:
    if not place.words:
        return Markup("")
    begin = 0 if place.is_first else place.words[0][0]
    end = len(text) if place.is_last else place.words[-1][1]
    body = _marked(text[:end].rstrip(), place.words, begin)
    return Markup("").join(["" if place.is_first else "… ", body, "" if place.is_last else " …"])


def _marked(text: str, words: Sequence[tuple[int, int, Terms]], begin: int = 0) -> Markup:
    """The text from `begin` on; the words are counted from the text's first letter."""
    parts: list[str] = []
    for start, end, terms in words:
        if terms:
            parts.append(Markup.escape(text[begin:start]))
            parts.append(Markup("<mark>{}</mark>").format(text[start:end]))
            begin = end
    parts.append(Markup.escape(text[begin:]))
    return Markup("").join(parts).strip()


def _words(text: str, question: Question) -> Iterator[tuple[int, int, Terms]]:
    """Each word's start, end and terms."""
    terms_of = _vocabulary(question)
    for found in WORD.finditer(text):
        yield found.start(), found.end(), terms_of[found.group()]


class _Vocabulary(dict[str, Terms]):
    """Which terms a word belongs to as it is written: found out once for a list of results."""

    def __init__(self, question: Question) -> None:
        self._terms = list(enumerate(question.terms))

    def __missing__(self, written: str) -> Terms:
        terms = frozenset(
            number for word in fold(written) for number, term in self._terms if term.has(word)
        )
        self[written] = terms
        return terms


@lru_cache(maxsize=8)
def _vocabulary(question: Question) -> _Vocabulary:
    return _Vocabulary(question)
