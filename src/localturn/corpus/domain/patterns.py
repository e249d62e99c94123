"""Regular expressions that strangers write, over texts of any length, within a time.

A short pattern can need longer than the world is old. Each text is looked through for no longer
than what is left of the time, which is processor time, and where it ends there is said.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import regex

LONGEST = 300
"""Characters of a pattern."""


class Unreadable(Exception):
    """A pattern that is none; `reason` says why, in English, and `at` where, from 0."""

    def __init__(self, reason: str, at: int | None) -> None:
        super().__init__(reason)
        self.reason, self.at = reason, at


@dataclass(frozen=True)
class Found:
    """Where in which text."""

    text: int
    start: int
    end: int


@dataclass
class Search:
    """What was found so far, and how far it came.

    `next_text` and `next_at` say where a search goes on that did not come to the end; None and 0
    where it did. `too_slow` names texts that were left after `PATIENCE` of the time was spent on
    them alone.
    """

    found: list[Found] = field(default_factory=list)
    looked_through: int = 0
    next_text: int | None = None
    next_at: int = 0
    too_slow: list[int] = field(default_factory=list)


PATIENCE = 0.5
"""Of the whole time, that may be spent on one text before it is left."""


def compiled(pattern: str, *, ignore_case: bool = True) -> "regex.Pattern[str]":
    """Read a pattern. Raises Unreadable."""
    if len(pattern) > LONGEST:
        raise Unreadable(f"longer than {LONGEST} characters", LONGEST)
    flags = regex.V0 | regex.UNICODE | regex.MULTILINE
    try:
        return regex.compile(pattern, flags | regex.IGNORECASE if ignore_case else flags)
    except regex.error as wrong:
        raise Unreadable(wrong.msg, wrong.pos) from None  # type: ignore[attr-defined]
    except (RecursionError, OverflowError, MemoryError, ValueError) as wrong:
        raise Unreadable(str(wrong) or "too deep", None) from None


def search(
    pattern: "regex.Pattern[str]",
    texts: Iterable[tuple[int, str]],
    *,
    most: int,
    seconds: float,
    begin: int = 0,
) -> Search:
    """Look through numbered texts, from place `begin` of the first one on, until there are `most`
    or the time is over. What matches nothing at all, such as x*, is left out."""
    answer = Search()
    until = time.process_time() + seconds
    for number, text in texts:
        left = until - time.process_time()
        if left <= 0:
            answer.next_text, answer.next_at = number, begin
            return answer
        alone = min(left, seconds * PATIENCE)
        try:
            for start, end in _places(pattern, text, begin, alone):
                if len(answer.found) == most:
                    answer.next_text, answer.next_at = number, start
                    return answer
                answer.found.append(Found(number, start, end))
        except TimeoutError:
            answer.too_slow.append(number)
        answer.looked_through += 1
        begin = 0
    return answer


def _places(
    pattern: "regex.Pattern[str]", text: str, begin: int, seconds: float
) -> Iterator[tuple[int, int]]:
    for each in pattern.finditer(text, begin, timeout=seconds):
        if each.end() > each.start():
            yield each.start(), each.end()
