"""Passages of a text found again in a corrected one. No Django.

First by what is the same in both (a difference of the two texts), then by the words themselves
and what stood around them. What is not found for sure is left to a person, never moved silently.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

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
class Stretch:
    """What is the same in both texts."""

    old: int
    new: int
    size: int


def same_stretches(old: str, new: str) -> list[Stretch]:
    """What is the same in both, line by line first and then inside the lines that differ."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    found, a, b = list[Stretch](), 0, 0
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        left, right = "".join(before[i1:i2]), "".join(after[j1:j2])
        if tag == "equal":
            found.append(Stretch(a, b, len(left)))
        elif tag == "replace":
            found += [Stretch(a + s.old, b + s.new, s.size) for s in _inside(left, right)]
        a, b = a + len(left), b + len(right)
    return [each for each in found if each.size]


def _inside(left: str, right: str) -> list[Stretch]:
    """Word by word, since letters that happen to be the same say nothing."""
    one, two = _words(left), _words(right)
    if len(one) * len(two) > 4_000_000:
        return []
    starts_one, starts_two = _starts(one), _starts(two)
    blocks = SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks()
    return [
        Stretch(starts_one[m.a], starts_two[m.b], starts_one[m.a + m.size] - starts_one[m.a])
        for m in blocks
        if m.size
    ]


def _words(text: str) -> list[str]:
    words, begun = list[str](), 0
    for at in range(1, len(text) + 1):
        if at == len(text) or text[at].isalnum() != text[at - 1].isalnum():
            words.append(text[begun:at])
            begun = at
    return words


def _starts(words: Sequence[str]) -> list[int]:
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word))
    return starts


@dataclass(frozen=True)
class Passage:
    """As it was pointed at in the old text."""

    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""


def anchored(passages: Iterable[Passage], *, old: str, new: str) -> list[Anchor]:
    """Where each passage is in the new text, in the order given."""
    if old == new:
        return [Anchor(How.SAME, each.start, each.end) for each in passages]
    stretches = same_stretches(old, new)
    return [_anchored(each, stretches, new) for each in passages]


def _anchored(passage: Passage, stretches: Sequence[Stretch], new: str) -> Anchor:
    start, end = _begins(passage.start, stretches), _ends(passage.end, stretches, len(new))
    if start < end:
        if new[start:end] == passage.exact:
            return Anchor(How.SAME, start, end)
        if _is_alike(new[start:end], passage.exact):
            return Anchor(How.CHANGED, start, end)
    return _by_words(passage, new)


def _begins(position: int, stretches: Sequence[Stretch]) -> int:
    """Where what begins at a character begins now: in a word that was changed, with that word."""
    at = _index(position, stretches)
    if at < len(stretches) and stretches[at].old <= position:
        return stretches[at].new + position - stretches[at].old
    before = stretches[at - 1] if at else Stretch(0, 0, 0)
    return before.new + before.size


def _ends(position: int, stretches: Sequence[Stretch], size: int) -> int:
    """Where what ends before a character ends now."""
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
