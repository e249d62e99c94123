"""What a position in another program's text means here.

Programs count positions in several ways, and most do not say in which: code points or UTF-16 units,
a line's end as one character or as two, the byte-order mark with or without, the end of a passage
as its last character or as the one behind it. `detect` tries all of them on the passages at hand.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product

SURE = 0.85
"""A way that makes less of the passages look whole is asked about."""
MOST_LOOKED_AT = 2_000
"""Passages by which the way is found; of more, some of each text."""


@dataclass(frozen=True, order=True)
class Basis:
    """A way of counting; as it stands, it is ours."""

    utf16: bool = False
    line_ends_are_two: bool = False
    mark_counts: bool = False
    end_is_inside: bool = False

    @property
    def key(self) -> str:
        """As a form sends it."""
        flags = (self.utf16, self.line_ends_are_two, self.mark_counts, self.end_is_inside)
        return "".join("1" if flag else "0" for flag in flags)

    @classmethod
    def from_key(cls, key: str) -> "Basis":
        """Raises ValueError for what is none."""
        if len(key) != 4 or set(key) - {"0", "1"}:
            raise ValueError(key)
        return cls(*(flag == "1" for flag in key))


OURS = Basis()
_PAIRS = re.compile("[\U00010000-\U0010ffff]")
ALL = tuple(sorted(Basis(*flags) for flags in product((False, True), repeat=4)))
"""The likelier first: of two that fit as well, the first is taken."""


class Text:
    """A text from outside, and where its positions are in ours.

    Ours is in NFC with line feeds; the other's positions are counted in what was decoded.
    """

    def __init__(self, decoded: str) -> None:
        self.has_mark = decoded.startswith("\ufeff")
        self._crlf = _without_further_marks(decoded.removeprefix("\ufeff"))
        self._lines = self._crlf.replace("\r\n", "\n").replace("\r", "\n")
        self.text, self._composed = composed(self._lines)
        self._thresholds: dict[tuple[bool, bool], list[int]] = {}

    @cached_property
    def squeezed(self) -> str:
        """Without any space, which programs write differently into quotes."""
        return _squeezed(self.text)

    def position(self, offset: int, basis: Basis) -> int:
        """Where an offset of the other's is here; beyond the text if it is."""
        if basis.mark_counts and self.has_mark:
            offset -= 1
        thresholds = self._extra(utf16=basis.utf16, two=basis.line_ends_are_two)
        return self._composed(offset - bisect_right(thresholds, offset))

    def span(self, start: int, end: int, basis: Basis) -> tuple[int, int]:
        """The passage between two offsets of the other's."""
        return self.position(start, basis), self.position(end + basis.end_is_inside, basis)

    def _extra(self, *, utf16: bool, two: bool) -> list[int]:
        """The offsets at which a character has its second half."""
        if (utf16, two) not in self._thresholds:
            places: list[int] = []
            if utf16:
                places += pairs_in(self._lines)
            if two:
                places += _ends_of_two(self._crlf)
            places.sort()
            self._thresholds[utf16, two] = [place + n + 1 for n, place in enumerate(places)]
        return self._thresholds[utf16, two]


def _without_further_marks(text: str) -> str:
    """What is kept begins with none; each is one character to whoever counted."""
    rest = text.lstrip("\ufeff")
    return " " * (len(text) - len(rest)) + rest


def pairs_in(text: str) -> list[int]:
    """Where letters are that UTF-16 writes with two units."""
    return [found.start() for found in _PAIRS.finditer(text)]


def _ends_of_two(text: str) -> list[int]:
    """Where, once they are one character, the line ends of two are."""
    places: list[int] = []
    at = text.find("\r\n")
    while at >= 0:
        places.append(at - len(places))
        at = text.find("\r\n", at + 2)
    return places


def composed(text: str) -> tuple[str, Callable[[int], int]]:
    """A text in NFC, and where a position in the text as it was is in it."""
    if unicodedata.is_normalized("NFC", text):
        return text, _same
    pieces: list[str] = []
    before: list[int] = []
    after: list[int] = []
    length = 0
    for start, cluster in _clusters(text):
        joined = unicodedata.normalize("NFC", cluster)
        if joined != cluster:
            before.append(start)
            after.append(length)
            before.append(start + len(cluster))
            after.append(length + len(joined))
        pieces.append(joined)
        length += len(joined)

    def moved(position: int) -> int:
        at = bisect_right(before, position) - 1
        if at < 0:
            return position
        is_within = at % 2 == 0
        return after[at] if is_within else after[at] + position - before[at]

    return "".join(pieces), moved


def _same(position: int) -> int:
    return position


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """The text in pieces of which none can grow together with the next."""
    start = 0
    for at in range(1, len(text)):
        if text[at].isascii() or not _joins(text, start, at):
            yield start, text[start:at]
            start = at
    if text:
        yield start, text[start:]


def _joins(text: str, start: int, at: int) -> bool:
    """Whether a letter belongs to the piece before it. A syllable of Korean is of up to three
    letters, of which the third joins only what the first two have become."""
    if _is_mark(text[at]):
        return True
    before = unicodedata.normalize("NFC", text[start:at])
    return _grow_together(before[-1], text[at])


