from secrets import token_urlsafe

from django.db import migrations, models


def make_the_key(apps, schema_editor):
    apps.get_model("agenda", "MarkKey").objects.create(pk=1, secret=token_urlsafe(32))


class Migration(migrations.Migration):

    dependencies = [
        ('agenda', '0010_refused_in_turn'),
    ]

    operations = [
        migrations.CreateModel(
            name='MarkKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('secret', models.CharField(max_length=64)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_key_of_all_marks')],
            },
        ),
        migrations.RunPython(make_the_key, migrations.RunPython.noop),
    ]
