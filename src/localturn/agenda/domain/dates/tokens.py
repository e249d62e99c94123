"""A text cut into what dates are made of."""

import re
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from localturn.foundation.languages import folded


class Kind(Enum):
    ISO = "iso"
    YEAR = "year"
    NUMBER = "number"
    WORD = "word"
    LINE = "line"
    MARK = "mark"


class Token(NamedTuple):
    kind: Kind
    text: str
    """A word folded; anything else as it is written."""
    start: int
    stop: int
    spaced: bool
    """Whether there is a blank before it."""

    @property
    def number(self) -> int:
        return int(self.text)


_TOKEN = re.compile(
    r"(?P<iso>(?<!\d)(?:19|20)\d\d-[01]\d-[0-3]\d"
    r"(?:[T ][0-2]\d:[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?(?!\d))"
    # a year that a time is glued to, as pasting from a table leaves it: "202212.00"
    r"|(?P<glued>(?<!\d)(?:19|20)\d\d(?=[0-2]?\d[.:][0-5]\d(?!\d)))"
    r"|(?P<year>(?<!\d)(?:19|20)\d\d(?!\d))"
    r"|(?P<number>\d+)"
    r"|(?P<word>t/m\b|t\.?o\.?m\.?(?=[\s\d])|jusqu['’](?:au|à)|[ap]\.\s?m\.|o['’]clock|[^\W\d_]+)"
    r"|(?P<line>\n)"
    r"|(?P<mark>[^\s\w]|_)",
    re.IGNORECASE,
)
_LONGEST_NUMBER = 6


@lru_cache(maxsize=20_000)
def _word(written: str) -> str:
    """Folded, and without the full stops of "p.m." and "t.o.m."."""
    word = folded(written)
    if word[0] in "ap" and "." in word:
        return f"{word[0]}m"
    return word.replace("o'clock", "oclock").replace(".", "")


def tokens(text: str) -> list[Token]:
    """In order; blanks are only remembered."""
    found = []
    for match in _TOKEN.finditer(text):
        start, stop = match.span()
        spaced = start == 0 or text[start - 1].isspace()
        written = match.group()
        match match.lastgroup:
            case "word":
                found.append(Token(Kind.WORD, _word(written), start, stop, spaced))
            case "number":
                kind = Kind.NUMBER if len(written) <= _LONGEST_NUMBER else Kind.MARK
                found.append(Token(kind, written, start, stop, spaced))
            case "glued" | "year":
                found.append(Token(Kind.YEAR, written, start, stop, spaced))
            case name:
                found.append(Token(Kind(name), written, start, stop, spaced))
    return found
