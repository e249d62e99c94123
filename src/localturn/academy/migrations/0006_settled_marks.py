"""What the database itself refuses of second marks: another version, another first mark, and another
second mark or result once there is one.

SQLite loses triggers when a later migration rebuilds the table: name `guard` again in it.
"""

from django.db import migrations

TABLE = "academy_secondmark"
NAME = f"{TABLE}_keeps_its_marks"
SENTENCE = "marks that were given are never exchanged"
CHANGED = (
    "NEW.hand_in_id <> OLD.hand_in_id OR NEW.first_id <> OLD.first_id"
    " OR (OLD.second_id IS NOT NULL AND (NEW.second_id IS NULL OR NEW.second_id <> OLD.second_id))"
    " OR (OLD.result_id IS NOT NULL AND (NEW.result_id IS NULL OR NEW.result_id <> OLD.result_id))"
)


def guard(apps, schema_editor):
    unguard(apps, schema_editor)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger AS $$ BEGIN "
            f"RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'; "
            "END $$ LANGUAGE plpgsql"
        )
        does = f"FOR EACH ROW WHEN ({CHANGED}) EXECUTE FUNCTION {NAME}()"
    else:
        does = f"WHEN {CHANGED} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    schema_editor.execute(f"CREATE TRIGGER {NAME} BEFORE UPDATE ON {TABLE} {does}")


def unguard(apps, schema_editor):
    on = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {NAME}{on}")


class Migration(migrations.Migration):

    dependencies = [
        ('academy', '0005_blogs_and_excuses'),
    ]

    operations = [
        migrations.RunPython(guard, unguard),
    ]
