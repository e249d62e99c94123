"""Time marks in the transcript of something that was said: [00:01:23], [1:23] or [00:01:23.4]."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MARK = re.compile(r"\[(?:(\d{1,2}):)?([0-5]?\d):([0-5]\d)(?:[.,](\d{1,3}))?\]")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text; with seconds where it is a time mark."""

    text: str
    seconds: float | None = None


def stretches(text: str) -> Iterator[Stretch]:
    """The text in order, its time marks apart from what stands between them."""
    at = 0
    for mark in _MARK.finditer(text):
        if mark.start() > at:
            yield Stretch(text[at : mark.start()])
        yield Stretch(mark[0], _seconds(mark))
        at = mark.end()
    if at < len(text):
        yield Stretch(text[at:])


def has_marks(text: str) -> bool:
    return _MARK.search(text) is not None


def written(seconds: float) -> str:
    """As a mark, without what is less than a second: what follows is never missed."""
    whole = int(seconds)
    return f"[{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}]"


def _seconds(mark: re.Match[str]) -> float:
    hours, minutes, seconds, parts = mark.groups()
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole + (int(parts) / 10 ** len(parts) if parts else 0)
