"""Whom of a run the names in a list mean."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

from localturn.foundation.languages import folded

MOST_SUGGESTIONS = 3
_ALIKE = 0.62
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Seat:
    """Somebody in a run, by name and addresses in lower-case."""

    key: int
    name: str
    emails: frozenset[str]


class How(Enum):
    """How sure it is whom a name means."""

    EMAIL = "email"
    NAME = "name"
    """The same name, which nobody else in the run has."""
    UNSURE = "unsure"


@dataclass(frozen=True)
class Meant:
    """Whom a name means: certain by address; else the likeliest first, for a person to confirm."""

    how: How
    seats: tuple[int, ...]


class Roster:
    """The people of a run, to be found by what a list calls them."""

    def __init__(self, seats: Iterable[Seat]) -> None:
        self._words: dict[int, tuple[str, ...]] = {}
        self._by_email: dict[str, int] = {}
        self._by_name: Mapping[tuple[str, ...], list[int]] = defaultdict(list)
        self._by_start: Mapping[str, set[int]] = defaultdict(set)
        for seat in seats:
            self._by_email |= dict.fromkeys(seat.emails, seat.key)
            words = _words_of(seat.name)
            self._words[seat.key] = words
            if words:
                self._by_name[words].append(seat.key)
            for word in words:
                self._by_start[word[:3]].add(seat.key)

    def meant(self, name: str, email: str) -> Meant:
        """Whom a name and an address mean; an address that is known decides."""
        if email and email in self._by_email:
            return Meant(How.EMAIL, (self._by_email[email],))
        words = _words_of(_ASIDE.sub(" ", name)) or _words_of(name)
        same = self._by_name.get(words, [])
        if len(same) == 1:
            return Meant(How.NAME, tuple(same))
        return Meant(How.UNSURE, tuple(same) or self._alike(words))

    def _alike(self, words: Sequence[str]) -> tuple[int, ...]:
        """Those with a word that begins the same and a name that is nearly it."""
        near = {key for word in words for key in self._by_start.get(word[:3], ())}
        rated = sorted((-self._likeness(words, key), key) for key in near)
        return tuple(key for less, key in rated if -less >= _ALIKE)[:MOST_SUGGESTIONS]

    def _likeness(self, words: Sequence[str], key: int) -> float:
        own = self._words[key]
        if set(words) < set(own) or set(own) < set(words):
            return 1.0  # a first name alone, or one more than we know
        return SequenceMatcher(None, " ".join(words), " ".join(own)).ratio()


def _words_of(name: str) -> tuple[str, ...]:
    """The words of a name in the order of the alphabet: "PETROVSKA, Ana" is "Ana Petrovska"."""
    return tuple(sorted(_WORD.findall(folded(name))))
