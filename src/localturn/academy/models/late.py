"""Answers that arrived after the server had closed their attempt."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from localturn.academy.models.quiz import Answer


class LateAnswer(models.Model):
    """What was last sent for a question after the end; it scores nothing until it is accepted.

    One row a question, so that nobody can fill the table by sending on.
    """

    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="late")
    value = models.JSONField(null=True)
    sequence = models.PositiveBigIntegerField(default=0)
    arrived_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.TextField(blank=True)
    """Why it was accepted, or why not."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at=None) | ~Q(reason=""),
                name="a_late_answer_is_accepted_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(declined_at=None) | (~Q(reason="") & Q(accepted_at=None)),
                name="a_late_answer_is_declined_for_a_reason_or_accepted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.arrived_at}"
