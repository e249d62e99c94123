"""What has to be known before one answer is saved, in one statement.

It is asked for with every answer that anybody gives, so its words are made once in a process:
making them takes Django longer than the database takes to answer.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connections
from django.db.models import OuterRef, Subquery
from django.db.models.sql.compiler import SQLCompiler

from localturn.academy.models import Answer, RunActivity

_ATTEMPT, _POSITION, _PERSON = 1_000_000_007, 1_000_000_009, 1_000_000_021
"""Values that stand for what is asked for, until it is."""


@dataclass(frozen=True, slots=True)
class Open:
    """A question of somebody's attempt, and what decides whether its answer is still taken."""

    pk: int
    sequence: int
    saved_at: datetime | None
    kind: str
    task: Any
    started_at: datetime
    closed_at: datetime | None
    first: date
    last: date
    zone: str
    due_at: datetime | None


class _Prepared(NamedTuple):
    sql: str
    values: tuple[Any, ...]
    compiler: SQLCompiler
    converters: Any


def open_question(attempt: int, position: int, person: int) -> Open | None:
    """The question at a position of a person's own attempt, while they take part (1 statement)."""
    prepared = _prepared("default")
    given = {_ATTEMPT: attempt, _POSITION: position, _PERSON: person}
    values = [given.get(value, value) for value in prepared.values]
    with connections["default"].cursor() as cursor:
        cursor.execute(prepared.sql, values)
        row = cursor.fetchone()
    if row is None:
        return None
    converted: Any = next(iter(prepared.compiler.apply_converters([row], prepared.converters)))
    return Open(*converted)


@lru_cache
def _prepared(using: str) -> _Prepared:
    due = RunActivity.objects.filter(
        run=OuterRef("attempt__enrolment__run"), activity=OuterRef("attempt__activity")
    ).values("due_at")
    rows = Answer.objects.filter(
        attempt=_ATTEMPT,
        position=_POSITION,
        attempt__enrolment__person=_PERSON,
        attempt__enrolment__withdrawn_at=None,
    ).order_by()
    query = rows.values_list(
        "pk",
        "sequence",
        "saved_at",
        "question__kind",
        "question__task",
        "attempt__started_at",
        "attempt__closed_at",
        "attempt__enrolment__run__starts_on",
        "attempt__enrolment__run__ends_on",
        "attempt__enrolment__run__zone",
        Subquery(due),
    ).query
    compiler = query.get_compiler(using)
    sql, values = compiler.as_sql()
    converters = compiler.get_converters([each for each, _sql, _alias in compiler.select])
    return _Prepared(sql, tuple(values), compiler, converters)
