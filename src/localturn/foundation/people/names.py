"""How somebody is called, as one line."""

import unicodedata

_BREAKING = {"Cc", "Zl", "Zp"}
"""Control characters and ends of lines: in the head of a letter they stop it."""


def one_line(name: str) -> str:
    """A name without what breaks lines, single blanks between its words."""
    return " ".join(
        "".join(" " if unicodedata.category(each) in _BREAKING else each for each in name).split()
    )
