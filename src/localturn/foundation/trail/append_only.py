"""Tables to which rows are only added: the database itself refuses anything else.

Named in a migration of the app that owns the table:

    operations = [*append_only("academy", "GradeEntry", may_be_emptied=["entered_by"])]

SQLite loses triggers when a later migration rebuilds the table: name the table again in it.
`tests/foundation/trail` asks the database whether every table named here is still guarded.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def append_only(
    app_label: str,
    model_name: str,
    *,
    may_be_emptied: Sequence[str] = (),
    may_be_cleared: Sequence[str] = (),
    may_be_blanked: Sequence[str] = (),
) -> list[migrations.RunPython]:
    """Operations that forbid deleting rows and changing them.

    `may_be_emptied` names the fields that may become null, and nothing else: those that lead to a
    person, who can be erased while the fact stays. `may_be_cleared` names the marks that may go
    from true to false and never back: that a row is the one that stands. `may_be_blanked` names the
    texts and JSON values that may become "" or {}, and nothing else: what is forgotten in time.
    """

    def guard(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        model = apps.get_model(app_label, model_name)
        fields = model._meta.local_concrete_fields
        table = model._meta.db_table
        emptied = [f.column for f in fields if f.name in may_be_emptied]
        cleared = [f.column for f in fields if f.name in may_be_cleared]
        blanked = {
            f.column: "{}" if isinstance(f, models.JSONField) else ""
            for f in fields
            if f.name in may_be_blanked
        }
        kept = [f.column for f in fields if f.column not in {*emptied, *cleared, *blanked}]
        named = (*may_be_emptied, *may_be_cleared, *may_be_blanked)
        if len(fields) - len(kept) != len(named):
            raise ValueError(f"{model_name} has not all of the fields that may change")
        postgresql = schema_editor.connection.vendor == "postgresql"
        write, same = (_on_postgresql, "IS NOT DISTINCT FROM") if postgresql else (_on_sqlite, "IS")
        for statement in write(table, _unchanged(kept, emptied, cleared, blanked, same)):
            schema_editor.execute(statement)

    def unguard(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        table = apps.get_model(app_label, model_name)._meta.db_table
        on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        for name in (f"{table}_is_never_deleted", f"{table}_is_never_changed"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")

    return [migrations.RunPython(guard, unguard)]


def _unchanged(
    kept: Sequence[str],
    emptied: Sequence[str],
    cleared: Sequence[str],
    blanked: Mapping[str, str],
    same: str,
) -> str:
    conditions = [f'NEW."{column}" {same} OLD."{column}"' for column in kept]
    conditions += [
        f'(NEW."{column}" IS NULL OR NEW."{column}" {same} OLD."{column}")' for column in emptied
    ]
    conditions += [f'(OLD."{column}" OR NOT NEW."{column}")' for column in cleared]
    conditions += [
        f'(NEW."{column}" = \'{blank}\' OR NEW."{column}" {same} OLD."{column}")'
        for column, blank in blanked.items()
    ]
    return " AND ".join(conditions)


def _on_sqlite(table: str, unchanged: str) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {table}_is_never_deleted",
        f"DROP TRIGGER IF EXISTS {table}_is_never_changed",
        f"CREATE TRIGGER {table}_is_never_deleted BEFORE DELETE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: rows are never deleted'); END",
        f"CREATE TRIGGER {table}_is_never_changed BEFORE UPDATE ON {table} "
        f"WHEN NOT ({unchanged}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: rows are never changed'); END",
    ]


def _on_postgresql(table: str, unchanged: str) -> list[str]:
    return [
        "CREATE OR REPLACE FUNCTION refuse_to_change_append_only() RETURNS trigger AS "
        "$$ BEGIN RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql",
        f"DROP TRIGGER IF EXISTS {table}_is_never_deleted ON {table}",
        f"DROP TRIGGER IF EXISTS {table}_is_never_changed ON {table}",
        f"CREATE TRIGGER {table}_is_never_deleted BEFORE DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_to_change_append_only()",
        f"CREATE TRIGGER {table}_is_never_changed BEFORE UPDATE ON {table} FOR EACH ROW "
        f"WHEN (NOT ({unchanged})) "
        "EXECUTE FUNCTION refuse_to_change_append_only()",
    ]
