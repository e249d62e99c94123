"""The words of a line that carry its sense."""

import re

from localturn.foundation.languages import folded

_WORD = re.compile(r"[^\W\d_]{4,}|\d{2,}(?:st|nd|rd|th)?")


def content_words(text: str) -> list[str]:
    """Words of four letters and more, folded, each once, in their order."""
    return list(dict.fromkeys(folded(word) for word in _WORD.findall(text)))


def alike(one: str, other: str) -> float:
    """How much of the shorter one's words the other has too: from 0 to 1."""
    first, second = set(content_words(one)), set(content_words(other))
    if not first or not second:
        return 0.0
    return len(first & second) / min(len(first), len(second))
