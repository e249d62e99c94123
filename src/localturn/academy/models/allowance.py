"""What one participant was given beyond what everybody has."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from localturn.academy.models.course import Activity
from localturn.academy.models.enrolment import Enrolment


class Allowance(models.Model):
    """A later deadline, more time or more attempts of one participant in one activity.

    The row says what stands now, and is emptied rather than deleted, so that a calendar program
    sees every move; what stood before, and why, is in the audit trail.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="allowances")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="allowances")
    due_at = models.DateTimeField(null=True, blank=True)
    """The last moment that is in time for them: 23:59 on the wall of `zone`."""
    zone = models.CharField(max_length=64)
    extra_minutes = models.PositiveIntegerField(default=0)
    """On top of the time limit of an attempt."""
    extra_attempts = models.PositiveIntegerField(default=0)
    group = models.ForeignKey(
        "academy.Group", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    """The group that was given the later deadline, where it was not this person alone."""
    is_reopened = models.BooleanField(default=False)
    """Whether what was done is to be done once more: their work was returned."""
    reason = models.TextField()
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    times_given = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["activity__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "activity"], name="one_allowance_per_activity_and_seat"
            ),
            models.CheckConstraint(
                condition=Q(extra_minutes__lte=10_000, extra_attempts__lte=100),
                name="an_allowance_is_bounded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.activity_id} {self.due_at}"
