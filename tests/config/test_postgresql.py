"""How a kept connection to a PostgreSQL server is looked at before it is used again."""

from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import RequestFactory

from localturn.config.postgresql import base
from localturn.config.wsgi import application

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="a SQLite file does not hang up"),
]


def status_of_a_page() -> str:
    """Asked as a server asks, from the first signal of a request to its last."""
    said: list[str] = []
    environ = RequestFactory().get("/about/", headers={"host": "localhost"}).environ
    answer: Any = application(environ, lambda status, _headers: said.append(status))
    answer.close()
    return said[0]


def server_process() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def beside(statement: str, *values: object) -> Any:
    """What the server says to somebody else."""
    words = {key: connection.settings_dict[key.upper()] for key in ("host", "port", "user")}
    with psycopg.connect(
        dbname=str(connection.settings_dict["NAME"]), **{k: v for k, v in words.items() if v}
    ) as other:
        row = other.execute(statement.encode(), values).fetchone()
    return row[0] if row else None


def last_said_to(process: int) -> str:
    return str(beside("SELECT query FROM pg_stat_activity WHERE pid = %s", process))


def test_a_connection_that_was_ended_between_two_requests_is_replaced() -> None:
    assert status_of_a_page() == "200 OK"
    first = server_process()
    beside("SELECT pg_terminate_backend(%s, 5000)", first)

    assert status_of_a_page() == "200 OK"

    assert server_process() != first


def test_a_connection_that_is_there_is_kept_and_asked_only_after_a_silence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert status_of_a_page() == "200 OK"
    first = server_process()

    connection.is_usable()
    assert last_said_to(first) == "SELECT pg_backend_pid()"

    monkeypatch.setattr(base, "SILENCE", 0)
    connection.is_usable()
    assert last_said_to(first) == "SELECT 1"

    assert status_of_a_page() == "200 OK"
    assert server_process() == first
