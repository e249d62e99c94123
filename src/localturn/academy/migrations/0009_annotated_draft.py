import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('academy', '0008_comment_tasks'),
        ('files', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AnnotatedDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='annotated_draft_as', to='files.storedfile')),
                ('hand_in', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='academy.handin')),
                ('marker', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='annotated_drafts', to=settings.AUTH_USER_MODEL)),
            ],
        ),
    ]
