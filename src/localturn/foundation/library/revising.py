"""A corrected text with what is known of the older one: what its paragraphs are, where its pages
begin, and where its lines stand on them. No Django."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from localturn.foundation.library.anchoring import Comparison
from localturn.foundation.library.text import Box, Page, Paragraph, Part, Text, has_place


@dataclass(frozen=True)
class GoesAlong:
    """How many of so many."""

    kept: int
    of: int


@dataclass(frozen=True)
class Revised:
    """The corrected text, and how much of what was known of the older one is known of it."""

    text: Text
    parts: Mapping[Part, GoesAlong]
    """Headings, items and so on; those that the older text has, and no ordinary paragraphs."""
    pages: GoesAlong
    lines: GoesAlong


def revised(old: Text, new: Text, compared: Comparison) -> Revised:
    """`new` with what goes along from `old`; `compared` are the two."""
    paragraphs, parts = _paragraphs(old, new, compared)
    pages, known = _pages(old, new.text, compared)
    boxes, lines = _boxes(old, new.text, compared)
    text = replace(new, paragraphs=paragraphs, pages=pages, boxes=boxes, notes=old.notes)
    return Revised(text, parts, known, lines)


def _paragraphs(
    old: Text, new: Text, compared: Comparison
) -> tuple[tuple[Paragraph, ...], dict[Part, GoesAlong]]:
    """A paragraph is what the one is of which at least half of it consists; of two that one was
    divided into, only the first."""
    moved = [(compared.begins(p.start), compared.ends(p.end), p) for p in old.paragraphs]
    free = [each for each in moved if each[0] < each[1]]
    found, taken = list[Paragraph](), list[Part]()
    for paragraph in new.paragraphs:
        while free and free[0][1] <= paragraph.start:
            free.pop(0)
        common = [
            (min(end, paragraph.end) - max(start, paragraph.start), -at)
            for at, (start, end, _was) in enumerate(_until(free, paragraph.end))
        ]
        much, at = max(common, default=(0, 0))
        if 2 * much < paragraph.end - paragraph.start or not much:
            found.append(paragraph)
            continue
        was = free.pop(-at)[2]
        taken.append(was.part)
        found.append(replace(paragraph, part=was.part, level=was.level))
    named: list[Part] = [each.part for each in old.paragraphs if each.part is not Part.PARAGRAPH]
    counts = {part: GoesAlong(taken.count(part), named.count(part)) for part in Part}
    return tuple(found), {part: each for part, each in counts.items() if each.of}


_Moved = tuple[int, int, Paragraph]


def _until(moved: Sequence[_Moved], end: int) -> Iterator[_Moved]:
    for each in moved:
        if each[0] >= end:
            return
        yield each


def _pages(old: Text, new: str, compared: Comparison) -> tuple[tuple[Page, ...], GoesAlong]:
    """Those that were blank stay so; one of which nothing is left is none any more."""
    starts, at = list[int](), 0
    for page in old.pages:
        at = max(at, compared.begins(page.start))
        while at < len(new) and new[at].isspace():
            at += 1
        starts.append(at)
    found, printed, kept = list[Page](), 0, 0
    for number, (page, start) in enumerate(zip(old.pages, starts, strict=True)):
        is_last = number + 1 == len(starts)
        was = len(old.text) if is_last else old.pages[number + 1].start
        is_there = start < (len(new) if is_last else starts[number + 1])
        is_blank = not old.text[page.start : was].strip()
        if is_there or is_blank:
            found.append(Page(start, page.label))
        printed += not is_blank
        kept += is_there and not is_blank
    return tuple(found), GoesAlong(kept, printed)


def _boxes(old: Text, new: str, compared: Comparison) -> tuple[tuple[Box, ...], GoesAlong]:
    """Those of lines of which at least half is as it was. What stands between two of them and has
    no place of its own begins with a box of no size."""
    found, known, kept, at = list[Box](), 0, 0, 0
    page = 0
    for start, end, box in _lines(old):
        known += 1
        begin = max(at, compared.begins(start))
        if 2 * compared.unchanged(start, end) < end - start:
            continue
        if found and new[at:begin].strip():
            found.append(_nowhere(at, page))
        page = box[1]
        found.append((begin, *box[1:]))
        at = max(begin, compared.ends(end))
        kept += 1
    if found and new[at:].strip():
        found.append(_nowhere(at, page))
    return tuple(found), GoesAlong(kept, known)


def _nowhere(at: int, page: int) -> Box:
    return (at, page, 0.0, 0.0, 0.0, 0.0)


def _lines(old: Text) -> Iterator[tuple[int, int, Box]]:
    """From where to where each line with a place goes in the text."""
    closing = sorted(each.end for each in old.paragraphs)
    for number, box in enumerate(old.boxes):
        start, at = box[0], bisect_right(closing, box[0])
        end = closing[at] if at < len(closing) else len(old.text)
        if number + 1 < len(old.boxes):
            end = min(end, old.boxes[number + 1][0])
        end = start + len(old.text[start:end].rstrip())
        if end > start and has_place(box):
            yield start, end, box
