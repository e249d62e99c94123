"""What was decided of the regions of a round."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from localturn.corpus.domain.disagreements import Region
from localturn.corpus.models import Round, Settlement
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.counted import merged_in

Key = tuple[int, int, int]
"""A region by its document, code and beginning."""


@dataclass(frozen=True)
class Settled:
    """What was decided of a region."""

    rows: tuple[Settlement, ...]
    is_whole: bool
    """Whether all that was marked there is decided; where codes were merged since, only a part of
    it may be."""

    @property
    def counts(self) -> bool:
        return any(row.start is not None for row in self.rows)

    @property
    def by_hand(self) -> bool:
        return any(row.by_id is not None for row in self.rows)


def key_of(region: Region) -> Key:
    return region.document, region.code, region.start


def settled_in(sight: Sight, round_: Round, regions: Iterable[Region]) -> dict[Key, Settled]:
    """Of regions of which something was decided (2 statements). What was settled with a code that
    was merged into another one since is said of the region of that one."""
    rows = Settlement.objects.filter(
        round=round_,
        document__in=sight.documents().order_by(),
        version=F("document__version"),
    ).select_related("by__person")
    merged = merged_in(sight.project.pk)
    there: dict[tuple[int, int], list[Settlement]] = defaultdict(list)
    for row in rows.order_by("region_start", "start", "pk"):
        there[row.document_id, merged.get(row.code_id, row.code_id)].append(row)
    found = {}
    for region in regions:
        of_region = tuple(
            row
            for row in there.get((region.document, region.code), ())
            if row.region_start < region.end and region.start < row.region_end
        )
        if of_region:
            is_whole = all(
                any(
                    row.region_start <= mark.start and mark.end <= row.region_end
                    for row in of_region
                )
                for mark in region.marks
            )
            found[key_of(region)] = Settled(of_region, is_whole)
    return found


def settlements_of(round_: Round, region: Region) -> QuerySet[Settlement]:
    """The rows that say what counts of a region (1 statement beside it)."""
    merged = merged_in(round_.project_id)
    codes = [old for old, new in merged.items() if new == region.code]
    return Settlement.objects.filter(
        Q(region_start__lt=region.end, region_end__gt=region.start),
        round=round_,
        document=region.document,
        code__in=[region.code, *codes],
    )
