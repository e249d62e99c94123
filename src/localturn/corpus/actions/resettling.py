"""What was decided where coders differed, taken along to a corrected text."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass

from localturn.corpus.domain.disagreements import Mark, Region, regions
from localturn.corpus.models import Assignment, Coding, ProjectDocument, Settlement
from localturn.foundation.library.anchoring import Anchor, Comparison, How, Passage
from localturn.foundation.library.models import TextVersion
from localturn.foundation.library.revising import GoesAlong
from localturn.foundation.library.text import quote

Anchored = Sequence[tuple[Coding, Anchor]]
_Place = tuple[int, int]
_Group = tuple[int, int]
"""A round and a code."""


@dataclass(frozen=True)
class Resettled:
    """Settlements where they would be, and how many decisions they are."""

    rows: list[Settlement]
    counts: GoesAlong


def resettled(document: ProjectDocument, found: Anchored, compared: Comparison) -> Resettled:
    """Of the present text; `found` says where each of its codings would be. A decision goes along
    with the codings it was made about: it holds for the region that they are in then (2
    statements)."""
    rows = list(
        Settlement.objects.filter(document=document, version=document.version_id).order_by("pk")
    )
    places = _Places(document, found, compared, {row.round_id for row in rows})
    kept = list[Settlement]()
    known, decided = set[tuple[int, int, int]](), set[tuple[int, int, int]]()
    for row in rows:
        decision = (row.round_id, row.code_id, row.region_start)
        known.add(decision)
        if (moved := _moved(row, places)) is not None:
            kept.append(moved)
            decided.add(decision)
    return Resettled(each_once(kept), GoesAlong(len(decided), len(known)))


def keep_settlements(
    document: ProjectDocument, rows: Sequence[Settlement], version: TextVersion
) -> None:
    """Those of the document from now on; what is not among them is to be decided anew."""
    for row in rows:
        row.version = version
    Settlement.objects.filter(document=document).delete()
    Settlement.objects.bulk_create(rows, batch_size=500)


def each_once(rows: Iterable[Settlement]) -> list[Settlement]:
    """Two that began at different places may begin at the same one now: the first one holds."""
    once: dict[tuple[int, int, int, int | None], Settlement] = {}
    for row in rows:
        once.setdefault((row.round_id, row.code_id, row.region_start, row.start), row)
    return list(once.values())


class _Places:
    """Where codings, and the regions that they make, are in the corrected text."""

    def __init__(
        self,
        document: ProjectDocument,
        found: Anchored,
        compared: Comparison,
        rounds: Iterable[int],
    ) -> None:
        self._compared = compared
        self._of = {coding.pk: _place(anchor) for coding, anchor in found}
        self._before = defaultdict[_Group, list[tuple[_Place, int]]](list)
        marks = defaultdict[int, list[Mark]](list)
        for coding, _anchor in found:
            if coding.round_id is None:
                continue
            group = coding.round_id, coding.code_id
            self._before[group].append(((coding.start, coding.end), coding.pk))
            if (place := self._of[coding.pk]) is not None:
                marks[coding.round_id].append(
                    Mark(coding.pk, document.pk, *place, coding.code_id, coding.coder_id)
                )
        coders = _coders(document, rounds)
        self._regions = {
            round_: regions(of_round, {document.pk: coders.get(round_, [])})
            for round_, of_round in marks.items()
        }

    def coding(self, row: Settlement) -> _Place | None:
        return self._of.get(row.coding_id or 0)

    def region(self, row: Settlement) -> _Place | None:
        """The one in which most of the codings are that its region was made of; None where none
        is. Where no coding has its code, which may have been merged, the place itself."""
        before = self._before.get((row.round_id, row.code_id))
        if not before:
            return self.words(row.region_start, row.region_end)
        keys = {
            pk for (start, end), pk in before if row.region_start <= start and end <= row.region_end
        }
        if row.coding_id in keys:
            keys = {row.coding_id}
        here = [each for each in self._regions.get(row.round_id, []) if each.code == row.code_id]
        best = max(here, key=lambda each: _shared(each, keys), default=None)
        return (best.start, best.end) if best and _shared(best, keys) else None

    def words(self, start: int, end: int) -> _Place | None:
        said = quote(self._compared.old, start, end)
        asked = Passage(start, end, said.exact, said.prefix, said.suffix)
        return _place(self._compared.anchor(asked))


def _moved(row: Settlement, places: _Places) -> Settlement | None:
    region = places.region(row)
    if region is None:
        return None
    made = copy(row)
    made.region_start, made.region_end = region
    if row.start is None or row.end is None:
        return made
    if row.coding_id is not None:
        counts = places.coding(row)
    elif (row.start, row.end) == (row.region_start, row.region_end):
        counts = region
    else:
        counts = places.words(row.start, row.end)
    if counts is None:
        return None
    made.start, made.end = max(counts[0], region[0]), min(counts[1], region[1])
    return made if made.start < made.end else None


def _place(anchor: Anchor) -> _Place | None:
    return None if anchor.how is How.LOST else (anchor.start, anchor.end)


def _shared(region: Region, keys: set[int]) -> int:
    return sum(mark.key in keys for mark in region.marks)


def _coders(document: ProjectDocument, rounds: Iterable[int]) -> Mapping[int, list[int]]:
    found = defaultdict[int, list[int]](list)
    rows = Assignment.objects.filter(document=document, round__in=list(rounds))
    for round_, member in rows.order_by("pk").values_list("round_id", "member_id"):
        found[round_].append(member)
    return found
