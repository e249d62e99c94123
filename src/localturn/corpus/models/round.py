"""A round of coding: who codes what, blind until it is closed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from localturn.corpus.models.project import Project


class Round(models.Model):
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="rounds")
    name = models.CharField(max_length=200)
    begun_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    """Since when coders see each other's codings of it."""

    class Meta:
        ordering: ClassVar = ["project", "begun_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name"], name="a_round_has_a_name_of_its_own"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=models.F("begun_at")),
                name="a_round_is_closed_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return self.name
