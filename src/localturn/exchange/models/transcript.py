"""Transcripts of records, to which is only ever added, and the scales that they are marked by."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from localturn.exchange.models.listing import Listing


class Grading(models.Model):
    """The scale of a listing with its distribution table, as its host entered it."""

    listing = models.OneToOneField(Listing, on_delete=models.CASCADE, related_name="grading_scale")
    scale = models.JSONField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.listing_id}"


class Transcript(models.Model):
    """What a host says of one student's course, as it stood on the day; a later one may take its
    place, and nothing is rubbed out."""

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="transcripts")
    enrolment = models.ForeignKey(
        "academy.Enrolment", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    """Their seat; empty once it went, because two records of one person became one."""
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    """The student; empty once they have left."""
    home = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="transcripts"
    )
    number = models.CharField(max_length=40, unique=True)
    token = models.CharField(max_length=60, unique=True)
    """The unguessable part of the address at which whoever was given it checks the transcript."""
    content = models.JSONField(null=True)
    """All that it says (`domain.transcripts`); empty once its student has left and wished so."""
    digest = models.CharField(max_length=64)
    """SHA-256 of what it says."""
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "enrolment"],
                condition=Q(replaces=None),
                name="one_first_transcript_per_listing_and_seat",
            ),
            models.CheckConstraint(
                condition=Q(replaces=None, reason="") | (Q(replaces__isnull=False) & ~Q(reason="")),
                name="who_issues_a_transcript_again_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("exchange:transcript", args=[self.number])

    def get_check_url(self) -> str:
        return reverse("exchange:transcript-check", args=[self.token])


class TranscriptPdf(models.Model):
    """The printed form, made by a task from what is frozen."""

    transcript = models.OneToOneField(Transcript, on_delete=models.CASCADE, related_name="pdf")
    file = models.BinaryField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.transcript_id)
