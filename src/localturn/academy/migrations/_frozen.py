"""Freezes a new table under a version, as migration 0003 does for the first ones."""

from importlib import import_module

from django.db import migrations

first = import_module("localturn.academy.migrations.0003_frozen_versions")


def frozen(*models):
    """The operation for tables whose rows name their version."""

    def freeze(apps, schema_editor):
        postgresql = schema_editor.connection.vendor == "postgresql"
        for table, verb, condition in _guarded(apps, models):
            name = f"{table}_frozen_{verb.lower()}"
            if postgresql:
                row = "OLD" if verb == "DELETE" else "NEW"
                schema_editor.execute(
                    f"CREATE OR REPLACE FUNCTION {name}_check() RETURNS trigger AS $$ BEGIN "
                    f"IF {condition} THEN RAISE EXCEPTION '{first.SENTENCE}' "
                    "USING ERRCODE = 'integrity_constraint_violation'; END IF; "
                    f"RETURN {row}; END $$ LANGUAGE plpgsql"
                )
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
                    f"FOR EACH ROW EXECUTE FUNCTION {name}_check()"
                )
            else:
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {condition} "
                    f"BEGIN SELECT RAISE(ABORT, '{first.SENTENCE}'); END"
                )

    def thaw(apps, schema_editor):
        postgresql = schema_editor.connection.vendor == "postgresql"
        for table, verb, _condition in _guarded(apps, models):
            name = f"{table}_frozen_{verb.lower()}"
            of = f" ON {table}" if postgresql else ""
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{of}")

    return migrations.RunPython(freeze, thaw)


def _guarded(apps, models):
    for name in models:
        yield from first.branch(apps.get_model("academy", name), "version_id", first.PUBLISHED)
