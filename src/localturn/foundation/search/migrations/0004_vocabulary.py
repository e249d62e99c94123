"""The words that there are, on SQLite, read from the table that keeps them: nothing is stored."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from localturn.foundation.search.engines import sqlite


def set_up(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for statement in sqlite.VOCABULARY:
            schema_editor.execute(statement)


def take_down(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for statement in sqlite.NO_VOCABULARY:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0003_places")]
    operations = [migrations.RunPython(set_up, take_down)]
