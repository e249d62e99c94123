"""A question put to the codings, kept with an address that stays."""

from typing import ClassVar

from django.db import models
from django.urls import reverse

from localturn.corpus.domain.asking import Kind
from localturn.corpus.models.project import Member, Project


class Question(models.Model):
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveIntegerField()
    """Within the project, as its address says."""
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=[(each.value, each.value) for each in Kind])
    asked = models.JSONField()
    """As `domain.asking.Asked` says it."""
    note = models.TextField(blank=True)
    by = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="questions"
    )
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["project", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"], name="each_question_has_its_number"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("corpus:question", args=[self.project.slug, self.number])
