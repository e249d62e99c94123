"""Partners of a course exchange are answered by the host, whatever is set aside for them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("academy", "0016_rubric_of_a_comment"),
    ]

    operations = [
        migrations.AddField(
            model_name='runpartner',
            name='is_answered',
            field=models.BooleanField(default=False),
        ),
    ]