@cache
def _is_mark(letter: str) -> bool:
    """Whether it, or what it is made of, changes places with marks before it."""
    return unicodedata.combining(unicodedata.normalize("NFD", letter)[0]) > 0


@cache
def _grow_together(one: str, other: str) -> bool:
    apart = unicodedata.normalize("NFC", one) + unicodedata.normalize("NFC", other)
    return unicodedata.normalize("NFC", one + other) != apart


@dataclass(frozen=True)
class Clue:
    """A passage as the other program gives it, with its wording if it does."""

    start: int
    end: int
    quote: str = ""


@dataclass(frozen=True)
class Detected:
    """The way in which a text's positions are most likely counted."""

    basis: Basis
    score: float
    """Which share of the passages looks whole by it, from 0 to 1."""
    runner_up: float = 0.0
    """The same of the next likely way that places a passage elsewhere."""
    passages: int = 0

    @property
    def is_sure(self) -> bool:
        return self.passages == 0 or (self.score >= SURE and self.score > self.runner_up)


def detect(texts: Sequence[tuple[Text, Sequence[Clue]]]) -> Detected:
    """The one way in which all these texts' passages look most like passages."""
    passages = sum(len(clues) for _, clues in texts)
    if not passages:
        return Detected(OURS, 1.0)
    step = passages // MOST_LOOKED_AT + 1
    texts = [(text, clues[::step]) for text, clues in texts]
    by_quotes = _are_quoted(texts)
    scored = [(_score(texts, basis, by_quotes=by_quotes), basis) for basis in ALL]
    best, basis = max(scored, key=lambda each: each[0])
    same = _spans(texts, basis)
    others = [
        score
        for score, other in scored
        if other != basis and not (score == best and _spans(texts, other) == same)
    ]
    return Detected(basis, best, max(others, default=0.0), passages)


def _are_quoted(texts: Sequence[tuple[Text, Sequence[Clue]]]) -> bool:
    """Whether the names of passages are their wording: some programs write something else there."""
    quoted = [(text, clue) for text, clues in texts for clue in clues if clue.quote.strip()]
    if not quoted:
        return False
    sample = quoted[:: max(1, len(quoted) // 200)]
    found = sum(_squeezed(clue.quote)[:40] in text.squeezed for text, clue in sample)
    return found * 3 > len(sample)


def _spans(texts: Sequence[tuple[Text, Sequence[Clue]]], basis: Basis) -> list[tuple[int, int]]:
    return [text.span(clue.start, clue.end, basis) for text, clues in texts for clue in clues]


def _score(texts: Sequence[tuple[Text, Sequence[Clue]]], basis: Basis, *, by_quotes: bool) -> float:
    points, number = 0.0, 0
    for text, clues in texts:
        for clue in clues:
            start, end = text.span(clue.start, clue.end, basis)
            if by_quotes and clue.quote.strip():
                points += _like_quote(text.text, start, end, clue.quote)
            else:
                points += _like_passage(text.text, start, end)
            number += 1
    return points / number


def _like_quote(text: str, start: int, end: int, quote: str) -> float:
    """1 for the wording itself, a little less for one that was cut off."""
    if not 0 <= start <= end <= len(text):
        return 0.0
    found, wanted = text[start:end], unicodedata.normalize("NFC", quote)
    if found == wanted.replace("\r\n", "\n"):
        return 1.0
    ragged = found != found.strip() and wanted == wanted.strip()
    found, wanted = _squeezed(found), _squeezed(wanted)
    if found == wanted:
        return 0.5 if ragged else 0.98
    wanted = wanted.rstrip("….")
    return 0.9 if len(wanted) > 20 and found.startswith(wanted) else 0.0


def _like_passage(text: str, start: int, end: int) -> float:
    """Half for a beginning between words, half for an end between words."""
    if not 0 <= start < end <= len(text):
        return 0.0
    return (_is_beginning(text, start) + _is_end(text, end)) / 2


def _is_beginning(text: str, at: int) -> bool:
    if text[at].isspace():
        return False
    return at == 0 or not (_in_word(text[at - 1]) and _in_word(text[at]))


def _is_end(text: str, at: int) -> bool:
    if text[at - 1].isspace():
        return False
    return at == len(text) or not (_in_word(text[at - 1]) and _in_word(text[at]))


def _in_word(letter: str) -> bool:
    """Of scripts that put no space between words, every letter may begin a passage."""
    return letter.isalnum() and not "\u0e00" <= letter <= "\u0eff" and not letter >= "\u2e80"


def _squeezed(text: str) -> str:
    return "".join(text.split())


def sampled(
    texts: Sequence[tuple[Text, Sequence[Clue]]], basis: Basis, *, number: int = 5
) -> list[str]:
    """Some passages as they would be by this way of counting, for a person to look at."""
    found: list[str] = []
    for text, clues in texts:
        for clue in clues[:: max(1, len(clues) // number)]:
            start, end = text.span(clue.start, clue.end, basis)
            found.append(text.text[max(0, start) : max(0, end)][:120])
            if len(found) == number:
                return found
    return found
