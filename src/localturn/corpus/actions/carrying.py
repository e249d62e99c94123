"""Codings and settlements of an interview, taken along to the text in which names are replaced."""

from collections.abc import Sequence
from datetime import datetime

from localturn.corpus.actions.resettling import each_once
from localturn.corpus.domain.pseudonyms import Name, Replaced, replaced
from localturn.corpus.models import Coding, Memo, ProjectDocument, Settlement
from localturn.foundation.library.anchoring import How, Passage, anchored
from localturn.foundation.library.models import TextVersion
from localturn.foundation.library.text import quote

Place = tuple[int, int]


def carry(
    document: ProjectDocument,
    done: Replaced,
    names: Sequence[Name],
    *,
    old: TextVersion,
    change: int,
    now: datetime,
) -> None:
    """To the document's new version: what points at `old`, the text that was read until now, by
    what was replaced where; what points at versions before it is looked for, and what is not found
    goes with its words."""
    settled = list[Settlement]()
    for version in TextVersion.objects.filter(document=old.document_id).order_by("-number"):
        places = _Places(version, done, names, is_present=version.pk == old.pk)
        _carry_codings(document, version, places, change, now)
        settled += _carried_settlements(document, version, places)
    Settlement.objects.filter(document=document).delete()
    Settlement.objects.bulk_create(each_once(settled), batch_size=500)


class _Places:
    """Where passages of a text version are in the text with pseudonyms."""

    def __init__(
        self, version: TextVersion, done: Replaced, names: Sequence[Name], *, is_present: bool
    ) -> None:
        self._here = done if is_present else replaced(version.text, names)
        self._now = done.text
        self._is_present = is_present

    def of(self, places: Sequence[Place]) -> list[Place | None]:
        """None where one is not found."""
        moved = [self._here.moved(start, end) for start, end in places]
        if self._is_present:
            return list[Place | None](moved)
        found = anchored(
            [self._passage(*each) for each in moved], old=self._here.text, new=self._now
        )
        return [None if each.how is How.LOST else (each.start, each.end) for each in found]

    def _passage(self, start: int, end: int) -> Passage:
        said = quote(self._here.text, start, end)
        return Passage(start, end, said.exact, said.prefix, said.suffix)


def _carry_codings(
    document: ProjectDocument, version: TextVersion, places: _Places, change: int, now: datetime
) -> None:
    codings = list(Coding.objects.filter(document=document, version=version))
    found = places.of([(each.start, each.end) for each in codings])
    kept, lost = list[Coding](), list[int]()
    for coding, place in zip(codings, found, strict=True):
        if place is None:
            lost.append(coding.pk)
            continue
        coding.start, coding.end = place
        said = quote(document.version.text, coding.start, coding.end)
        coding.version_id = document.version_id
        coding.quote, coding.prefix, coding.suffix = said.exact, said.prefix, said.suffix
        coding.changed_at, coding.change = now, change
        kept.append(coding)
    fields = ["version", "start", "end", "quote", "prefix", "suffix", "changed_at", "change"]
    Coding.objects.bulk_update(kept, fields, batch_size=500)
    for begin_at in range(0, len(lost), 500):
        some = lost[begin_at : begin_at + 500]
        Memo.objects.filter(coding__in=some).update(coding=None, document=document)
        Coding.objects.filter(pk__in=some).delete()


def _carried_settlements(
    document: ProjectDocument, version: TextVersion, places: _Places
) -> list[Settlement]:
    rows = list(Settlement.objects.filter(document=document, version=version).order_by("pk"))
    regions = places.of([(each.region_start, each.region_end) for each in rows])
    stretches = places.of(
        [
            (each.region_start if each.start is None else each.start, each.end or each.region_end)
            for each in rows
        ]
    )
    kept = []
    for row, region, stretch in zip(rows, regions, stretches, strict=True):
        if region is None or stretch is None:
            continue
        row.version_id = document.version_id
        row.region_start, row.region_end = region
        if row.start is not None:
            row.start, row.end = max(stretch[0], region[0]), min(stretch[1], region[1])
            if row.start >= row.end:
                continue
        kept.append(row)
    return kept
