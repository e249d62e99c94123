"""A course, its people and its versions; the tree of a version."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Course(models.Model):
    """What stays the same across versions: its address, and who may work on it."""

    slug = models.SlugField(max_length=60, unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("academy:course", args=[self.slug])


class CourseRole(models.Model):
    """Who writes a course, and who may open runs of it."""

    class Role(models.TextChoices):
        AUTHOR = "author", _("Author")
        FACILITATOR = "facilitator", _("Facilitator")

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="roles")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="course_roles"
    )
    role = models.CharField(max_length=20, choices=Role.choices)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "person", "role"], name="one_role_of_a_kind_per_person_and_course"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.course_id}"


class CourseVersion(models.Model):
    """A course as it was published, never changed again; or, without a number, its one draft."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField()
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=20)
    summary = models.TextField()
    audience = models.TextField(blank=True)
    objectives = models.JSONField(default=list)
    hours = models.DecimalField(max_digits=5, decimal_places=1)
    licence = models.CharField(max_length=60, blank=True)
    authors = models.JSONField(default=list)
    about = models.TextField(blank=True)
    about_html = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "number"], name="one_version_per_course_and_number"
            ),
            models.UniqueConstraint(
                fields=["course"], condition=Q(number=None), name="one_draft_per_course"
            ),
            models.CheckConstraint(
                condition=Q(number=None, published_at=None)
                | Q(number__isnull=False, published_at__isnull=False),
                name="a_version_has_a_number_when_it_is_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number or 'draft'})"


class Module(models.Model):
    version = models.ForeignKey(CourseVersion, on_delete=models.CASCADE, related_name="modules")
    position = models.PositiveIntegerField()
    stable_id = models.SlugField(max_length=60)
    folder_name = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    week = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "stable_id"], name="one_module_per_version_and_id"
            ),
            models.UniqueConstraint(
                fields=["version", "position"], name="one_module_per_version_and_position"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Bank(models.Model):
    """Questions that the quizzes and tests of a version draw from."""

    version = models.ForeignKey(CourseVersion, on_delete=models.CASCADE, related_name="banks")
    name = models.CharField(max_length=60)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "name"], name="one_bank_per_version_and_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Question(models.Model):
    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveIntegerField()
    stable_id = models.SlugField(max_length=60)
    kind = models.CharField(max_length=20)
    topic = models.CharField(max_length=60, blank=True)
    text = models.TextField()
    text_html = models.TextField()
    feedback = models.TextField(blank=True)
    feedback_html = models.TextField(blank=True)
    points = models.DecimalField(max_digits=5, decimal_places=2)
    task = models.JSONField()
    """The fields of its kind in `domain.questions`, as the course folder writes them."""

    class Meta:
        ordering: ClassVar = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["bank", "stable_id"], name="one_question_per_bank_and_id"
            )
        ]

    def __str__(self) -> str:
        return self.stable_id


class Activity(models.Model):
    version = models.ForeignKey(CourseVersion, on_delete=models.CASCADE, related_name="activities")
    module = models.ForeignKey(Module, on_delete=models.CASCADE, related_name="activities")
    position = models.PositiveIntegerField()
    """In the whole course, so that one ordering serves every list."""
    stable_id = models.SlugField(max_length=60)
    file_name = models.CharField(max_length=100)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    minutes = models.PositiveIntegerField()
    points = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    has_deadline = models.BooleanField(default=True)
    settings = models.JSONField(default=dict)
    places = models.JSONField(default=list)
    sources = models.JSONField(default=list)
    body = models.TextField(blank=True)
    body_html = models.TextField(blank=True)
    words = models.PositiveIntegerField(default=0)
    bank = models.ForeignKey(
        Bank, null=True, blank=True, on_delete=models.PROTECT, related_name="activities"
    )

    class Meta:
        ordering: ClassVar = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "stable_id"], name="one_activity_per_version_and_id"
            ),
            models.UniqueConstraint(
                fields=["version", "position"], name="one_activity_per_version_and_position"
            ),
            models.CheckConstraint(
                condition=Q(points__gte=0, points__lte=100),
                name="an_activity_gives_0_to_100_points",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Award(models.Model):
    """What may be earned in a version; `rules` as the course folder writes them."""

    version = models.ForeignKey(CourseVersion, on_delete=models.CASCADE, related_name="awards")
    position = models.PositiveIntegerField()
    stable_id = models.SlugField(max_length=60)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    rules = models.JSONField()
    credits = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    """Credit points that it carries, in `credit_kind`."""
    credit_kind = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "stable_id"], name="one_award_per_version_and_id"
            ),
            models.CheckConstraint(
                condition=Q(credits=None, credit_kind="") | (Q(credits__gt=0) & ~Q(credit_kind="")),
                name="credit_points_are_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.title


__all__ = [
    "Activity",
    "Award",
    "Bank",
    "Course",
    "CourseRole",
    "CourseVersion",
    "Module",
    "Question",
]
