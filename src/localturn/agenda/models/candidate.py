"""What may become an event: read from a raw item, waiting for an editor."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from localturn.agenda.domain.sources import Stage
from localturn.agenda.domain.terms import Kind
from localturn.agenda.models.event import Event, choices
from localturn.agenda.models.source import RawItem, Source


class Candidate(models.Model):
    """One announcement of a raw item, with each value's words and how sure it is."""

    raw = models.ForeignKey(RawItem, on_delete=models.PROTECT, related_name="candidates")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="candidates")
    position = models.PositiveSmallIntegerField(default=0)
    """Which announcement of its raw item."""
    start = models.PositiveIntegerField(default=0)
    stop = models.PositiveIntegerField(default=0)
    """From where to where it goes in the raw item's text."""
    kind = models.CharField(max_length=10, choices=choices(Kind))
    title = models.CharField(max_length=300)
    first_day = models.DateField(null=True, blank=True)
    fields = models.JSONField(default=dict)
    """By field: value, start and stop in its part of the text, method, confidence."""
    sessions = models.JSONField(default=list)
    doubts = models.JSONField(default=list)
    gravity = models.PositiveSmallIntegerField(default=0)
    """How many of its doubts are grave, and above nine where it may be there already: what an
    editor sees first."""
    keys = models.JSONField(default=list)
    """Canonical addresses that it leads to."""
    is_structured = models.BooleanField(default=False)
    """Whether its dates were told for programs."""

    stage = models.CharField(max_length=10, choices=choices(Stage), default=Stage.WAITING.value)
    event = models.ForeignKey(
        Event, null=True, blank=True, on_delete=models.SET_NULL, related_name="candidates"
    )
    """What it became, or was merged with."""
    suggested = models.ForeignKey(
        Event, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    """The event that it may be the same as."""
    why = models.CharField(max_length=20, blank=True)
    """By which key."""
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    """When an editor first opened it."""
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-gravity", "made_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["stage", "source"], name="candidates_by_stage"),
            models.Index(fields=["stage", "first_day"], name="candidates_by_stage_and_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["raw", "position"], name="an_announcement_is_read_once"
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=[Stage.PUBLISHED.value, Stage.DISMISSED.value])
                | Q(decided_at__isnull=False),
                name="what_is_decided_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("agenda:candidate", args=[self.pk])


class Remark(models.Model):
    """What an editor says to the others about a candidate."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="remarks")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()
    text = models.TextField(max_length=4000)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class EventAddress(models.Model):
    """A canonical address that leads to an event: by it a second announcement is known."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="addresses")
    address = models.CharField(max_length=1000, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "address"], name="an_event_has_each_address_once"
            ),
        ]

    def __str__(self) -> str:
        return self.address


class Merge(models.Model):
    """That a candidate was taken for an event that was there; kept so that it can be undone."""

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="merges")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="merges")
    why = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    """None where the house merged by itself."""
    before = models.JSONField(default=dict)
    """What the fields that it changed held before (`domain.former`)."""
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate"],
                condition=Q(undone_at=None),
                name="a_candidate_is_merged_into_one_event",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} → {self.event_id}"


class Joining(models.Model):
    """That two events that were both there are one; kept so that it can be undone."""

    absorbed = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="joinings")
    """What is taken out; its address leads to the other."""
    kept = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="joined")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    before = models.JSONField(default=dict)
    """What the fields of the kept one that changed held before (`domain.former`)."""
    brought = models.JSONField(default=dict)
    """What they held then."""
    addresses = models.JSONField(default=list)
    """By which the kept one is known since."""
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"],
                condition=Q(undone_at=None),
                name="an_event_is_made_one_with_one_other",
            ),
            models.CheckConstraint(
                condition=~Q(absorbed=models.F("kept")), name="no_event_is_made_one_with_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed_id} → {self.kept_id}"
