"""What a reader finds."""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.db import connection
from markupsafe import Markup

from localturn.foundation.search.asked import Question
from localturn.foundation.search.engines import engine
from localturn.foundation.search.engines.contract import Clause
from localturn.foundation.search.models import IndexedDocument
from localturn.foundation.search.snippets import marked, snippet

Kind = tuple[str, str]
"""A room and the name of a kind in it."""

_COLUMNS = ", ".join(f'd."{f.column}"' for f in IndexedDocument._meta.local_concrete_fields)


@dataclass(frozen=True)
class Hit:
    """A document that was found, with the words that were asked for marked."""

    room: str
    kind: str
    title: Markup
    snippet: Markup
    href: str
    trail: tuple[str, ...]
    language: str
    changed_at: datetime


def how_many(question: Question, *, audiences: Collection[str]) -> dict[Kind, int]:
    """How many documents of each kind are found by readers of these audiences (1 statement)."""
    if not question or not audiences:
        return {}
    where = _where(question, audiences, None)
    rows = _rows(
        f"SELECT d.room, d.kind, COUNT(*) FROM {engine().source()} "  # noqa: S608
        f"WHERE {where.sql} GROUP BY d.room, d.kind",
        where.parameters,
    )
    return {(room, kind): number for room, kind, number in rows}


def best(
    question: Question,
    *,
    audiences: Collection[str],
    kind: Kind | None = None,
    first: int = 0,
    most: int = 10,
) -> list[Hit]:
    """The documents that are found, the best first, from the `first` on (1 statement)."""
    if not question or not audiences:
        return []
    where, order = _where(question, audiences, kind), engine().order(question)
    rows = IndexedDocument.objects.raw(
        f"SELECT {_COLUMNS} FROM {engine().source()} WHERE {where.sql} "  # noqa: S608
        f"ORDER BY {order.sql}, d.changed_at DESC, d.id LIMIT %s OFFSET %s",
        [*where.parameters, *order.parameters, most, first],
    )
    return [_hit(row, question) for row in rows]


def _where(
    question: Question,
    audiences: Collection[str],
    kind: Kind | None,
) -> Clause:
    return _readable(engine().matches(question), audiences, kind)


def _readable(matches: Clause, audiences: Collection[str], kind: Kind | None) -> Clause:
    marks = ", ".join(["%s"] * len(audiences))
    sql = f"{matches.sql} AND d.audience IN ({marks})"
    parameters = (*matches.parameters, *sorted(audiences))
    if kind is None:
        return Clause(sql, parameters)
    return Clause(f"{sql} AND d.room = %s AND d.kind = %s", (*parameters, *kind))


def _rows(sql: str, parameters: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def _added(places: Sequence[tuple[int, str]], at: int | None) -> str:
    """What leads from the document to the place where something was found in its text."""
    if at is None:
        return ""
    before = bisect_right(places, at, key=itemgetter(0))
    return places[before - 1][1] if before else ""


def _hit(row: IndexedDocument, question: Question) -> Hit:
    found = snippet(row.summary, row.text, question)
    return Hit(
        room=row.room,
        kind=row.kind,
        title=marked(row.title, question),
        snippet=found.markup,
        href=row.href + _added(row.places or [], found.at),
        trail=tuple(row.trail),
        language=row.language,
        changed_at=row.changed_at,
    )


def keys(question: Question, *, kind: Kind, audience: str, in_title: bool = False) -> list[str]:
    """The keys of all documents of a kind that are found, in no order; with `in_title` those that
    have every term in their title (1 statement)."""
    if not question:
        return []
    where = _readable(engine().holds(question, in_title=in_title), [audience], kind)
    found = f"SELECT d.key FROM {engine().source()} WHERE {where.sql}"  # noqa: S608
    return [key for (key,) in _rows(found, where.parameters)]
