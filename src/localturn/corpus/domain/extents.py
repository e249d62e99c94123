"""How much of a text around a place that was found is given a code: the words themselves, their
sentence, or their paragraph."""

import re
from collections.abc import Sequence
from enum import StrEnum

_ENDS = re.compile(r"[.!?…]+[»”\"’)\]]*(?=\s+[^\sa-zà-öø-ÿ])|\n+")
_SHORT = re.compile(
    r"\b(?:[A-Z]|[a-z]\.[a-z]|[Dd]r|[Mm]rs?|[Pp]rof|[Nn]r|[Nn]o|[Aa]rt|[Ss]t|bzw|etc)\.$"
)


class Extent(StrEnum):
    WORDS = "words"
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"


def extended(
    text: str, start: int, end: int, extent: Extent, paragraphs: Sequence[tuple[int, int]]
) -> tuple[int, int]:
    """The stretch of this extent around a place; a place in no paragraph stays as it is."""
    if extent is Extent.WORDS:
        return start, end
    first = next(((a, b) for a, b in paragraphs if a <= start < b), (start, end))
    last = next(((a, b) for a, b in paragraphs if a < end <= b), first)
    if extent is Extent.PARAGRAPH:
        return first[0], max(last[1], end)
    return _sentence(text, start, end, first[0], max(last[1], end))


def _sentence(text: str, start: int, end: int, begin: int, until: int) -> tuple[int, int]:
    found = begin
    for mark in _ENDS.finditer(text, begin, until):
        if _SHORT.search(text, begin, mark.end()):
            continue
        if mark.end() <= start:
            found = mark.end()
        elif mark.end() >= end:
            until = mark.end()
            break
    while found < start and text[found].isspace():
        found += 1
    while until > end and text[until - 1].isspace():
        until -= 1
    return found, until
