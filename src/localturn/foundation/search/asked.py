"""What a reader asks for: words and phrases, whatever they typed."""

import re
from dataclasses import dataclass, replace

from localturn.foundation.search.words import words_of

LONGEST = 200
"""Letters of a question; what comes after them is not read."""

MOST_TERMS = 12

_QUOTED = re.compile(r"\"([^\"]*)\"|“([^“”]*)[“”]|„([^„“”]*)[“”]|«([^«»]*)»|”([^”]*)”")


@dataclass(frozen=True)
class Term:
    """Words that stand beside each other, folded; of an unfinished one any ending is meant."""

    words: tuple[str, ...]
    unfinished: bool = False

    def has(self, word: str) -> bool:
        """Whether a folded word is one of these, or begins as the unfinished one does."""
        return word in self.words or (self.unfinished and word.startswith(self.words[-1]))


@dataclass(frozen=True)
class Question:
    """What was typed, and the terms that must all be found."""

    written: str
    terms: tuple[Term, ...]

    def __bool__(self) -> bool:
        """Whether it asks for anything."""
        return bool(self.terms)

    def marked(self, mark: str) -> "Question":
        """The same of documents alone that bear this mark."""
        return replace(self, terms=(*self.terms, Term((mark,))))


def read(written: str) -> Question:
    """Read a question; nothing that is typed is a mistake.

    All words are looked for, quoted ones as a phrase, and the last unquoted one as the beginning of
    a word (from two letters on).
    """
    written = " ".join(written[:LONGEST].split())
    terms: list[Term] = []
    end = 0
    for quoted in _QUOTED.finditer(written):
        terms += _loose(written[end : quoted.start()])
        terms += _phrase(next(filter(None, quoted.groups()), ""))
        end = quoted.end()
    rest = _loose(written[end:])
    if rest and len(rest[-1].words[0]) > 1:
        rest[-1] = Term(rest[-1].words, unfinished=True)
    terms += rest
    return Question(written, tuple(dict.fromkeys(terms))[:MOST_TERMS])


def _loose(text: str) -> list[Term]:
    return [Term((word,)) for word in words_of(text)]


def _phrase(text: str) -> list[Term]:
    words = tuple(words_of(text))[:MOST_TERMS]
    return [Term(words)] if words else []
