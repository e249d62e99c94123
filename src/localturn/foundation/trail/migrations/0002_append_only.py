"""The trail can be added to, and a person in it can be forgotten; nothing else."""

from django.conf import settings
from django.db import migrations

from localturn.foundation.trail.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("trail", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *append_only("trail", "Entry", may_be_emptied=["by"]),
        *append_only("trail", "EntryPerson", may_be_emptied=["person"]),
    ]
