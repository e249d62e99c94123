import django.db.models.deletion
from django.db import migrations, models

from localturn.academy.migrations._frozen import frozen


class Migration(migrations.Migration):

    dependencies = [
        ('academy', '0006_announcements_and_enquiries'),
        ('files', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Captions',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stem', models.CharField(max_length=100)),
                ('language', models.CharField(max_length=20)),
                ('text', models.TextField()),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='captions', to='academy.courseversion')),
            ],
            options={
                'ordering': ['stem', 'language'],
                'constraints': [models.UniqueConstraint(fields=('version', 'stem', 'language'), name='one_captions_per_version_stem_and_language')],
            },
        ),
        migrations.CreateModel(
            name='Medium',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('seconds', models.PositiveIntegerField(default=0)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='media', to='academy.courseversion')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('version', 'name'), name='one_medium_per_version_and_name')],
            },
        ),
        migrations.CreateModel(
            name='Watching',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField(default=0)),
                ('played', models.JSONField(default=list)),
                ('sequence', models.PositiveBigIntegerField(default=0)),
                ('told_at', models.DateTimeField()),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='academy.activity')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='watchings', to='academy.enrolment')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('enrolment', 'activity'), name='one_watching_per_activity_and_seat')],
            },
        ),
        frozen("Medium", "Captions"),
    ]
