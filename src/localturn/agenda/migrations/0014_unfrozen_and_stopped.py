"""What was sent stays, and what was only frozen may go.

The guard of snapshots asks the table of issues. Where a later migration makes SQLite write
`agenda_issue` anew, put `unguard_what_was_sent` before it and `guard_what_was_sent` after it; where
it writes `agenda_snapshot` anew, `append_only` as well, before this guard.
"""

from django.db import migrations, models

from localturn.foundation.trail.append_only import append_only

TABLE = "agenda_snapshot"
_SENT = "SELECT 1 FROM agenda_issue WHERE id = OLD.issue_id AND sending_at IS NOT NULL"
_ON_SQLITE = [
    f"DROP TRIGGER IF EXISTS {TABLE}_is_never_deleted",
    f"CREATE TRIGGER {TABLE}_is_never_deleted BEFORE DELETE ON {TABLE} WHEN EXISTS ({_SENT}) "
    f"BEGIN SELECT RAISE(ABORT, '{TABLE}: what was sent is never deleted'); END",
]
_ON_POSTGRESQL = [
    "CREATE OR REPLACE FUNCTION refuse_to_delete_what_was_sent() RETURNS trigger AS "
    f"$$ BEGIN IF EXISTS ({_SENT}) THEN RAISE EXCEPTION 'what was sent is never deleted' "
    "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$ "
    "LANGUAGE plpgsql",
    f"DROP TRIGGER IF EXISTS {TABLE}_is_never_deleted ON {TABLE}",
    f"CREATE TRIGGER {TABLE}_is_never_deleted BEFORE DELETE ON {TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION refuse_to_delete_what_was_sent()",
]


def guard_what_was_sent(apps, schema_editor):
    """A snapshot of which nothing was sent may go: its issue is unfrozen, or thrown away."""
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in _ON_POSTGRESQL if on_postgresql else _ON_SQLITE:
        schema_editor.execute(statement)


def unguard_what_was_sent(apps, schema_editor):
    on = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_is_never_deleted{on}")


class Migration(migrations.Migration):

    dependencies = [
        ('agenda', '0013_events_made_one'),
    ]

    operations = [
        migrations.AlterField(
            model_name='issue',
            name='stage',
            field=models.CharField(choices=[('draft', 'draft'), ('frozen', 'frozen'), ('sending', 'being sent'), ('halted', 'halted'), ('sent', 'sent'), ('stopped', 'stopped')], default='draft', max_length=8),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='state',
            field=models.CharField(choices=[('queued', 'waiting'), ('handing', 'being handed over'), ('doubt', 'perhaps sent'), ('handed', 'sent'), ('bounced', 'came back'), ('failed', 'failed'), ('withheld', 'not sent: nothing in it for this reader, or they left'), ('stopped', 'not sent: the issue was stopped')], default='queued', max_length=8),
        ),
        migrations.RunPython(guard_what_was_sent, append_only("agenda", "Snapshot")[0].code),
    ]
