from django.db import migrations

from localturn.foundation.trail.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("agenda", "0008_topics_made_one"),
    ]

    operations = [*append_only("agenda", "RawItem", may_be_blanked=["title", "text", "told"])]
