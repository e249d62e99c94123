"""Numbers of places for certain partners."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0005_harvests_in_steps'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='PartnerSlots',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('listing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='partner_slots', to='exchange.listing')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('listing', 'organisation'), name='one_number_of_places_per_partner')],
            },
        ),
    ]
