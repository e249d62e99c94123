"""A key for every record. Those that are there get one that the same record gets again when a
backup from before this migration is restored: notes of erasures made since then name it."""

from datetime import UTC
from hashlib import sha256

import localturn.foundation.people.models.person
from django.db import migrations, models


def give_keys(apps, schema_editor):
    persons = apps.get_model("people", "Person").objects
    for pk, joined_at in persons.values_list("pk", "joined_at").order_by("pk"):
        known = f"{pk} {joined_at.astimezone(UTC).isoformat()}"
        persons.filter(pk=pk).update(key=sha256(known.encode()).hexdigest()[:32])


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="person",
            name="key",
            field=models.CharField(editable=False, max_length=32, null=True),
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop),
        # SQLite rebuilds the table here, which has no trigger to lose.
        migrations.AlterField(
            model_name="person",
            name="key",
            field=models.CharField(
                default=localturn.foundation.people.models.person.new_key,
                editable=False,
                max_length=32,
                unique=True,
            ),
        ),
    ]
