"""What somebody asks the facilitators of a run, and nobody else."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from localturn.academy.models.course import Activity
from localturn.academy.models.run import Run


class Enquiry(models.Model):
    """A question with all that was said to it; only who asked and the facilitators see it."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="enquiries")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enquiries"
    )
    activity = models.ForeignKey(
        Activity, null=True, blank=True, on_delete=models.PROTECT, related_name="enquiries"
    )
    """What it is about, where it was asked from there."""
    asked_at = models.DateTimeField()
    last_at = models.DateTimeField()
    """When something was last said."""
    waits_since = models.DateTimeField(null=True, blank=True)
    """Since when it waits for a facilitator; None while it does not."""
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-last_at", "-pk"]
        verbose_name_plural = "enquiries"
        constraints = [
            models.CheckConstraint(
                condition=Q(waits_since=None) | Q(closed_at=None),
                name="a_closed_enquiry_waits_for_nobody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("academy:enquiry", args=[self.run.slug, self.pk])


class EnquiryMessage(models.Model):
    """The question itself, or something said to it; never changed."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_answer = models.BooleanField(default=False)
    """That a facilitator wrote it, and not who asked."""
    body = models.TextField()
    body_html = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"{self.enquiry_id} {self.pk}"
