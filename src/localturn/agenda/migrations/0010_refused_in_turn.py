from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agenda', '0009_forgotten_words'),
    ]

    operations = [
        migrations.AddField(
            model_name='issue',
            name='refused',
            field=models.PositiveIntegerField(default=0),
        ),
    ]
