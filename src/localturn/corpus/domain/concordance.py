"""What was found with the words on either side of it, line under line (KWIC)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

AROUND = 60
"""Characters on either side."""


@dataclass(frozen=True)
class Line:
    """One place: what stands before it, itself, and what stands after it, on one line each;
    `hit` may be only the beginning of it."""

    start: int
    end: int
    left: str
    hit: str
    right: str
    is_cut_left: bool
    is_cut_right: bool
    is_cut: bool = False


def lines(
    text: str,
    found: Iterable[tuple[int, int]],
    *,
    around: int = AROUND,
    longest: int | None = None,
) -> Iterator[Line]:
    """Each place with its surroundings, cut between words and never through one; of the place
    itself so many characters at most."""
    for start, end in found:
        said = end if longest is None else min(end, start + longest)
        begin = _word_begins(text, max(0, start - around), start)
        until = _word_ends(text, min(len(text), end + around), end)
        yield Line(
            start,
            end,
            _on_one_line(text[begin:start]).lstrip(),
            _on_one_line(text[start:said]),
            _on_one_line(text[end:until]).rstrip(),
            is_cut_left=begin > 0,
            is_cut_right=until < len(text),
            is_cut=said < end,
        )


def _on_one_line(text: str) -> str:
    """Blanks at the ends stay: they tell whether a hit is a whole word."""
    inside = " ".join(text.split())
    if not inside:
        return " " if text else ""
    left = " " if text[0].isspace() else ""
    right = " " if text[-1].isspace() else ""
    return f"{left}{inside}{right}"


def _word_begins(text: str, at: int, before: int) -> int:
    if at == 0 or text[at - 1].isspace():
        return at
    while at < before and not text[at].isspace():
        at += 1
    return at


def _word_ends(text: str, at: int, after: int) -> int:
    if at == len(text) or text[at].isspace():
        return at
    while at > after and not text[at - 1].isspace():
        at -= 1
    return at
