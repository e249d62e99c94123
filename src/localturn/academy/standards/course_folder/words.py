"""What a name and a text may look like."""

import re

from localturn.foundation.languages import N_

CODE = re.compile(r"[A-Z]{2}-[a-z0-9][a-z0-9-]{0,90}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def is_slug(text: str) -> bool:
    """Whether it can be an id."""
    return _SLUG.fullmatch(text) is not None


def fault_of_text(text: str, *, most: int, lines: bool) -> tuple[str, dict[str, str]] | None:
    """What is wrong with a text, as a message and its values; None if nothing is."""
    if not text.strip():
        return N_("“%(key)s” is empty: write something or remove it."), {}
    if _CONTROL.search(text):
        return N_("“%(key)s” holds a control character that cannot be shown: remove it."), {}
    if not lines and "\n" in text:
        return N_("“%(key)s” must be one line."), {}
    if len(text) > most:
        return N_("“%(key)s” is longer than %(most)s characters: shorten it."), {"most": str(most)}
    return None
