"""Answers to surveys: of a named one, whose they are; of an anonymous one, themselves alone."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from localturn.academy.models.course import Activity
from localturn.academy.models.enrolment import Enrolment
from localturn.academy.models.run import Run


class SurveyUrn(models.Model):
    """All that was answered to one question of an anonymous survey in a run.

    The answers lie in one value, sorted by what they say: there is no row, id, moment or order by
    which one of them could be told to be somebody's, nor which answers came together. That somebody
    has answered is a `Completion`, which says nothing of what.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="+")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    question = models.SlugField(max_length=60)
    answers = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "activity", "question"], name="one_urn_per_question_and_run"
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.question}"


class SurveyResponse(models.Model):
    """What somebody answered in a survey that is not anonymous; it may be changed until closing."""

    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="survey_responses"
    )
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    """By the id of the question."""
    answered_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "activity"], name="one_response_per_survey_and_seat"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.activity_id}"


class SurveyClosing(models.Model):
    """That nobody can answer a survey of a run any more. An anonymous one stays closed, since its
    results can be seen from then on."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="+")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "activity"], name="one_closing_per_survey_and_run"
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.run_id}"
