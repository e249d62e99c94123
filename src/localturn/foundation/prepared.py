"""Querysets compiled once and asked many times (`docs/decisions/0010-prepared-querysets.md`).

Building a statement costs Django twenty times what SQLite needs to answer it. A page that is asked
for all day builds its statements once a process, and then only sends them with other values.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from inspect import signature
from typing import Any, Generic, ParamSpec, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet
from django.db.models.query import ModelIterable, ValuesListIterable

from localturn.foundation.asking import asking

P = ParamSpec("P")
Row = TypeVar("Row")

_MARK = 2_000_000_000
"""Where the numbers begin that stand for an argument while a statement is compiled; small enough
for every column of whole numbers."""

_LARGEST = 2**63 - 1


def prepared(build: Callable[P, QuerySet[Any, Row]]) -> "Prepared[P, Row]":
    """Makes of a function that gives a queryset one that gives its rows.

    The arguments are whole numbers and texts, given by position, and each stands in the statement
    as a value; what the statement looks like must not depend on them. The queryset gives models
    without `select_related`, or tuples by `values_list`. No row has a number beyond 63 bits.

    Raises TypeError where that is not so.
    """
    return Prepared(build)


class Prepared(Generic[P, Row]):
    """A statement, built when it is first asked."""

    def __init__(self, build: Callable[P, QuerySet[Any, Row]]) -> None:
        self._build = build
        self._statements: dict[str, _Statement] = {}

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[Row]:
        if kwargs:
            raise TypeError(f"{self._build.__name__} takes its arguments by position")
        for value in args:
            if isinstance(value, int):
                if not -_LARGEST <= value <= _LARGEST:
                    return []
            elif not isinstance(value, str):
                name = self._build.__name__
                raise TypeError(f"{name} takes whole numbers and texts, by position")
        database: Any = connections[DEFAULT_DB_ALIAS]
        statement = self._statements.get(database.vendor)
        if statement is None:
            statement = self._statements[database.vendor] = _Statement(self._build, args)
        return statement.rows(database, args)

    @property
    def is_built(self) -> bool:
        """Whether the next who asks need not wait for that."""
        return connection.vendor in self._statements

    def rehearse(self) -> None:
        """Ask for nothing, so that who asks for something first need not wait for the building."""
        taken = signature(self._build).parameters.values()
        self(*("" if each.annotation is str else 0 for each in taken))  # type: ignore[call-arg, arg-type]


def rehearse() -> None:
    """Rehearse every statement of ours that has been loaded."""
    ours = [module for name, module in sys.modules.items() if name.startswith("localturn.")]
    for module in ours:
        for each in list(vars(module).values()):
            if isinstance(each, Prepared):
                each.rehearse()


class _Statement:
    """The text of a statement, which of its values are arguments, and how its rows are read."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], args: Sequence[object]) -> None:
        marks: list[int | str] = [
            f"prepared-{at}" if isinstance(value, str) else _MARK + at
            for at, value in enumerate(args)
        ]
        queryset = build(*marks)
        iterable = queryset._iterable_class
        if iterable not in (ModelIterable, ValuesListIterable) or queryset.query.select_related:
            raise TypeError(f"{build.__name__} gives neither plain models nor a values_list")
        self._model = queryset.model if iterable is ModelIterable else None
        self._compiler = queryset.query.get_compiler(connection=connection)
        try:
            self._sql, values = self._compiler.as_sql()
        except EmptyResultSet as empty:
            raise TypeError(f"{build.__name__} asks for nothing") from empty
        self._values = [(marks.index(v), None) if v in marks else (None, v) for v in values]
        if {at for at, _ in self._values if at is not None} != set(range(len(marks))):
            raise TypeError(f"{build.__name__} has an argument that is no value of its statement")
        selected = [column[0] for column in self._compiler.select]
        self._converters = self._compiler.get_converters(selected)
        self._moments = self._moments_without_zone()
        self._fields, self._annotated = self._shape()
        self._ask = asking(self._sql)

    def _shape(self) -> tuple[list[str], list[tuple[str, int]]]:
        """Which fields of a model the first columns are, and what is hung on it of the others."""
        if self._model is None:
            return [], []
        described: Any = self._compiler.klass_info
        begin, end = described["select_fields"][0], described["select_fields"][-1] + 1
        if begin != 0:
            raise TypeError("The columns of a model come first")
        targets: Any = [column[0] for column in self._compiler.select[:end]]
        annotated = (self._compiler.annotation_col_map or {}).items()
        return [each.target.attname for each in targets], list(annotated)

    def _moments_without_zone(self) -> list[int]:
        """The columns of moments, which SQLite keeps in UTC and without saying so; taken from the
        converters."""
        reads = getattr(connection.ops, "convert_datetimefield_value", None)
        found = [at for at, (read, _) in self._converters.items() if read == [reads]]
        for at in found:
            del self._converters[at]
        return found

    def rows(self, database: Any, args: Sequence[object]) -> list[Any]:
        values = [const if at is None else args[at] for at, const in self._values]
        found = self._fetched(database, values)
        if self._moments:
            found = _with_moments(found, self._moments)
        if self._converters:
            found = self._compiler.apply_converters(found, self._converters)
        if self._model is None:
            return [tuple(row) for row in found]
        return [self._instance(row) for row in found]

    def _fetched(self, database: Any, values: list[Any]) -> Any:
        """Asked of the driver itself, as Django would ask it: what its cursors do with every
        statement costs more than the answer. They are used where somebody listens."""
        if database.queries_logged or database.execute_wrappers:
            with database.cursor() as cursor:
                cursor.execute(self._sql, values)
                return cursor.fetchall()
        database.close_if_health_check_failed()
        database.ensure_connection()
        database.validate_no_broken_transaction()
        with database.wrap_database_errors:
            return self._ask(database, values)

    def _instance(self, row: Sequence[Any]) -> Any:
        """A model, with what was annotated hung on it."""
        instance = self._model.from_db(DEFAULT_DB_ALIAS, self._fields, row[: len(self._fields)])  # type: ignore[union-attr]
        for name, at in self._annotated:
            setattr(instance, name, row[at])
        return instance


def _with_moments(rows: Iterable[Sequence[Any]], columns: list[int]) -> Iterator[list[Any]]:
    """Django asks much of each one; these were all written by it."""
    for row in map(list, rows):
        for at in columns:
            if moment := row[at]:
                read = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
                row[at] = read.replace(tzinfo=UTC)
        yield row
