from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('corpus', '0007_publications'),
    ]

    operations = [
        migrations.AlterField(
            model_name='importitem',
            name='state',
            field=models.CharField(choices=[('waiting', 'Waiting'), ('seeing', 'Seeing'), ('read', 'Read'), ('refused', 'Refused'), ('taken', 'Taken'), ('left', 'Left')], default='waiting', max_length=10),
        ),
        migrations.AddIndex(
            model_name='coding',
            index=models.Index(fields=['version'], name='codings_of_a_text'),
        ),
        migrations.AddIndex(
            model_name='coding',
            index=models.Index(fields=['code'], name='all_codings_of_a_code'),
        ),
        migrations.AddIndex(
            model_name='settlement',
            index=models.Index(fields=['version'], name='settlements_of_a_text'),
        ),
    ]
