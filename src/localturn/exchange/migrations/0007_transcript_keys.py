"""A key for each transcript, by which whoever is given it checks it."""

import secrets
from typing import Any

from django.db import migrations, models

from localturn.foundation.trail.append_only import append_only

GUARDED = append_only(
    "exchange", "Transcript", may_be_emptied=["person", "enrolment", "content", "issued_by"]
)


def unguard(apps: Any, schema_editor: Any) -> None:
    for each in GUARDED:
        each.reverse_code(apps, schema_editor)


def guard(apps: Any, schema_editor: Any) -> None:
    for each in GUARDED:
        each.code(apps, schema_editor)


def draw(apps: Any, _schema_editor: Any) -> None:
    transcripts = apps.get_model("exchange", "Transcript").objects
    for pk in list(transcripts.values_list("pk", flat=True)):
        transcripts.filter(pk=pk).update(token=secrets.token_urlsafe(24))


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0006_partner_slots'),
    ]

    operations = [
        migrations.RunPython(unguard, guard),
        migrations.AddField(
            model_name='transcript',
            name='token',
            field=models.CharField(max_length=60, null=True),
        ),
        migrations.RunPython(draw, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='transcript',
            name='token',
            field=models.CharField(max_length=60, unique=True),
        ),
        *GUARDED,
    ]
