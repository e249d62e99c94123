"""PDFs that what a source said leads to."""

from typing import ClassVar

from django.db import models

from localturn.agenda.models.source import RawItem


class LinkedReport(models.Model):
    """A PDF that an item leads to: asked for once, read, its text kept for a year."""

    raw = models.ForeignKey(RawItem, on_delete=models.CASCADE, related_name="reports")
    address = models.URLField(max_length=1000)
    asked_at = models.DateTimeField(null=True, blank=True)
    """None as long as it was not."""
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=35, blank=True)
    is_long = models.BooleanField(default=False)
    """Whether it is a report, in which many days are named and none is that of an event."""
    trouble = models.JSONField(default=list)
    """Why it could not be read: marked sentences, each with its values."""

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["raw", "address"], name="an_item_leads_to_a_report_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.address
