"""What of another room an event announces, so that it follows it."""

from typing import ClassVar

from django.db import models

from localturn.agenda.domain.following import Stands
from localturn.agenda.models.event import Event


class Announced(models.Model):
    """That an event announces what another room holds at a time, such as a live session; and what
    that room last said of it."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="announces")
    thing = models.CharField(max_length=300)
    """By its room, its kind and its id there."""
    title = models.CharField(max_length=300)
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    """As they were last set."""
    zone = models.CharField(max_length=64)
    stands = models.CharField(
        max_length=10,
        choices=[(each.value, each.value) for each in Stands],
        default=Stands.HELD.value,
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    """When following it postponed or cancelled the event."""
    differs = models.JSONField(default=list)
    """Fields of the event that say something else, because a person wrote them."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["thing"], name="events_by_what_they_announce")]

    def __str__(self) -> str:
        return self.thing
