"""What all tests share."""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing
from sqlite3 import connect
from tempfile import mkdtemp
from typing import Any

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper
from hypothesis import HealthCheck, settings

from localturn.academy.queries import frozen
from localturn.agenda.queries import index, marking
from localturn.corpus.actions import drawing
from localturn.corpus.queries import spans
from localturn.exchange.queries import catalogue
from makers.installation import migrated
from makers.once import FOLDER

DatabaseOperations = DatabaseWrapper.ops_class


# How long an example takes says how much else the machine has to do. The same examples each time;
# `pytest --hypothesis-profile=hunt` looks for others.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("steady", UNHURRIED, derandomize=True)
settings.register_profile("hunt", UNHURRIED, max_examples=1_000)
settings.load_profile("steady")

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}


def pytest_configure(config: pytest.Config) -> None:
    """What is made once a run has a folder, which the processes inherit by name."""
    if not hasattr(config, "workerinput"):
        os.environ[FOLDER] = mkdtemp(prefix="localturn-made-once-")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ[FOLDER], ignore_errors=True)


LONGEST = {
    "test_backup",
    "test_every_address",
    "test_killed_workers",
    "test_killed_while_sending",
    "test_no_route_to_an_interview",
    "test_serve",
}
"""Files that begin first: at the end, one process would have them to itself."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL run what asks a database; the rest has been run with SQLite's tests."""
    items.sort(key=lambda item: item.path.stem not in LONGEST)
    astray = [each.nodeid for each in items if each.get_closest_marker("journey")]
    if astray := [each for each in astray if not each.startswith("tests/journeys/")]:
        raise pytest.UsageError(f"Journeys are looked for in tests/journeys alone, not: {astray}")
    if not os.environ.get("LOCALTURN_DATABASE"):
        return
    chosen = [item for item in items if _asks_a_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
    items[:] = chosen


def _asks_a_database(item: pytest.Item) -> bool:
    marked = any(item.get_closest_marker(name) for name in ("django_db", "both", "journey"))
    return marked or bool(DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> Iterator[None]:
    """The tests' database begins as a copy of one that was migrated once for all processes."""
    source, creation = migrated(), connection.creation
    if isinstance(source, str):
        connection.settings_dict["TEST"]["TEMPLATE"] = source
        yield
        return
    with closing(connect(creation._get_test_db_name(), uri=True)) as memory:
        with closing(connect(source)) as file:
            file.backup(memory)
        yield  # while one connection to it is open, what is in memory stays


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


@pytest.fixture(autouse=True)
def _what_processes_keep_is_read_anew() -> None:
    """Tests make many versions with the same key at the same moment; life does not."""
    frozen.forget()
    catalogue.forget()
    index.forget()
    marking.forget()
    spans.forget()


@pytest.fixture(autouse=True)
def _pages_are_drawn_before_anything_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is."""
    monkeypatch.setattr(drawing, "PATIENCE", 120)
