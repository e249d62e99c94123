"""That somebody asks not to have to be at a meeting, or to write in a course blog."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from localturn.academy.models.course import Activity
from localturn.academy.models.enrolment import Enrolment


class Excuse(models.Model):
    """A reason, and what a facilitator said to it. What was decided may be decided anew."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="excuses")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="excuses")
    reason = models.CharField(max_length=500)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    answer = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "activity"], name="one_excuse_per_seat_and_activity"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="an_excuse_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.activity_id} {self.state}"
