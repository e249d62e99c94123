"""Passages of a text found again in a corrected one. No Django.

First by what is the same in both (a difference of the two texts), then by the words themselves
and what stood around them. What is not found for sure is left to a person, never moved silently.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from localturn.foundation.library.comparing import Stretch, same_stretches
from localturn.foundation.library.text import AROUND

CLOSE_ENOUGH = 80
"""Of a hundred: how alike a passage must be to one that has been changed."""
_MOST_FOR_FUZZY = 20_000


class How(StrEnum):
    SAME = "same"
    """Its words are the same, at the place to which the difference moves them."""
    FOUND = "found"
    """The same words, found elsewhere by what stands around them."""
    CHANGED = "changed"
    """Words in it were changed; it begins and ends where it did."""
    LOST = "lost"


@dataclass(frozen=True)
class Anchor:
    """Where a passage is now; `start` and `end` are 0 where it was lost."""

    how: How
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Passage:
    """As it was pointed at in the old text."""

    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""


class Comparison:
    """Two texts beside each other: where what stood in the old one stands in the new one. What was
    looked for once is known."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        self._stretches = same_stretches(old, new)
        self._known: dict[Passage, Anchor] = {}

    def anchor(self, passage: Passage) -> Anchor:
        found = self._known.get(passage)
        if found is None:
            found = self._known[passage] = _anchored(passage, self._stretches, self.new)
        return found

    def begins(self, position: int) -> int:
        """Where what begins at a character begins now: in a word that was changed, with that
        word."""
        return _begins(position, self._stretches)

    def ends(self, position: int) -> int:
        """Where what ends before a character ends now."""
        return _ends(position, self._stretches, len(self.new))

    def unchanged(self, start: int, end: int) -> int:
        """How many characters of the old text from there to there are in the new one."""
        many, at = 0, _index(start, self._stretches)
        while at < len(self._stretches) and (each := self._stretches[at]).old < end:
            many += min(end, each.old + each.size) - max(start, each.old)
            at += 1
        return many


def anchored(passages: Iterable[Passage], *, old: str, new: str) -> list[Anchor]:
    """Where each passage is in the new text, in the order given."""
    compared = Comparison(old, new)
    return [compared.anchor(each) for each in passages]


def _anchored(passage: Passage, stretches: Sequence[Stretch], new: str) -> Anchor:
    start, end = _begins(passage.start, stretches), _ends(passage.end, stretches, len(new))
    if start < end:
        if new[start:end] == passage.exact:
            return Anchor(How.SAME, start, end)
        if _is_alike(new[start:end], passage.exact):
            return Anchor(How.CHANGED, start, end)
    return _by_words(passage, new)


def _begins(position: int, stretches: Sequence[Stretch]) -> int:
    at = _index(position, stretches)
    if at < len(stretches) and stretches[at].old <= position:
        return stretches[at].new + position - stretches[at].old
    before = stretches[at - 1] if at else Stretch(0, 0, 0)
    return before.new + before.size


def _ends(position: int, stretches: Sequence[Stretch], size: int) -> int:
    at = _index(position - 1, stretches)
    if at < len(stretches) and stretches[at].old < position:
        return stretches[at].new + position - stretches[at].old
    return stretches[at].new if at < len(stretches) else size


def _index(position: int, stretches: Sequence[Stretch]) -> int:
    """Of the first stretch that does not end before a character."""
    low, high = 0, len(stretches)
    while low < high:
        middle = (low + high) // 2
        if stretches[middle].old + stretches[middle].size <= position:
            low = middle + 1
        else:
            high = middle
    return low


def _by_words(passage: Passage, new: str) -> Anchor:
    """The same words once, or once with the same surroundings."""
    places, at = list[int](), new.find(passage.exact)
    while at >= 0 and len(places) < 1_000:
        places.append(at)
        at = new.find(passage.exact, at + 1)
    size = len(passage.exact)
    if len(places) > 1:
        scores = [_surroundings(passage, new, each) for each in places]
        best = max(scores)
        places = [p for p, score in zip(places, scores, strict=True) if score == best and best]
    if len(places) == 1:
        return Anchor(How.FOUND, places[0], places[0] + size)
    return Anchor(How.LOST)


def _surroundings(passage: Passage, new: str, at: int) -> int:
    """How many characters before and after are the same."""
    end = at + len(passage.exact)
    return _common(passage.prefix[::-1], new[max(0, at - AROUND) : at][::-1]) + _common(
        passage.suffix, new[end : end + AROUND]
    )


def _common(one: str, two: str) -> int:
    return next(
        (n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b),
        min(len(one), len(two)),
    )


def _is_alike(one: str, two: str) -> bool:
    if max(len(one), len(two)) > _MOST_FOR_FUZZY:
        return False
    from rapidfuzz.fuzz import ratio

    return ratio(one, two) >= CLOSE_ENOUGH
