"""What facilitators wrote to participants who had fallen behind."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from localturn.academy.models.enrolment import Enrolment
from localturn.academy.models.run import Run


class Letter(models.Model):
    """One text of a facilitator to some people of a run."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="letters")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    token = models.CharField(max_length=60, unique=True)
    """Of the form it was sent from: sent twice, it is one letter."""
    text = models.TextField()
    sent_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.run_id} {self.pk}"


class LetterTo(models.Model):
    """To whom a letter went."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="people")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="letters")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "enrolment"], name="one_copy_of_a_letter_per_seat"
            )
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.enrolment_id}"
