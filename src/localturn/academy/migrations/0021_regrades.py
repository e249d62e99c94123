"""Questions mended for a run, and which of them made somebody's points others than before."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from localturn.foundation.trail.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("academy", "0020_work_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Regrade",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("published", "Marked as the course has it"),
                            ("also", "Another answer is right too"),
                            ("instead", "Another answer is right instead"),
                            ("everybody", "Everybody who met the question has its points"),
                            ("uncounted", "The question does not count"),
                        ],
                        max_length=20,
                    ),
                ),
                ("key", models.JSONField(blank=True, null=True)),
                ("reason", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("undoes", models.BooleanField(default=False)),
                ("is_standing", models.BooleanField(default=True)),
                ("is_pending", models.BooleanField(default=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="regrades",
                        to="academy.question",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="academy.regrade",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="regrades",
                        to="academy.run",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_standing", True)),
                        fields=("run", "question"),
                        name="one_standing_regrade_per_question_and_run",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("how__in", ["also", "instead"]), ("key__isnull", False)),
                            models.Q(
                                ("how__in", ["published", "everybody", "uncounted"]),
                                ("key__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="a_regrade_has_a_key_where_it_needs_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="a_question_is_regraded_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="gradeentry",
            name="regrade",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="academy.regrade",
            ),
        ),
        *append_only(
            "academy",
            "Regrade",
            may_be_emptied=["made_by"],
            may_be_cleared=["is_standing", "is_pending"],
        ),
        # the guard compares column by column, so that a new one has to be named
        *append_only(
            "academy",
            "GradeEntry",
            may_be_emptied=["entered_by"],
            may_be_cleared=["is_standing"],
        ),
    ]
