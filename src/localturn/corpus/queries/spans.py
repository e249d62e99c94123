"""The codings of a project as arrays, in this process, and what somebody sees of them.

The arrays are brought up to date before each answer, by the numbers of changes to the project's
codings, which are committed in their order (`actions/holding.py`); who sees what is asked of
`Sight` each time, and the passages themselves are always read through it.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from threading import Lock
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import QuerySet

from localturn.corpus.domain.asking import Asked, Layer
from localturn.corpus.domain.spans import Mask, Spans, Whole, is_among, numbered
from localturn.corpus.models import Coding, Project, Round, Settlement
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.counted import merged_in
from localturn.foundation.prepared import prepared

MOST_KEPT = 3_000_000
"""Codings of all projects together that a process keeps."""
_COLUMNS = ("id", "document_id", "start", "end", "code_id", "coder_id", "round_id", "version_id")


@dataclass(frozen=True, eq=False)
class Documents:
    """What somebody sees of a project's documents, by number: their texts and lengths."""

    key: Whole
    version: Whole
    words: Whole

    def is_same(self, other: "Documents") -> bool:
        return np.array_equal(self.key, other.key) and np.array_equal(self.version, other.version)

    def only(self, chosen: Mask) -> "Documents":
        return Documents(self.key[chosen], self.version[chosen], self.words[chosen])


@dataclass(frozen=True, eq=False)
class Seen:
    """The codings of a layer that somebody sees, with the documents in which they stand."""

    spans: Spans
    documents: Documents


@dataclass(eq=False)
class _Kept:
    spans: Spans
    round: Whole
    version: Whole
    change: int
    """The last one that is in them."""
    seen: OrderedDict[tuple[Any, ...], tuple[Documents, Spans]]


_kept: OrderedDict[int, _Kept] = OrderedDict()
_lock = Lock()


def documents_seen(sight: Sight) -> Documents:
    """All documents in sight (1 statement)."""
    rows = sight.documents().order_by("pk").values_list("pk", "version_id", "words")
    return Documents(*_table(rows, 3))


def seen(sight: Sight, asked: Asked, documents: Documents | None = None) -> Seen:
    """What is counted for a question: the codings of its layer in sight of somebody, as far as
    they stand in texts that are read now (3 statements)."""
    documents = documents_seen(sight) if documents is None else documents
    if asked.layer is Layer.SETTLED:
        return Seen(_settled(sight, asked, documents), documents)
    spans = _in_sight(sight, documents)
    if asked.layer is Layer.CODER:
        spans = spans.where(spans.coder == (asked.coder or 0))
    return Seen(spans, documents)


def forget() -> None:
    """Read everything anew when it is next asked for."""
    with _lock:
        _kept.clear()


def _in_sight(sight: Sight, documents: Documents) -> Spans:
    with _lock:
        kept = _current(sight.project.pk)
        own = sight.member.pk if sight.hidden else 0
        name = (tuple(sorted(sight.classes)), sight.hidden, own)
        before = kept.seen.get(name)
        if before is not None and before[0].is_same(documents):
            kept.seen.move_to_end(name)
            return before[1]
        spans = kept.spans.where(_shown(kept, sight, documents))
        kept.seen[name] = (documents, spans)
        while len(kept.seen) > 4:
            kept.seen.popitem(last=False)
        return spans


def _shown(kept: _Kept, sight: Sight, documents: Documents) -> Mask:
    place = numbered(kept.spans.document, documents.key)
    shown = place >= 0
    if len(documents.key):
        shown &= kept.version == documents.version[np.maximum(place, 0)]
    if sight.hidden:
        hidden = is_among(kept.round, np.array(sight.hidden))
        shown &= ~hidden | (kept.spans.coder == sight.member.pk)
    return shown


def _current(project: int) -> _Kept:
    """As it is now: whole at first (2 statements), then what was changed since (1 statement)."""
    kept = _kept.pop(project, None)
    if kept is None:
        # the number before the rows: what is committed between them is read once more
        ((change,),) = _last_change(project)
        kept = _kept_of(_rows(project), change=change)
    else:
        since = Coding._base_manager.filter(project=project, change__gt=kept.change)
        changed = list(since.order_by().values_list("change", "withdrawn_at", *_COLUMNS))
        if changed:
            kept = _merged(kept, changed)
    _kept[project] = kept
    while len(_kept) > 1 and sum(len(each.spans) for each in _kept.values()) > MOST_KEPT:
        _kept.popitem(last=False)
    return kept


@prepared
def _last_change(project: int) -> QuerySet[Project, tuple[int]]:
    return Project.objects.filter(pk=project).order_by().values_list("codings_changed")


def _rows(project: int) -> list[Whole]:
    """By number, and not by the index of projects, which is slower where all are asked for; a round
    that is none is 0."""
    names = ", ".join("COALESCE(round_id, 0)" if n == "round_id" else f'"{n}"' for n in _COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {names} FROM corpus_coding "  # noqa: S608
            "WHERE id > 0 AND +project_id = %s AND withdrawn_at IS NULL",
            [project],
        )
        return _table(cursor.fetchall(), len(_COLUMNS))


def _table(rows: Iterable[Any], columns: int) -> list[Whole]:
    if isinstance(rows, QuerySet):
        sql, parameters = rows.query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            rows = cursor.fetchall()
    table = np.fromiter(chain.from_iterable(rows), dtype=np.int64).reshape(-1, columns)
    return [np.ascontiguousarray(column) for column in table.T]


def _kept_of(columns: list[Whole], *, change: int) -> _Kept:
    order = np.lexsort((columns[0], columns[2], columns[1]))
    columns = [column[order] for column in columns]
    return _Kept(Spans(*columns[:6]), columns[6], columns[7], change, OrderedDict())


def _merged(kept: _Kept, changed: list[tuple[Any, ...]]) -> _Kept:
    last = max(change for change, *_ in changed)
    fresh = np.array(
        [[value or 0 for value in row] for _, gone, *row in changed if gone is None],
        dtype=np.int64,
    ).reshape(-1, len(_COLUMNS))
    touched = np.array([row[2] for row in changed], dtype=np.int64)
    stays = ~is_among(kept.spans.key, touched)
    old = [*(getattr(kept.spans, n) for n in Spans.__dataclass_fields__), kept.round, kept.version]
    columns = [
        np.concatenate([before[stays], again]) for before, again in zip(old, fresh.T, strict=True)
    ]
    return _kept_of(columns, change=last)


def _settled(sight: Sight, asked: Asked, documents: Documents) -> Spans:
    """What counts of a round that is closed, as if one coder had made it; what was settled with a
    code that was merged into another one since counts as that, once a passage (3 statements)."""
    rounds = Round.objects.filter(project=sight.project, closed_at__isnull=False)
    rows = Settlement.objects.filter(
        round=asked.round or 0, round__in=rounds, start__isnull=False
    ).values_list("pk", "document_id", "start", "end", "code_id", "version_id")
    key, document, start, end, code, version = _table(rows.order_by("document", "start", "pk"), 6)
    place = numbered(document, documents.key)
    shown = place >= 0
    if len(documents.key):
        shown &= version == documents.version[np.maximum(place, 0)]
    for old, new in merged_in(sight.project.pk).items():
        code = np.where(code == old, new, code)
    coder = np.zeros(len(key), dtype=np.int64)
    found = Spans(key, document, start, end, code, coder).where(shown)
    passages = np.stack([found.document, found.start, found.end, found.code])
    _, first = np.unique(passages, axis=1, return_index=True)
    return found.at(np.sort(first))
