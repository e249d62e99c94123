"""Attempts at quizzes and tests."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from localturn.academy.models.course import Activity, Question
from localturn.academy.models.enrolment import Enrolment


class Attempt(models.Model):
    """One sitting of a quiz or test by one participant."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="attempts")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    timed_out_at = models.DateTimeField(null=True, blank=True)
    """When the server found its time over and closed it, which counts from the end it then had
    (`closed_at`); None where somebody handed it in, or what it is for ended."""
    share = models.DecimalField(max_digits=7, decimal_places=6, null=True, blank=True)
    """What was right, from 0 to 1, once closed and every question is marked."""

    class Meta:
        ordering: ClassVar = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "activity", "number"],
                name="one_attempt_per_number_activity_and_seat",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "activity"],
                condition=Q(closed_at=None),
                name="one_open_attempt_per_activity_and_seat",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.activity_id} {self.number}"


class Answer(models.Model):
    """A question that was drawn for an attempt, and what was last answered to it."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    position = models.PositiveIntegerField()
    order = models.JSONField(default=list)
    """In which order its choices are shown: indexes into the choices as written."""
    value = models.JSONField(null=True, blank=True)
    sequence = models.PositiveBigIntegerField(default=0)
    """Grows with every save in the reader's browser, so that an older one never wins."""
    saved_at = models.DateTimeField(null=True, blank=True)
    share = models.DecimalField(max_digits=7, decimal_places=6, null=True, blank=True)
    """How right it is, from 0 to 1; None until marked."""
    comment = models.TextField(blank=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "question"], name="a_question_comes_once_in_an_attempt"
            ),
            models.UniqueConstraint(
                fields=["attempt", "position"], name="one_question_per_position_in_an_attempt"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.position}"
