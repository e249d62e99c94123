"""What all tests share."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.db.backends.sqlite3.base import DatabaseWrapper

DatabaseOperations = DatabaseWrapper.ops_class


@pytest.fixture(scope="session", autouse=True)
def _append_only_tables_can_be_cleared_between_tests() -> Iterable[None]:
    """SQLite clears a table by DELETE, which the triggers of append-only tables refuse.

    PostgreSQL truncates, which they do not see. So here they step aside for the clearing alone.
    """
    clear = DatabaseOperations.execute_sql_flush

    def clear_without_triggers(self: Any, sql_list: Iterable[str]) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            clear(self, sql_list)
            for _, statement in triggers:
                cursor.execute(statement)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", clear_without_triggers)
        yield
