import django.db.models.deletion
import django.db.models.functions.text
import localturn.foundation.moments
import localturn.foundation.people.models.person
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('key', models.CharField(default=localturn.foundation.people.models.person.new_key, editable=False, max_length=32, unique=True)),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='E-mail address')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='Name')),
                ('language', models.CharField(default='en', max_length=10, verbose_name='Language')),
                ('zone', models.CharField(default='UTC', max_length=64, verbose_name='Time zone')),
                ('wants_reminders', models.BooleanField(default=True, verbose_name='Remind me of deadlines and meetings')),
                ('wants_replies', models.BooleanField(default=True, verbose_name='Tell me when somebody answers me')),
                ('wants_announcements', models.BooleanField(default=True, verbose_name='Tell me what is new in my courses')),
                ('is_active', models.BooleanField(default=True)),
                ('is_staff', models.BooleanField(default=False, verbose_name='Operator')),
                ('can_author', models.BooleanField(default=False, verbose_name='Course author')),
                ('calendar_token', models.CharField(default=localturn.foundation.people.models.person.new_token, max_length=43, unique=True)),
                ('joined_at', models.DateTimeField(default=localturn.foundation.moments.now)),
                ('welcomed_at', models.DateTimeField(blank=True, null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='absorbed', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'persons',
                'ordering': ['name', 'pk'],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='one_person_per_email_address'), models.CheckConstraint(condition=models.Q(('merged_into', models.F('id')), _negated=True), name='nobody_is_merged_into_themselves'), models.CheckConstraint(condition=models.Q(('is_active', False), models.Q(('erased_at', None), ('merged_into', None)), _connector='OR'), name='who_is_erased_or_merged_cannot_sign_in')],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True, verbose_name='Address')),
                ('kind', models.CharField(choices=[('municipality', 'Municipality'), ('region', 'Region'), ('state_body', 'State body'), ('association', 'Association of local governments'), ('network', 'Network'), ('university', 'University'), ('ngo', 'Non-governmental organisation'), ('other', 'Other')], max_length=20, verbose_name='Kind')),
                ('name', models.CharField(max_length=200, verbose_name='Name')),
                ('language', models.CharField(default='en', max_length=10, verbose_name='Language of the name')),
                ('website', models.URLField(blank=True, verbose_name='Website')),
                ('folded', models.CharField(db_index=True, max_length=200)),
                ('added_at', models.DateTimeField(default=localturn.foundation.moments.now)),
                ('country', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.country')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='organisations', to='places.city')),
            ],
            options={
                'verbose_name': 'organisation',
                'verbose_name_plural': 'organisations',
                'ordering': ['folded', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['municipality', 'region', 'state_body', 'association', 'network', 'university', 'ngo', 'other'])), name='an_organisation_is_of_a_known_kind')],
            },
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('scopes', models.CharField(blank=True, max_length=300)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('last_used_on', models.DateField(blank=True, null=True)),
                ('minute', models.DateTimeField(blank=True, null=True)),
                ('asked', models.PositiveIntegerField(default=0)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='api_tokens', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-made_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('made_at'))), name='a_token_expires_after_it_is_made')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('to', models.CharField(max_length=60)),
                ('version', models.CharField(max_length=20)),
                ('given_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['given_at', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('person', 'to', 'version'), name='a_person_agrees_to_a_version_once'), models.CheckConstraint(condition=models.Q(('withdrawn_at', None), ('withdrawn_at__gte', models.F('given_at')), _connector='OR'), name='consent_is_withdrawn_after_it_is_given')],
            },
        ),
        migrations.CreateModel(
            name='DataCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('ready_at', models.DateTimeField(blank=True, null=True)),
                ('expires_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='data_copies', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ready_at', None)), fields=('person',), name='one_copy_of_a_persons_data_in_the_making')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(blank=True, null=True, verbose_name='Since')),
                ('until', models.DateField(blank=True, null=True, verbose_name='Until')),
                ('role', models.CharField(choices=[('member', 'Member'), ('coordinator', 'Coordinator, may nominate people'), ('administrator', 'Administrator')], default='member', max_length=20, verbose_name='Role')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='people.organisation')),
            ],
            options={
                'ordering': ['since', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('since', None), ('until', None), ('until__gt', models.F('since')), _connector='OR'), name='a_membership_ends_after_it_begins', violation_error_message='The end must come after the beginning.'), models.CheckConstraint(condition=models.Q(('role__in', ['member', 'coordinator', 'administrator'])), name='a_membership_has_a_known_role'), models.UniqueConstraint(condition=models.Q(('until', None)), fields=('person', 'organisation', 'role'), name='one_open_membership_per_person_organisation_and_role')],
            },
        ),
        migrations.CreateModel(
            name='OrganisationIdentifier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scheme', models.CharField(choices=[('wikidata', 'Wikidata'), ('ror', 'ROR'), ('lau', 'LAU'), ('nuts', 'NUTS')], max_length=10, verbose_name='Register')),
                ('value', models.CharField(max_length=40, verbose_name='Code')),
                ('country', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.country')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identifiers', to='people.organisation')),
            ],
            options={
                'ordering': ['scheme', 'value'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('scheme', 'lau'), _negated=True), fields=('scheme', 'value'), name='one_organisation_per_identifier', violation_error_message='Another organisation has this code already.'), models.UniqueConstraint(condition=models.Q(('scheme', 'lau')), fields=('scheme', 'country', 'value'), name='one_organisation_per_code_of_a_country', violation_error_message='Another organisation has this code already.'), models.CheckConstraint(condition=models.Q(models.Q(('scheme', 'lau'), _negated=True), ('country__isnull', False), _connector='OR'), name='a_lau_code_names_its_country', violation_error_message="A LAU code is a country's own: choose the country.")],
            },
        ),
        migrations.CreateModel(
            name='OrganisationMembership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(blank=True, null=True, verbose_name='Since')),
                ('until', models.DateField(blank=True, null=True, verbose_name='Until')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='Source')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='belongs_to', to='people.organisation')),
                ('whole', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consists_of', to='people.organisation')),
            ],
            options={
                'ordering': ['since', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('since', None), ('until', None), ('until__gt', models.F('since')), _connector='OR'), name='an_organisations_membership_ends_after_it_begins', violation_error_message='The end must come after the beginning.'), models.CheckConstraint(condition=models.Q(('member', models.F('whole')), _negated=True), name='no_organisation_belongs_to_itself'), models.UniqueConstraint(condition=models.Q(('until', None)), fields=('member', 'whole'), name='an_organisation_belongs_to_another_once_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='OrganisationName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('use', models.CharField(choices=[('name', 'Name in another language'), ('alias', 'Also called'), ('short', 'Abbreviation'), ('former', 'Former name')], max_length=10, verbose_name='Use')),
                ('language', models.CharField(blank=True, max_length=10, verbose_name='Language')),
                ('text', models.CharField(max_length=200, verbose_name='Name')),
                ('folded', models.CharField(db_index=True, max_length=200)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='people.organisation')),
            ],
            options={
                'ordering': ['use', 'language', 'text'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('use', 'name')), fields=('organisation', 'language'), name='one_name_per_organisation_and_language'), models.UniqueConstraint(fields=('organisation', 'use', 'text', 'language'), name='each_name_of_an_organisation_once')],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'abstract': False,
            },
        ),
    ]
