import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('academy', '0011_waiting_lists'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RunMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('moved_at', models.DateTimeField()),
                ('moved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='academy.run')),
                ('version_after', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='academy.courseversion')),
                ('version_before', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='academy.courseversion')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('run', 'version_before'), name='a_run_leaves_a_version_once'), models.CheckConstraint(condition=models.Q(('version_before', models.F('version_after')), _negated=True), name='a_run_moves_to_another_version')],
            },
        ),
    ]
