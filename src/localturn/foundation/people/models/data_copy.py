"""The copy of everything held about a person, made because they asked for it."""

from django.conf import settings
from django.db import models


class DataCopy(models.Model):
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_copies"
    )
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(ready_at=None),
                name="one_copy_of_a_persons_data_in_the_making",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.asked_at:%Y-%m-%d}"

    @property
    def subject(self) -> str:
        """What its file is stored for."""
        return f"people/copy/{self.pk}"
