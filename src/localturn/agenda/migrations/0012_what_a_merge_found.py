from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agenda", "0011_mark_key"),
    ]

    operations = [
        migrations.AddField(
            model_name="merge",
            name="before",
            field=models.JSONField(default=dict),
        ),
        migrations.RemoveField(model_name="merge", name="filled"),
        migrations.RemoveField(model_name="merge", name="languages"),
    ]
