
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def find_seats(apps, _schema):
    """Until now the seat of a nominee was found by their address."""
    nominations = apps.get_model("academy", "Nomination")
    seats = apps.get_model("academy", "Enrolment")
    for nomination in nominations.objects.filter(state="accepted"):
        nomination.seat = seats.objects.filter(
            run=nomination.run_id, way="nomination", person__email=nomination.email
        ).first()
        nomination.save(update_fields=["seat"])


class Migration(migrations.Migration):

    dependencies = [
        ('academy', '0010_letters_rubrics_returns'),
        ('people', '0002_person_key'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Interest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('works_for', models.CharField(max_length=200)),
                ('reason', models.TextField()),
                ('expressed_at', models.DateTimeField()),
                ('rank', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(choices=[('open', 'Waiting for an answer'), ('nominated', 'Nominated'), ('declined', 'Not nominated'), ('withdrawn', 'Withdrawn')], default='open', max_length=20)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['rank', 'expressed_at', 'pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='nomination',
            name='one_standing_nomination_per_address_and_run',
        ),
        migrations.AddField(
            model_name='invitation',
            name='declined_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='nomination',
            name='rank',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='nomination',
            name='seat',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='nominations', to='academy.enrolment'),
        ),
        migrations.AddField(
            model_name='run',
            name='confirmation_days',
            field=models.PositiveSmallIntegerField(default=7),
        ),
        migrations.AddField(
            model_name='run',
            name='is_rest_shared',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='runpartner',
            name='quota',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='nomination',
            name='state',
            field=models.CharField(choices=[('waiting', 'Waiting for an answer'), ('queued', 'On the waiting list'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('given-back', 'Gave the place back'), ('lapsed', 'Did not confirm in time')], default='waiting', max_length=20),
        ),
        migrations.AddConstraint(
            model_name='nomination',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'queued', 'accepted'])), fields=('run', 'email'), name='one_standing_nomination_per_address_and_run'),
        ),
        migrations.AddField(
            model_name='interest',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='interest',
            name='nomination',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='interest', to='academy.nomination'),
        ),
        migrations.AddField(
            model_name='interest',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interests', to='people.organisation'),
        ),
        migrations.AddField(
            model_name='interest',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='interests', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='interest',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='interests', to='academy.run'),
        ),
        migrations.AddConstraint(
            model_name='interest',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('run', 'person'), name='one_open_interest_per_person_and_run'),
        ),
        migrations.RunPython(find_seats, migrations.RunPython.noop),
    ]
