"""What a person was told or agreed to, in which version, and when."""

from django.conf import settings
from django.db import models


class Consent(models.Model):
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents"
    )
    to = models.CharField(max_length=60)
    """What: "privacy-notice", or a room's own, such as "academy.named-in-list"."""
    version = models.CharField(max_length=20)
    """Of the text that stood on the page."""
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "to", "version"],
                condition=models.Q(withdrawn_at=None),
                name="a_person_agrees_to_a_version_once",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None)
                | models.Q(withdrawn_at__gte=models.F("given_at")),
                name="consent_is_withdrawn_after_it_is_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to} {self.version}"
