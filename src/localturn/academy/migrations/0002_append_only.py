"""To the gradebook is only ever added; an entry can only cease to be the one that stands."""

from django.db import migrations

from localturn.foundation.trail.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("academy", "0001_initial")]

    operations = [
        *append_only(
            "academy",
            "GradeEntry",
            may_be_emptied=["entered_by"],
            may_be_cleared=["is_standing"],
        )
    ]
