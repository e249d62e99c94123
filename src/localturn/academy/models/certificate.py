"""Certificates: what was earned, as it stood on the day."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from localturn.academy.models.enrolment import Enrolment


class Certificate(models.Model):
    """Issued once for an award and a seat; its content is frozen, its validity can be revoked."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="certificates")
    award_id = models.CharField(max_length=60)
    """The award's stable id in the run's version."""
    number = models.CharField(max_length=40, unique=True)
    token = models.CharField(max_length=60, unique=True)
    """The unguessable part of its public address."""
    language = models.CharField(max_length=10)
    content = models.JSONField()
    """All that it says: holder, course, hours, dates, host, points, rules and how each was met."""
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    revoked_because = models.TextField(blank=True)
    shortfall = models.JSONField(default=list)
    """Which rules are no longer met since it was issued (after a correction), in plain words.

    While it holds something that nobody has upheld, the facilitators are asked to decide.
    """
    upheld_at = models.DateTimeField(null=True, blank=True)
    """When a facilitator decided that it stands in spite of its shortfall."""

    class Meta:
        ordering: ClassVar = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "award_id"], name="one_certificate_per_award_and_seat"
            )
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("academy:certificate", args=[self.token])

    @property
    def is_in_doubt(self) -> bool:
        """Whether somebody has to decide if it stands."""
        return bool(self.shortfall) and self.upheld_at is None and self.revoked_at is None


class CertificatePdf(models.Model):
    """The printed form of a certificate, made by a task from its frozen content.

    It is kept in the database because it is small, never public, and belongs into every backup.
    """

    certificate = models.OneToOneField(Certificate, on_delete=models.CASCADE, related_name="pdf")
    file = models.BinaryField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.certificate_id)
