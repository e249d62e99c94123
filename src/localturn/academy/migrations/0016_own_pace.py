from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('academy', '0015_empty_looks'),
    ]

    operations = [
        migrations.AddField(
            model_name='run',
            name='pace',
            field=models.CharField(choices=[('dated', 'dated'), ('own', 'own')], default='dated', max_length=10),
        ),
        migrations.AddField(
            model_name='runactivity',
            name='due_after',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='runmodule',
            name='opens_after',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='runmodule',
            name='opens_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='runactivity',
            constraint=models.CheckConstraint(condition=models.Q(('due_at', None), ('due_after', None), _connector='OR'), name='an_activity_is_due_on_a_day_or_after_days'),
        ),
        migrations.AddConstraint(
            model_name='runmodule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('opens_after__isnull', False), ('opens_at', None)), models.Q(('opens_after', None), ('opens_at__isnull', False)), _connector='OR'), name='a_module_opens_on_a_day_or_after_days'),
        ),
    ]
