# Written by hand; the fields as `makemigrations` makes them

from datetime import timedelta
from typing import Any

from django.db import migrations, models

A_MINUTE = timedelta(minutes=1)
_AT_ONCE = 1_000


def tell_who_was_closed_by_the_clock(apps: Any, schema_editor: Any) -> None:
    """The clock closes on a whole minute, or whole minutes after the beginning; a person hands in
    at some microsecond or other."""
    attempts = apps.get_model("academy", "Attempt").objects.filter(closed_at__isnull=False)
    timed_out = [
        pk
        for pk, began, closed in attempts.values_list("pk", "started_at", "closed_at").iterator()
        if not (closed.second or closed.microsecond) or not (closed - began) % A_MINUTE
    ]
    for first in range(0, len(timed_out), _AT_ONCE):
        some = attempts.filter(pk__in=timed_out[first : first + _AT_ONCE])
        some.update(timed_out_at=models.F("closed_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("academy", "0016_own_pace"),
    ]

    operations = [
        migrations.AddField(
            model_name="attempt",
            name="timed_out_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(
            tell_who_was_closed_by_the_clock, migrations.RunPython.noop, elidable=True
        ),
    ]
