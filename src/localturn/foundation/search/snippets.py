"""The place of a text where what was asked for stands, with its words marked, as safe HTML."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from localturn.foundation.search.asked import Question
from localturn.foundation.search.words import placed

WORDS = 36
"""In a snippet, at most."""

BEFORE = 8
"""Words before the first that was found."""

_LOOKED_AT = 60_000
"""Letters of a text that are looked through for a good place."""


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    is_asked_for: frozenset[int]
    """The terms it belongs to, by number."""


def marked(text: str, question: Question) -> Markup:
    """A whole text, escaped, with `<mark>` around the words that were asked for."""
    return _marked(text, _words(text, question))


def snippet(summary: str, text: str, question: Question) -> Markup:
    """The summary if every term stands in it or none in the text, else the text's best place."""
    in_summary = _words(summary, question)
    in_text = _words(text[:_LOOKED_AT], question)
    found_in_summary, found_in_text = _terms(in_summary), _terms(in_text)
    if summary and (len(found_in_summary) >= len(question.terms) or not found_in_text):
        return _piece(summary, in_summary)
    return _piece(text, in_text)


def _piece(text: str, words: Sequence[_Word]) -> Markup:
    """The stretch of a text with the most terms in it, the earliest of equals."""
    start = _best_start(words)
    shown = words[start : start + WORDS]
    if not shown:
        return Markup("")
    begin = 0 if start == 0 else shown[0].start
    rest = start + WORDS < len(words)
    end = shown[-1].end if rest else len(text)
    body = _marked(text[begin:end].strip(), _moved(shown, text, begin))
    return Markup("").join(["… " if begin else "", body, " …" if rest else ""])


def _best_start(words: Sequence[_Word]) -> int:
    found = [index for index, word in enumerate(words) if word.is_asked_for]
    best, most = 0, 0
    for index in found:
        start = max(0, index - BEFORE)
        terms = len(_terms(words[index : start + WORDS]))
        if terms > most:
            best, most = start, terms
    return best


def _moved(words: Sequence[_Word], text: str, begin: int) -> list[_Word]:
    """The same words, counted from where the stretch begins without its leading blanks."""
    begin += len(text[begin:]) - len(text[begin:].lstrip())
    return [_Word(w.start - begin, w.end - begin, w.is_asked_for) for w in words]


def _marked(text: str, words: Sequence[_Word]) -> Markup:
    parts: list[str] = []
    end = 0
    for word in words:
        if word.is_asked_for:
            parts.append(Markup.escape(text[end : word.start]))
            parts.append(Markup("<mark>{}</mark>").format(text[word.start : word.end]))
            end = word.end
    parts.append(Markup.escape(text[end:]))
    return Markup("").join(parts)


def _words(text: str, question: Question) -> list[_Word]:
    exact = {word: number for number, term in enumerate(question.terms) for word in term.words}
    unfinished = [(t.words[-1], n) for n, t in enumerate(question.terms) if t.unfinished]
    return [
        _Word(start, end, _asked_for(words, exact, unfinished))
        for start, end, words in placed(text)
    ]


def _asked_for(
    words: Sequence[str], exact: dict[str, int], unfinished: Sequence[tuple[str, int]]
) -> frozenset[int]:
    numbers = {exact[word] for word in words if word in exact}
    numbers |= {n for word in words for beginning, n in unfinished if word.startswith(beginning)}
    return frozenset(numbers)


def _terms(words: Sequence[_Word]) -> set[int]:
    return {number for word in words for number in word.is_asked_for}
