"""What the database itself refuses: changing a published version and its tree, and anything but
adding to the gradebook, to what was regraded and to who attended.

SQLite loses triggers when a later migration rebuilds a table: name its guard again in it.
"""

from django.db import migrations
from django.db.migrations.recorder import MigrationRecorder

from localturn.foundation.trail.append_only import append_only

BRANCHES = ["Module", "Bank", "Activity", "Award", "Medium", "Captions"]
PUBLISHED = "SELECT 1 FROM academy_courseversion v WHERE v.number IS NOT NULL AND v.id = "
OF_BANK = (
    "SELECT 1 FROM academy_courseversion v JOIN academy_bank b ON b.version_id = v.id "
    "WHERE v.number IS NOT NULL AND b.id = "
)
SENTENCE = "a published version is never changed"


def freeze(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in statements(apps, postgresql):
        schema_editor.execute(statement)


def statements(apps, postgresql):
    for table, verb, condition in guarded(apps, "IS NOT DISTINCT FROM" if postgresql else "IS"):
        name = f"{table}_frozen_{verb.lower()}"
        if postgresql:
            yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
            # A trigger's WHEN takes no subquery on PostgreSQL, so the function decides.
            function = f"{name}_check"
            row = "OLD" if verb == "DELETE" else "NEW"
            yield (
                f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger AS $$ BEGIN "
                f"IF {condition} THEN RAISE EXCEPTION '{SENTENCE}' "
                "USING ERRCODE = 'integrity_constraint_violation'; END IF; "
                f"RETURN {row}; END $$ LANGUAGE plpgsql"
            )
            yield (
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {function}()"
            )
        else:
            yield f"DROP TRIGGER IF EXISTS {name}"
            yield (
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
            )


def guarded(apps, same):
    """Triples of table, verb and what makes the verb one to refuse."""
    for model_name in BRANCHES:
        yield from branch(apps.get_model("academy", model_name), "version_id", PUBLISHED)
    yield from branch(apps.get_model("academy", "Question"), "bank_id", OF_BANK)
    version = apps.get_model("academy", "CourseVersion")
    table = version._meta.db_table
    kept = [f.column for f in version._meta.local_concrete_fields if f.name != "published_by"]
    unchanged = " AND ".join(f'NEW."{column}" {same} OLD."{column}"' for column in kept)
    erased = f"(NEW.published_by_id IS NULL OR NEW.published_by_id {same} OLD.published_by_id)"
    yield table, "UPDATE", f"OLD.number IS NOT NULL AND NOT ({unchanged} AND {erased})"
    yield table, "DELETE", "OLD.number IS NOT NULL"


def branch(model, parent, published):
    table = model._meta.db_table
    before, after = (f"EXISTS ({published}{row}.{parent})" for row in ("OLD", "NEW"))
    yield table, "INSERT", after
    yield table, "UPDATE", f"{before} OR {after}"
    yield table, "DELETE", before


def thaw(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table, verb, _condition in guarded(apps, "IS"):
        name = f"{table}_frozen_{verb.lower()}"
        schema_editor.execute(
            f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if postgresql else "")
        )


FOLDED = {
    "academy": [
        "0002_append_only",
        "0003_frozen_versions",
        "0004_removals",
        "0005_allowances",
        "0006_announcements_and_enquiries",
        "0007_videos",
        "0008_meetings",
        "0009_discussions",
        "0010_letters_rubrics_returns",
        "0011_waiting_lists",
        "0012_moves",
        "0013_shared_figures",
        "0014_surveys",
        "0015_empty_looks",
        "0016_own_pace",
        "0017_timed_out",
        "0018_one_date_of_returned_work",
        "0020_work_files",
        "0021_regrades",
    ],
    "people": [
        "0002_person_key",
        "0003_session",
        "0004_api_tokens",
    ],
    "files": [
        "0002_arrivals",
    ],
}
"""What was folded into the first migrations before the first release."""


def forget_folded(apps, schema_editor):
    """A backup names the migrations that its database has seen, and they have to be there."""
    seen = MigrationRecorder(schema_editor.connection).migration_qs
    for app, names in FOLDED.items():
        seen.filter(app=app, name__in=names).delete()


class Migration(migrations.Migration):
    dependencies = [("academy", "0001_initial")]
    operations = [
        migrations.RunPython(forget_folded, migrations.RunPython.noop),
        migrations.RunPython(freeze, thaw),
        *append_only(
            "academy",
            "GradeEntry",
            may_be_emptied=["entered_by"],
            may_be_cleared=["is_standing"],
        ),
        *append_only(
            "academy",
            "Attendance",
            may_be_emptied=["recorded_by"],
            may_be_cleared=["is_standing"],
        ),
        *append_only(
            "academy",
            "Regrade",
            may_be_emptied=["made_by"],
            may_be_cleared=["is_standing", "is_pending"],
        ),
    ]
