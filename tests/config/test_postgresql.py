"""How a kept connection to a PostgreSQL server is looked at before it is used again, and what
becomes of the statements that its server has kept."""

from typing import Any

import psycopg
import pytest
from django.db import DataError, NotSupportedError, OperationalError, connection, transaction
from django.db.models import QuerySet
from django.test import RequestFactory

from localturn.config.postgresql import base
from localturn.config.wsgi import application
from localturn.foundation.places.models import City
from localturn.foundation.prepared import prepared
from makers.places import make_city

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


def cities_called(name: str) -> QuerySet[Any, Any]:
    return City.objects.filter(name=name).values_list("name", "population")


def kept_by_the_server() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE NOT from_sql")
        return int(cursor.fetchone()[0])


def test_a_statement_is_given_once_and_outlives_what_is_taken_back() -> None:
    ask = prepared(cities_called)
    before = kept_by_the_server()

    with transaction.atomic():
        assert ask("Lipnik") == []  # the first of its transaction
        make_city("Lipnik")
        assert [name for name, _ in ask("Lipnik")] == ["Lipnik"]
        transaction.set_rollback(True)

    assert ask("Lipnik") == []
    assert kept_by_the_server() == before + 1


def test_a_statement_is_given_anew_when_a_column_has_changed() -> None:
    ask = prepared(cities_called)
    make_city("Lipnik")
    City.objects.update(population=12_000)
    assert ask("Lipnik") == [("Lipnik", 12_000)]
    try:
        _change_the_type_of_population("numeric(12, 2)")
        assert ask("Lipnik") == [("Lipnik", 12_000)]
        with transaction.atomic():
            assert ask("Lipnik") == [("Lipnik", 12_000)]
    finally:
        _change_the_type_of_population("integer")

    with pytest.raises(NotSupportedError), transaction.atomic():
        ask("Lipnik")
    assert ask("Lipnik") == [("Lipnik", 12_000)]


def _change_the_type_of_population(kind: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE places_city ALTER COLUMN population TYPE {kind}")


def test_a_statement_that_a_pooler_has_lost_is_given_anew() -> None:
    ask = prepared(cities_called)
    assert ask("Lipnik") == []
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")

    assert ask("Lipnik") == []


def test_a_connection_that_ends_under_a_statement_is_said_as_django_says_it() -> None:
    ask = prepared(cities_called)
    assert ask("Lipnik") == []
    beside("SELECT pg_terminate_backend(%s, 5000)", server_process())

    with pytest.raises(OperationalError):
        ask("Lipnik")

    assert status_of_a_page() == "200 OK"
    assert ask("Lipnik") == []


def test_a_text_that_postgresql_cannot_hold_is_refused_whole() -> None:
    ask = prepared(cities_called)
    make_city("Lip")

    with pytest.raises(DataError):
        ask("Lip\0nik")
