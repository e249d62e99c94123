"""That a run was moved to a newer version of its course."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from localturn.academy.models.course import CourseVersion
from localturn.academy.models.run import Run


class RunMove(models.Model):
    """Which version a run delivered before: there stands what is no longer part of its course."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="moves")
    version_before = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+")
    version_after = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+")
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "version_before"], name="a_run_leaves_a_version_once"
            ),
            models.CheckConstraint(
                condition=~Q(version_before=F("version_after")),
                name="a_run_moves_to_another_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.version_before_id} {self.version_after_id}"
