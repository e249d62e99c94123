"""Where the words that were asked for stand in a text.

A question's terms are words beside each other, each of which may stand for several forms of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from localturn.foundation.search.asked import Question
from localturn.foundation.search.words import WORD, fold

MOST_FORMS = 60
"""That one word of a question stands for."""


@dataclass(frozen=True)
class Sought:
    """Words beside each other: of each the forms that count, folded; of the last any ending if it
    is unfinished."""

    words: tuple[frozenset[str], ...]
    unfinished: bool = False


def sought(
    question: Question, forms: Mapping[str, Iterable[str]] | None = None
) -> tuple[Sought, ...]:
    """What a question asks for; with `forms`, each word stands for all its forms."""
    answer = []
    for term in question.terms:
        if forms is None:
            words = tuple(frozenset({word}) for word in term.words)
            answer.append(Sought(words, term.unfinished))
        else:
            words = tuple(
                frozenset({word, *sorted(forms.get(word, ()))[:MOST_FORMS]}) for word in term.words
            )
            answer.append(Sought(words))
    return tuple(answer)


def places(text: str, wanted: Sequence[Sought]) -> Iterator[tuple[int, int, int]]:
    """Each place of each term: where it begins and ends, and the number of the term; in the order
    of the text."""
    folded: list[str] = []
    at: list[tuple[int, int]] = []
    for written in WORD.finditer(text):
        for word in fold(written.group()):
            folded.append(word)
            at.append(written.span())
    for place, word in enumerate(folded):
        for number, each in enumerate(wanted):
            if _stands(each, folded, place, word):
                yield at[place][0], at[place + len(each.words) - 1][1], number


def _stands(each: Sought, folded: Sequence[str], place: int, first: str) -> bool:
    last = len(each.words) - 1
    if last == 0:
        return _is(first, each.words[0], each.unfinished)
    if first not in each.words[0] or place + last >= len(folded):
        return False
    return all(
        _is(folded[place + step], each.words[step], each.unfinished and step == last)
        for step in range(1, last + 1)
    )


def _is(word: str, forms: frozenset[str], unfinished: bool) -> bool:
    return word in forms or (unfinished and any(word.startswith(form) for form in forms))
