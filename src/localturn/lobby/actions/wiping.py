"""Emptying a database, tables included: before a demonstration or a backup is put in its place."""

from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper


def wipe_database(connection: BaseDatabaseWrapper) -> None:
    """Leave an empty database behind."""
    if connection.vendor == "sqlite":
        path = Path(str(connection.settings_dict["NAME"]))
        connection.close()
        remove_sqlite(path)
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        [schema] = cursor.fetchone() or ("public",)
        name = connection.ops.quote_name(schema)
        cursor.execute(f"DROP SCHEMA {name} CASCADE")
        cursor.execute(f"CREATE SCHEMA {name}")


def remove_sqlite(path: Path) -> None:
    """The file and what SQLite keeps beside it."""
    for suffix in ("-wal", "-shm", ""):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
