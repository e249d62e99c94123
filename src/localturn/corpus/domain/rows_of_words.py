"""Rows of eight words, by which it is seen that one text is taken from another."""

import re
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

_WORD = re.compile(r"\w+")
IN_A_ROW = 8
"""So many words of a text beside each other are taken from it."""
Marks = npt.NDArray[np.int64]


def _rows(text: str) -> Iterator[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return zip(*(words[at:] for at in range(IN_A_ROW)), strict=False)


def marks_of_rows(text: str) -> Marks:
    """A number for each row of words of a text, sorted; in this process alone. Two rows may have
    the same one by chance, so what is found by them is looked at word by word."""
    return np.unique(np.fromiter(map(hash, _rows(text)), dtype=np.int64))


def taken_from(text: str, other: str, *, but: Iterable[str]) -> str:
    """Words of `text` that stand in another one and not in the passages of it that may be quoted;
    "" if there are none."""
    rows = list(_rows(text))
    theirs = set(rows).intersection(_rows(other))
    for each in but if theirs else ():
        theirs.difference_update(_rows(each))
    return next((" ".join(row) for row in rows if row in theirs), "")
