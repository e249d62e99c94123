"""One text, several announcements: where each of them begins."""

import re
from dataclasses import dataclass
from datetime import date

from localturn.agenda.domain.dates import Role, find
from localturn.agenda.domain.extraction.language import language_of
from localturn.agenda.domain.extraction.words import alike, content_words

MOST = 200
"""Announcements of one text; what follows stays with the last."""
_HEADING = (8, 200)
_RULE = re.compile(
    r"^\s*(?:[-_=*•~]\s?){3,}\s*$|^\s*-{3,}.*(?:forwarded|vidarebefordra|transféré).*$", re.I
)
_PREFIX = re.compile(
    r"^\s*(?:\d{1,2}(?:[./]\d{1,2})?\s?[-–/]\s?)?\d{1,2}[./]\d{1,2}\.?(?:\d{4})?\s*[:–-]?\s+\S"
)
_LABEL = re.compile(r"^\s*[^\W\d_]{2,20}(?:\s[^\W\d_]{2,12})?\s*:\s")
_UNLIKE_A_HEADING = re.compile(r"@|https?://|www\.")
_LISTED = re.compile(r"^\s*[•*·\-–]|^\s*\d{1,2}[.:]\d\d")


@dataclass(frozen=True)
class _Block:
    """Lines between two empty ones."""

    start: int
    text: str
    ruled: bool
    """Whether a drawn line stands before it."""

    @property
    def head(self) -> str:
        return self.text.split("\n", 1)[0]

    @property
    def body(self) -> str:
        return self.text.partition("\n")[2]


@dataclass(frozen=True)
class _Item:
    """The announcement that a text is in the middle of."""

    title: str
    spoken: str
    span: tuple[date, date]
    """From its first day to its last."""


def split(text: str, *, language: str, published: date) -> list[tuple[int, int]]:
    """From where to where each announcement goes; the whole text where it is one."""
    blocks = _blocks(text)
    starts: list[int] = []
    current = _Item("", language, (date.min, date.min))
    for number, block in enumerate(blocks):
        following = " ".join(each.text for each in blocks[number + 1 : number + 3])
        if starts and not _begins(block, following, current, published):
            continue
        if len(starts) == MOST:
            break
        starts.append(block.start)
        spoken = language_of(f"{block.head} {following}", otherwise=language)
        span = _span(f"{block.text}\n\n{following}"[:600], spoken, published)
        current = _Item(block.head, spoken, span)
    if not starts:
        return [(0, len(text))]
    starts[0] = 0
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def _begins(block: _Block, following: str, current: _Item, published: date) -> bool:
    """Whether a block is the head of another announcement than the one before."""
    head = block.head.strip()
    if not _is_heading(head):
        return False
    if _PREFIX.match(head):
        return len(content_words(head)) >= 2
    if block.ruled:
        return True
    if alike(head, current.title) >= 0.5:
        return False
    rest = f"{block.body} {following}"
    dated = [
        each for each in find(head, language=current.spoken, published=published) if each.start < 3
    ]
    if dated:
        own = (
            dated[0].role is Role.EVENT and not current.span[0] <= dated[0].first <= current.span[1]
        )
        return own and len(content_words(head[dated[0].stop :])) >= 2
    if head.startswith("#"):
        return True
    if block.body and not head.isupper():
        return False
    if _echoes(head, rest):
        return True
    other = language_of(rest, otherwise="")
    return other not in {"", current.spoken} and current.spoken != "" and len(rest) > 120


def _is_heading(line: str) -> bool:
    shortest, longest = _HEADING
    return (
        shortest <= len(line) <= longest
        and not line.endswith((".", ",", ";", ":"))
        and not _UNLIKE_A_HEADING.search(line)
        and not _LISTED.match(line)
        and (_LABEL.match(line) is None or _PREFIX.match(line) is not None)
        and (line[0].isupper() or line[0].isdigit() or line[0] in "“”«„\"'#¿¡")
    )


def _echoes(head: str, following: str) -> bool:
    """Whether what follows takes a heading's words up again, as what it is the heading of does."""
    words = content_words(head)
    if len(words) < 2:
        return False
    stems = {word[:5] for word in content_words(following[:500])}
    joined = following[:500].lower()
    again = [word for word in words if word[:5] in stems or (len(word) > 6 and word in joined)]
    return len(again) >= 2 and len(again) * 2 >= len(words)


def _span(text: str, language: str, published: date) -> tuple[date, date]:
    days = [
        each
        for each in find(text, language=language, published=published)
        if each.role is Role.EVENT
    ]
    return (
        (min(each.first for each in days), max(each.last for each in days))
        if days
        else (
            date.min,
            date.min,
        )
    )


def _blocks(text: str) -> list[_Block]:
    found: list[_Block] = []
    lines: list[str] = []
    begun, ruled, at = 0, False, 0
    for line in [*text.split("\n"), ""]:
        if _RULE.match(line) or not line.strip():
            if lines:
                found.append(_Block(begun, "\n".join(lines), ruled))
                lines, ruled = [], False
            ruled = ruled or bool(line.strip())
        else:
            if not lines:
                begun = at
            lines.append(line)
        at += len(line) + 1
    return found
