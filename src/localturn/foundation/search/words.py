"""Texts as words, the same on every database: folded, without punctuation."""

import re
from functools import lru_cache

from localturn.foundation.languages import folded

LONGEST_WORD = 60
"""Letters; what is longer is found by its beginning."""

# Marks and joiners that stand inside a word: accents written apart, vowel points of Hebrew, Arabic
# and the scripts of India, soft hyphens, the joiners of Persian.
_INNER = (
    "\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u0610-\u061a\u064b-\u065f"
    "\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0900-\u0903\u093a-\u094f\u0951-\u0957"
    "\u0980-\u0983\u09bc-\u09cd\u200b-\u200d\u2060\ufe20-\ufe2f"
)
WORD = re.compile(rf"[^\W_][^\W_{_INNER}]*(?:[{_INNER}]+[^\W_]*)*")
_UNSEEN = str.maketrans("", "", "\u00ad\u0640\u200b\u200c\u200d\u2060")


def words_of(text: str) -> list[str]:
    """The folded words of a text in their order: "Malmö's €5" → malmo, s, 5."""
    return [word for written in WORD.findall(text) for word in fold(written)]


@lru_cache(maxsize=20_000)
def fold(word: str) -> tuple[str, ...]:
    """One written word as it is searched for: mostly one word, "½" two, a lone accent none."""
    plain = folded(word.translate(_UNSEEN)).casefold()
    return tuple(part[:LONGEST_WORD] for part in WORD.findall(plain))
