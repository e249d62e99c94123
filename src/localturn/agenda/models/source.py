"""Where announcements come from, each time one was asked, and what it said."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from localturn.agenda.domain.sources import Licence, Outcome, SourceKind, Trust
from localturn.agenda.models.event import Topic, choices


class Source(models.Model):
    """A feed, a calendar, a page, mail from somebody, a mailbox, or what people paste."""

    kind = models.CharField(max_length=10, choices=choices(SourceKind))
    name = models.CharField(max_length=200)
    address = models.URLField(max_length=1000, blank=True)
    sender = models.EmailField(max_length=254, blank=True)
    """Of mail: from whom."""
    language = models.CharField(max_length=35, blank=True)
    zone = models.CharField(max_length=64, default="UTC")
    topics = models.ManyToManyField(Topic, blank=True, related_name="sources")
    licence = models.CharField(max_length=10, choices=choices(Licence), default=Licence.LINK.value)
    trust = models.CharField(max_length=10, choices=choices(Trust), default=Trust.REVIEWED.value)
    reads_documents = models.BooleanField(default=False)
    """Of mail: whether PDFs to which it links are asked for, which tells that it was read. What an
    entry of a feed or a page leads to is asked for in any case."""
    every_hours = models.PositiveSmallIntegerField(default=24)
    is_paused = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    due_at = models.DateTimeField(null=True, blank=True)
    """When it is asked next; None for what is not asked."""
    asked_at = models.DateTimeField(null=True, blank=True)
    """Since when a fetch is under way, or when the last one began."""
    done_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    """One after another."""
    etag = models.CharField(max_length=300, blank=True)
    """What a web server calls the state in which it was; of a mailbox, up to which mail."""
    modified = models.CharField(max_length=100, blank=True)
    """What it said when it last changed, in its own words."""
    body_print = models.CharField(max_length=64, blank=True)
    progress = models.PositiveIntegerField(default=0)
    """How many items of the fetch under way are done."""
    progress_of = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        indexes: ClassVar = [models.Index(fields=["due_at"], name="sources_by_when_they_are_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["address"], condition=~Q(address=""), name="an_address_is_one_source"
            ),
            models.UniqueConstraint(
                fields=["sender"], condition=~Q(sender=""), name="a_sender_is_one_source"
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind=SourceKind.MAILBOX.value),
                name="one_mailbox_is_asked",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("agenda:source", args=[self.pk])

    @property
    def is_trusted(self) -> bool:
        """Never mail: anybody can write any sender into it."""
        return self.trust == Trust.TRUSTED and SourceKind(self.kind).can_be_trusted


class Fetch(models.Model):
    """One time that a source was asked, or told something: its log."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="fetches")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=choices(Outcome))
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    """Of the web."""
    size = models.PositiveBigIntegerField(default=0)
    entries = models.PositiveIntegerField(default=0)
    """That the document has."""
    new = models.PositiveIntegerField(default=0)
    """That were not known before."""
    remarks = models.JSONField(default=list)
    """Marked sentences, each with its values."""
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    """Who pasted or uploaded it; None where the house asked."""

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.outcome}"


class RawItem(models.Model):
    """What a source said, word for word; never changed. Where nothing was made of it, its words are
    forgotten after a year (`retention`); by its key and print it is known for ever."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="items")
    key = models.CharField(max_length=300)
    """By which the source's item is known again."""
    print = models.CharField(max_length=64)
    """Of all that it says."""
    at = models.DateTimeField()
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    address = models.CharField(max_length=1000, blank=True)
    published = models.DateField()
    """When the source says that it was; the day on which it came where it does not say."""
    language = models.CharField(max_length=35, blank=True)
    told = models.JSONField(default=dict)
    """What it says for programs, by field."""
    is_cancelled = models.BooleanField(default=False)
    doubts = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "key", "print"], name="the_same_is_taken_in_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title or _("Without a title")

    @property
    def is_forgotten(self) -> bool:
        return not (self.title or self.text or self.told)
