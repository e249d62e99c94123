"""Announcements as programs are told them, written out once."""

from typing import ClassVar

from django.db import models

from localturn.agenda.models.event import Event


class Told(models.Model):
    """An announcement in one language as it stands in each kind of feed.

    Written with it, so that a feed of a thousand only joins them.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="told")
    language = models.CharField(max_length=35)
    is_original = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    ics = models.TextField(blank=True)
    atom = models.TextField(blank=True)
    json = models.TextField(blank=True)
    jsonld = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["event", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "language"], name="a_language_of_an_event_is_written_out_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.language}"
