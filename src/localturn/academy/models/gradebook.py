"""Handed-in work and the gradebook, to which is only ever added."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from localturn.academy.models.course import Activity
from localturn.academy.models.enrolment import Enrolment
from localturn.academy.models.quiz import Attempt
from localturn.academy.models.regrade import Regrade
from localturn.foundation.files.models import StoredFile


class HandIn(models.Model):
    """What a participant handed in for an assignment; a later one replaces an earlier."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="hand_ins")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="hand_ins")
    number = models.PositiveIntegerField()
    text = models.TextField()
    text_html = models.TextField()
    words = models.PositiveIntegerField()
    files = models.ManyToManyField(
        "files.StoredFile", through="HandInFile", related_name="handed_in_with"
    )
    """What was handed in beside or instead of the text."""
    link = models.URLField(max_length=500, blank=True)
    """Where the work stands, if it is handed in as an address."""
    handed_in_at = models.DateTimeField()
    is_late = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "activity", "number"],
                name="one_hand_in_per_number_activity_and_seat",
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.activity_id} {self.number}"

    @property
    def annotated(self) -> list[StoredFile]:
        """The files that came back with its mark, whatever has been entered in the place of that
        mark since."""
        return self._came_back(second=False)

    @property
    def annotated_second(self) -> list[StoredFile]:
        """Those that came back with its second mark."""
        return self._came_back(second=True)

    def _came_back(self, *, second: bool) -> list[StoredFile]:
        return [
            each.file
            for entry in self.grades.all()
            if (entry.origin == GradeEntry.Origin.SECOND) is second
            for each in entry.annotated.all()
        ]


class Draft(models.Model):
    """Work not yet handed in, kept so that nothing is lost."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="drafts")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    sequence = models.PositiveBigIntegerField(default=0)
    """Grows with every save in the writer's browser, so that an older one never wins."""
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "activity"], name="one_draft_per_activity_and_seat"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.activity_id}"


class GradeEntry(models.Model):
    """Points for one activity. The entry that nothing replaces is the one that stands."""

    class Origin(models.TextChoices):
        ATTEMPT = "attempt", _("Marked by the questions' keys")
        FACILITATOR = "facilitator", _("Marked by a facilitator")
        CORRECTION = "correction", _("Corrected")
        SECOND = "second", _("Marked by a second marker")
        RESULT = "result", _("Result of two marks")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="grades")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="grades")
    points = models.DecimalField(max_digits=5, decimal_places=2)
    origin = models.CharField(max_length=20, choices=Origin.choices)
    attempt = models.ForeignKey(
        Attempt, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    hand_in = models.ForeignKey(
        HandIn, null=True, blank=True, on_delete=models.PROTECT, related_name="grades"
    )
    feedback = models.TextField(blank=True)
    feedback_html = models.TextField(blank=True)
    rubric = models.JSONField(null=True, blank=True)
    """The level and comment of each criterion, where the work was marked with a rubric."""
    reason = models.TextField(blank=True)
    """Why a standing entry was corrected."""
    regrade = models.ForeignKey(
        Regrade, null=True, blank=True, on_delete=models.PROTECT, related_name="entries"
    )
    """The mended question that made these points others than before."""
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    is_standing = models.BooleanField(default=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["entered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "activity"],
                condition=Q(is_standing=True),
                name="one_standing_grade_per_activity_and_seat",
            ),
            models.CheckConstraint(
                condition=Q(points__gte=0, points__lte=100), name="a_grade_is_0_to_100_points"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.activity_id} {self.points}"
