from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('corpus', '0007_publications'),
    ]

    operations = [
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
