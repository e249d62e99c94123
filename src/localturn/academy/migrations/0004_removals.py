from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("academy", "0003_frozen_versions")]
    operations = [
        migrations.AddField(
            model_name="enrolment",
            name="removed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
