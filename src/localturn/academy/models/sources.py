"""Whether the addresses that a course cites still answer, as they were last asked."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from localturn.academy.models.course import Course


class SourceReport(models.Model):
    """The last look at the addresses of a course's sources, or the one that is under way."""

    course = models.OneToOneField(Course, on_delete=models.CASCADE, related_name="source_report")
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    is_offline = models.BooleanField(default=False)
    """That there was no way from here to the internet, so that nothing was found out."""
    findings = models.JSONField(default=list)
    """A `queries.sources.Finding` each, by its field names."""

    class Meta:
        ordering: ClassVar = ["course"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(done_at__gte=F("asked_at")),
                name="sources_are_asked_before_they_answer",
            ),
            models.CheckConstraint(
                condition=Q(is_offline=False) | Q(findings=[]),
                name="who_is_offline_has_found_nothing_out",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.asked_at}"
