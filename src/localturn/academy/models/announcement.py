"""What the facilitators of a run tell all who take part in it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from localturn.academy.models.enrolment import Enrolment
from localturn.academy.models.run import Run


class Announcement(models.Model):
    """Shown from a moment on until it is withdrawn, and mailed once if that was asked for."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="announcements")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="announcements"
    )
    title = models.CharField(max_length=200)
    body = models.TextField()
    body_html = models.TextField()
    written_at = models.DateTimeField()
    shows_at = models.DateTimeField()
    """From when on participants see it."""
    by_mail = models.BooleanField(default=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    """When it was changed after participants could see it."""
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-shows_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mailed_at=None) | Q(by_mail=True),
                name="only_what_goes_by_mail_was_mailed",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("academy:announcement", args=[self.run.slug, self.pk])


class AnnouncementReading(models.Model):
    """That a participant has said to have read an announcement."""

    announcement = models.ForeignKey(
        Announcement, on_delete=models.CASCADE, related_name="readings"
    )
    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="announcement_readings"
    )
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["announcement", "enrolment"], name="an_announcement_is_read_once_a_seat"
            )
        ]

    def __str__(self) -> str:
        return f"{self.announcement_id} {self.enrolment_id}"
