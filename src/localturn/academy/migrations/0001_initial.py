import django.db.models.deletion
import localturn.foundation.moments
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('files', '0001_initial'),
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('award_id', models.CharField(max_length=60)),
                ('number', models.CharField(max_length=40, unique=True)),
                ('token', models.CharField(max_length=60, unique=True)),
                ('language', models.CharField(max_length=10)),
                ('content', models.JSONField()),
                ('issued_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_because', models.TextField(blank=True)),
                ('shortfall', models.JSONField(default=list)),
                ('upheld_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-issued_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='CertificatePdf',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.BinaryField()),
                ('made_at', models.DateTimeField()),
                ('certificate', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='pdf', to='academy.certificate')),
            ],
        ),
        migrations.CreateModel(
            name='Course',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('created_at', models.DateTimeField()),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='CourseVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(blank=True, null=True)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('changed_at', models.DateTimeField()),
                ('title', models.CharField(max_length=200)),
                ('language', models.CharField(max_length=20)),
                ('summary', models.TextField()),
                ('audience', models.TextField(blank=True)),
                ('objectives', models.JSONField(default=list)),
                ('hours', models.DecimalField(decimal_places=1, max_digits=5)),
                ('licence', models.CharField(blank=True, max_length=60)),
                ('authors', models.JSONField(default=list)),
                ('about', models.TextField(blank=True)),
                ('about_html', models.TextField(blank=True)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='academy.course')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('course', 'number'), name='one_version_per_course_and_number'), models.UniqueConstraint(condition=models.Q(('number', None)), fields=('course',), name='one_draft_per_course'), models.CheckConstraint(condition=models.Q(models.Q(('number', None), ('published_at', None)), models.Q(('number__isnull', False), ('published_at__isnull', False)), _connector='OR'), name='a_version_has_a_number_when_it_is_published')],
            },
        ),
        migrations.CreateModel(
            name='Bank',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='banks', to='academy.courseversion')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('version', 'name'), name='one_bank_per_version_and_name')],
            },
        ),
        migrations.CreateModel(
            name='Award',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('stable_id', models.SlugField(max_length=60)),
                ('title', models.CharField(max_length=200)),
                ('summary', models.TextField(blank=True)),
                ('rules', models.JSONField()),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='awards', to='academy.courseversion')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('version', 'stable_id'), name='one_award_per_version_and_id')],
            },
        ),
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('stable_id', models.SlugField(max_length=60)),
                ('file_name', models.CharField(max_length=100)),
                ('kind', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=200)),
                ('minutes', models.PositiveIntegerField()),
                ('points', models.DecimalField(decimal_places=2, default=0, max_digits=5)),
                ('has_deadline', models.BooleanField(default=True)),
                ('settings', models.JSONField(default=dict)),
                ('places', models.JSONField(default=list)),
                ('sources', models.JSONField(default=list)),
                ('body', models.TextField(blank=True)),
                ('body_html', models.TextField(blank=True)),
                ('words', models.PositiveIntegerField(default=0)),
                ('bank', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='academy.bank')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='activities', to='academy.courseversion')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('version', 'stable_id'), name='one_activity_per_version_and_id'), models.UniqueConstraint(fields=('version', 'position'), name='one_activity_per_version_and_position'), models.CheckConstraint(condition=models.Q(('points__gte', 0), ('points__lte', 100)), name='an_activity_gives_0_to_100_points')],
            },
        ),
        migrations.CreateModel(
            name='Enrolment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('way', models.CharField(choices=[('open', 'Open enrolment'), ('invitation', 'Invitation'), ('nomination', 'Nomination')], max_length=20)),
                ('enrolled_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='enrolments', to='people.organisation')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='enrolments', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('sequence', models.PositiveBigIntegerField(default=0)),
                ('saved_at', models.DateTimeField()),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='academy.activity')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='academy.enrolment')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('enrolment', 'activity'), name='one_draft_per_activity_and_seat')],
            },
        ),
        migrations.CreateModel(
            name='Completion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('done_at', models.DateTimeField()),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='completions', to='academy.activity')),
                ('marked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='completions', to='academy.enrolment')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('enrolment', 'activity'), name='one_completion_per_activity_and_seat')],
            },
        ),
        migrations.AddField(
            model_name='certificate',
            name='enrolment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='academy.enrolment'),
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('started_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('share', models.DecimalField(blank=True, decimal_places=6, max_digits=7, null=True)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='academy.activity')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='academy.enrolment')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('enrolment', 'activity', 'number'), name='one_attempt_per_number_activity_and_seat'), models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('enrolment', 'activity'), name='one_open_attempt_per_activity_and_seat')],
            },
        ),
        migrations.CreateModel(
            name='HandIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('text_html', models.TextField()),
                ('words', models.PositiveIntegerField()),
                ('handed_in_at', models.DateTimeField()),
                ('is_late', models.BooleanField(default=False)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hand_ins', to='academy.activity')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hand_ins', to='academy.enrolment')),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='files.storedfile')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('enrolment', 'activity', 'number'), name='one_hand_in_per_number_activity_and_seat')],
            },
        ),
        migrations.CreateModel(
            name='GradeEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('points', models.DecimalField(decimal_places=2, max_digits=5)),
                ('origin', models.CharField(choices=[('attempt', "Marked by the questions' keys"), ('facilitator', 'Marked by a facilitator'), ('correction', 'Corrected')], max_length=20)),
                ('feedback', models.TextField(blank=True)),
                ('feedback_html', models.TextField(blank=True)),
                ('reason', models.TextField(blank=True)),
                ('is_standing', models.BooleanField(default=True)),
                ('entered_at', models.DateTimeField()),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grades', to='academy.activity')),
                ('attempt', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='academy.attempt')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grades', to='academy.enrolment')),
                ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='academy.gradeentry')),
                ('hand_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='grades', to='academy.handin')),
            ],
            options={
                'ordering': ['entered_at', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_standing', True)), fields=('enrolment', 'activity'), name='one_standing_grade_per_activity_and_seat'), models.CheckConstraint(condition=models.Q(('points__gte', 0), ('points__lte', 100)), name='a_grade_is_0_to_100_points')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('language', models.CharField(max_length=10)),
                ('token', models.CharField(max_length=60, unique=True)),
                ('invited_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.organisation')),
            ],
            options={
                'ordering': ['-invited_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Module',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('stable_id', models.SlugField(max_length=60)),
                ('folder_name', models.CharField(max_length=100)),
                ('title', models.CharField(max_length=200)),
                ('summary', models.TextField(blank=True)),
                ('week', models.PositiveIntegerField()),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='modules', to='academy.courseversion')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('version', 'stable_id'), name='one_module_per_version_and_id'), models.UniqueConstraint(fields=('version', 'position'), name='one_module_per_version_and_position')],
            },
        ),
        migrations.AddField(
            model_name='activity',
            name='module',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='activities', to='academy.module'),
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('stable_id', models.SlugField(max_length=60)),
                ('kind', models.CharField(max_length=20)),
                ('topic', models.CharField(blank=True, max_length=60)),
                ('text', models.TextField()),
                ('text_html', models.TextField()),
                ('feedback', models.TextField(blank=True)),
                ('feedback_html', models.TextField(blank=True)),
                ('points', models.DecimalField(decimal_places=2, max_digits=5)),
                ('task', models.JSONField()),
                ('bank', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='academy.bank')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('bank', 'stable_id'), name='one_question_per_bank_and_id')],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('order', models.JSONField(default=list)),
                ('value', models.JSONField(blank=True, null=True)),
                ('sequence', models.PositiveBigIntegerField(default=0)),
                ('saved_at', models.DateTimeField(blank=True, null=True)),
                ('share', models.DecimalField(blank=True, decimal_places=6, max_digits=7, null=True)),
                ('comment', models.TextField(blank=True)),
                ('marked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('attempt', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='academy.attempt')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='academy.question')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('attempt', 'question'), name='a_question_comes_once_in_an_attempt'), models.UniqueConstraint(fields=('attempt', 'position'), name='one_question_per_position_in_an_attempt')],
            },
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('title', models.CharField(blank=True, max_length=200)),
                ('zone', models.CharField(max_length=64)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('is_open', models.BooleanField(default=False)),
                ('capacity', models.PositiveIntegerField(blank=True, null=True)),
                ('enrolment_closes_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('host', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='hosted_runs', to='people.organisation')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='academy.courseversion')),
            ],
            options={
                'ordering': ['-starts_on', 'slug'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='a_run_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.TextField()),
                ('body_html', models.TextField()),
                ('posted_at', models.DateTimeField()),
                ('edited_at', models.DateTimeField(blank=True, null=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('removed_because', models.CharField(blank=True, max_length=300)),
                ('counted_at', models.DateTimeField(blank=True, null=True)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='academy.activity')),
                ('answers', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='academy.post')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='posts', to=settings.AUTH_USER_MODEL)),
                ('counted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='posts', to='academy.run')),
            ],
            options={
                'ordering': ['posted_at', 'pk'],
                'indexes': [models.Index(fields=['run', 'activity', 'posted_at'], name='post_of_a_thread')],
            },
        ),
        migrations.CreateModel(
            name='Nomination',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('email', models.EmailField(max_length=254)),
                ('language', models.CharField(max_length=10)),
                ('reason', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('waiting', 'Waiting for an answer'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='waiting', max_length=20)),
                ('nominated_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.TextField(blank=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('invitation', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='nomination', to='academy.invitation')),
                ('nominated_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='nominations', to='people.organisation')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='nominations', to='academy.run')),
            ],
            options={
                'ordering': ['nominated_at', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'accepted'])), fields=('run', 'email'), name='one_standing_nomination_per_address_and_run')],
            },
        ),
        migrations.AddField(
            model_name='invitation',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='academy.run'),
        ),
        migrations.AddField(
            model_name='enrolment',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='academy.run'),
        ),
        migrations.CreateModel(
            name='RunActivity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('starts_at', models.DateTimeField(blank=True, null=True)),
                ('zone', models.CharField(max_length=64)),
                ('link', models.URLField(blank=True, max_length=500)),
                ('changed_at', models.DateTimeField(default=localturn.foundation.moments.now)),
                ('times_moved', models.PositiveIntegerField(default=0)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='schedule', to='academy.activity')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='schedule', to='academy.run')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('run', 'activity'), name='one_schedule_per_activity_and_run')],
            },
        ),
        migrations.CreateModel(
            name='RunFacilitator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('added_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='facilitated_runs', to=settings.AUTH_USER_MODEL)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='facilitators', to='academy.run')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('run', 'person'), name='one_facilitator_per_person_and_run')],
            },
        ),
        migrations.CreateModel(
            name='RunModule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opens_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField(default=localturn.foundation.moments.now)),
                ('times_moved', models.PositiveIntegerField(default=0)),
                ('module', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='academy.module')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='releases', to='academy.run')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('run', 'module'), name='one_release_per_module_and_run')],
            },
        ),
        migrations.CreateModel(
            name='RunPartner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='partner_runs', to='people.organisation')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='partners', to='academy.run')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('run', 'organisation'), name='one_partner_per_organisation_and_run')],
            },
        ),
        migrations.CreateModel(
            name='CourseRole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('author', 'Author'), ('facilitator', 'Facilitator')], max_length=20)),
                ('given_at', models.DateTimeField()),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roles', to='academy.course')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='course_roles', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('course', 'person', 'role'), name='one_role_of_a_kind_per_person_and_course')],
            },
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.UniqueConstraint(fields=('enrolment', 'award_id'), name='one_certificate_per_award_and_seat'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('run', 'email'), name='one_invitation_per_address_and_run'),
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.UniqueConstraint(fields=('run', 'person'), name='one_seat_per_person_and_run'),
        ),
        migrations.CreateModel(
            name='SourceReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('is_offline', models.BooleanField(default=False)),
                ('findings', models.JSONField(default=list)),
                ('course', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='source_report', to='academy.course')),
            ],
            options={
                'ordering': ['course'],
                'constraints': [models.CheckConstraint(condition=models.Q(('done_at', None), ('done_at__gte', models.F('asked_at')), _connector='OR'), name='sources_are_asked_before_they_answer'), models.CheckConstraint(condition=models.Q(('is_offline', False), ('findings', []), _connector='OR'), name='who_is_offline_has_found_nothing_out')],
            },
        ),
    ]
