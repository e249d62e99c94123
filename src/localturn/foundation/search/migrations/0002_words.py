"""Where the words of the documents are kept: a table of SQLite's, a column of PostgreSQL's.

SQLite loses the trigger when a later migration rebuilds the table: make it again there.
"""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from localturn.foundation.search.engines import postgresql, sqlite


def set_up(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    own = postgresql if schema_editor.connection.vendor == "postgresql" else sqlite
    for statement in own.SET_UP:
        schema_editor.execute(statement)


def take_down(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    own = postgresql if schema_editor.connection.vendor == "postgresql" else sqlite
    for statement in own.TAKE_DOWN:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(set_up, take_down)]
