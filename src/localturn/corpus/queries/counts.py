"""How many codings somebody sees, of the arrays that this process keeps: a page that says so does
not count a million rows."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from localturn.corpus.domain.asking import Asked, Kind
from localturn.corpus.domain.spans import Whole
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.spans import Seen, documents_seen, seen

SMALL = 5_000_000
_EVERY = Asked(Kind.CROSSTAB)


@dataclass(frozen=True)
class Counts:
    """Of what is in somebody's sight."""

    documents: int
    words: int
    codings: int
    coded_documents: int


def counts_of(sight: Sight) -> Counts:
    """2 statements, and one more when a process is asked of a project for the first time."""
    found = _seen(sight)
    return Counts(
        len(found.documents.key),
        int(found.documents.words.sum()),
        len(found.spans),
        len(_often(found.spans.document)),
    )


def counts_by_code(sight: Sight) -> Mapping[int, int]:
    """How many codings in sight each code has (statements as `counts_of`)."""
    return _often(_seen(sight).spans.code)


def _seen(sight: Sight) -> Seen:
    return seen(sight, _EVERY, documents_seen(sight))


def _often(column: Whole) -> dict[int, int]:
    """How often each number stands there; without sorting them where they are small."""
    if len(column) and column.max() < SMALL:
        counts = np.bincount(column)
        names = np.flatnonzero(counts)
        return dict(zip(names.tolist(), counts[names].tolist(), strict=True))
    names, counts = np.unique(column, return_counts=True)
    return dict(zip(names.tolist(), counts.tolist(), strict=True))
