"""Rows whose number is one of many, in a statement that is the same for however many there are."""

from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, F, Func, Value


def written(numbers: Iterable[int]) -> str:
    """As a value of a statement."""
    return ",".join(map(str, numbers))


class Among(Func):
    """The condition that a column is one of the numbers that were `written`.

    `IN` is another statement for each number of them, which Django builds and the database reads
    anew: it cannot be prepared, and with a thousand takes longer than their rows.
    """

    output_field = BooleanField()

    def __init__(self, column: str, numbers: str) -> None:
        super().__init__(F(column), Value(numbers))

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            template="(%(expressions)s || ']')))",
            arg_joiner=" IN (SELECT value FROM json_each('[' || ",
            **context,
        )

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            template="(%(expressions)s, ',')::bigint[]))",
            arg_joiner=" = ANY (string_to_array(",
            **context,
        )
