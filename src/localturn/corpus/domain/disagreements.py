"""Where several coders agree on a passage and where not, as regions of a text.

A region is one code in one document, from the first to the last character that any of the coders
has given it without a gap.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from operator import attrgetter


@dataclass(frozen=True)
class Mark:
    """One coding."""

    key: int
    document: int
    start: int
    end: int
    code: int
    coder: int


class Verdict(StrEnum):
    AGREED = "agreed"
    """Everybody who was to code it has marked it, from and to the same place."""
    BOUNDS = "bounds"
    """Everybody has marked it, with different beginnings or ends."""
    MISSING = "missing"
    """Somebody has not."""


@dataclass(frozen=True)
class Region:
    document: int
    code: int
    start: int
    end: int
    marks: tuple[Mark, ...]
    coders: tuple[int, ...]
    """Who was to code the document."""

    @property
    def verdict(self) -> Verdict:
        by_coder = self.by_coder
        if any(not by_coder.get(coder) for coder in self.coders):
            return Verdict.MISSING
        drawn = {tuple(sorted((m.start, m.end) for m in marks)) for marks in by_coder.values()}
        return Verdict.AGREED if len(drawn) == 1 else Verdict.BOUNDS

    @property
    def by_coder(self) -> dict[int, list[Mark]]:
        """The marks of each coder who made any."""
        found: dict[int, list[Mark]] = {}
        for mark in self.marks:
            found.setdefault(mark.coder, []).append(mark)
        return found

    @property
    def silent(self) -> tuple[int, ...]:
        """Who was to code it and did not mark it."""
        marked = {mark.coder for mark in self.marks}
        return tuple(coder for coder in self.coders if coder not in marked)


def regions(marks: Iterable[Mark], coders: Mapping[int, Sequence[int]]) -> list[Region]:
    """All regions, by document, place and code; `coders` are those who were to code a document.

    What others marked, or in documents that nobody was given, is left out.
    """
    of_round = (m for m in marks if m.coder in coders.get(m.document, ()))
    sorted_marks = sorted(of_round, key=attrgetter("document", "code", "start", "end", "key"))
    found: list[Region] = []
    for (document, code), together in groupby(sorted_marks, key=attrgetter("document", "code")):
        who = tuple(coders[document])
        for group in _joined(list(together)):
            end = max(mark.end for mark in group)
            found.append(Region(document, code, group[0].start, end, tuple(group), who))
    found.sort(key=attrgetter("document", "start", "end", "code"))
    return found


def _joined(marks: Sequence[Mark]) -> Iterable[list[Mark]]:
    group: list[Mark] = []
    end = 0
    for mark in marks:
        if group and mark.start >= end:
            yield group
            group = []
        end = max(end, mark.end) if group else mark.end
        group.append(mark)
    if group:
        yield group


@dataclass(frozen=True)
class Tally:
    """How many regions of each verdict."""

    agreed: int = 0
    bounds: int = 0
    missing: int = 0

    @property
    def total(self) -> int:
        return self.agreed + self.bounds + self.missing


def tally(found: Iterable[Region]) -> Tally:
    verdicts = [region.verdict for region in found]
    return Tally(*(verdicts.count(verdict) for verdict in Verdict))
