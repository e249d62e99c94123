"""A question whose key is mended for one run; to these rows is only ever added."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from localturn.academy.models.course import Question
from localturn.academy.models.run import Run


class Regrade(models.Model):
    """What holds for a question in a run from a moment on; the row that nothing replaces stands.

    It holds for the question in every version that the run delivers or has delivered, as long as
    its key there is the one that was mended.
    """

    class How(models.TextChoices):
        PUBLISHED = "published", _("Marked as the course has it")
        ALSO = "also", _("Another answer is right too")
        INSTEAD = "instead", _("Another answer is right instead")
        EVERYBODY = "everybody", _("Everybody who met the question has its points")
        UNCOUNTED = "uncounted", _("The question does not count")

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="regrades")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="regrades")
    how = models.CharField(max_length=20, choices=How.choices)
    key = models.JSONField(null=True, blank=True)
    """What is right now, as the course folder writes the fields of the question's kind."""
    reason = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    undoes = models.BooleanField(default=False)
    """Whether it takes back the one that it replaces."""
    is_standing = models.BooleanField(default=True)
    is_pending = models.BooleanField(default=True)
    """Whether somebody's points may still be those of before."""

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "question"],
                condition=Q(is_standing=True),
                name="one_standing_regrade_per_question_and_run",
            ),
            models.CheckConstraint(
                condition=Q(how__in=["also", "instead"], key__isnull=False)
                | Q(how__in=["published", "everybody", "uncounted"], key__isnull=True),
                name="a_regrade_has_a_key_where_it_needs_one",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="a_question_is_regraded_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.question_id} {self.how}"
