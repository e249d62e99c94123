"""What is announced: an event, a call, or a piece of news."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from localturn.agenda.domain.terms import Kind, Mode, State, Status, Term

TEXT = 40_000
"""Characters of one of its texts."""


def choices(terms: type[Term]) -> list[tuple[str, str]]:
    return [(term.value, term.value) for term in terms]


def new_uid() -> str:
    return uuid4().hex


class Topic(models.Model):
    """What announcements are sorted by."""

    slug = models.SlugField(max_length=40, unique=True)
    names = models.JSONField(default=dict)
    """By language; English is always there."""
    position = models.PositiveSmallIntegerField(default=0)
    former = models.JSONField(default=list)
    """Words of topics that were made one with this: in addresses they stand for it."""

    class Meta:
        ordering: ClassVar = ["position", "slug"]

    def __str__(self) -> str:
        return self.called("en")

    def called(self, language: str) -> str:
        return str(self.names.get(language) or self.names.get("en") or self.slug)


class Event(models.Model):
    """An announcement of any kind: what it says for everybody, whatever the language.

    Days and times are on the clocks of `zone`; whole days where no time is said. `starts`, `ends`
    and `closes` are the same as moments, worked out whenever it is written.
    """

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    """Our own, never a source's; calendars know it by this for ever."""
    kind = models.CharField(max_length=10, choices=choices(Kind), default=Kind.EVENT.value)
    state = models.CharField(max_length=10, choices=choices(State), default=State.DRAFT.value)
    status = models.CharField(
        max_length=10, choices=choices(Status), default=Status.SCHEDULED.value
    )
    sequence = models.PositiveIntegerField(default=0)
    """What tells calendar programs that an entry they have is older."""

    zone = models.CharField(max_length=64, default="UTC")
    first_day = models.DateField(null=True, blank=True)
    begins = models.TimeField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    """Included; the same as `first_day` where it is one day."""
    end_time = models.TimeField(null=True, blank=True)
    deadline_day = models.DateField(null=True, blank=True)
    deadline_time = models.TimeField(null=True, blank=True)
    deadline_zone = models.CharField(max_length=64, blank=True)
    starts = models.DateTimeField(null=True, blank=True)
    """By which it is sorted: its beginning, else its deadline, else when it was published."""
    ends = models.DateTimeField(null=True, blank=True)
    """The first moment at which it is over."""
    closes = models.DateTimeField(null=True, blank=True)
    """The first moment at which it is too late to register or to answer."""

    mode = models.CharField(max_length=10, choices=choices(Mode), blank=True)
    city = models.ForeignKey(
        "places.City", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    country = models.ForeignKey(
        "places.Country", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """The city's, or its own where no city is known."""
    venue = models.CharField(max_length=300, blank=True)
    online_link = models.URLField(max_length=1000, blank=True)
    website = models.URLField(max_length=1000, blank=True)
    registration_link = models.URLField(max_length=1000, blank=True)
    organiser = models.ForeignKey(
        "people.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    organiser_name = models.CharField(max_length=300, blank=True)
    languages = models.JSONField(default=list)
    topics = models.ManyToManyField(Topic, blank=True, related_name="events")

    edited = models.JSONField(default=list)
    """Fields of its content (`domain.content.FIELDS`) that a person wrote: kept from sources."""
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="absorbed"
    )
    """The announcement of the same event that stands for this one, which is taken out
    (`actions.joining`)."""
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    """None where a source told it."""
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    """When it was first published."""
    settled_at = models.DateTimeField(null=True, blank=True)
    """When its status last changed."""
    revision = models.PositiveBigIntegerField(default=0)
    """Of the agenda, in which it was last changed for its readers."""

    class Meta:
        ordering: ClassVar = ["starts", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["revision"], name="events_by_revision"),
            models.Index(fields=["state", "starts"], name="events_by_state_and_start"),
            models.Index(fields=["city", "starts"], name="events_of_a_city"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED.value)
                | Q(starts__isnull=False, published_at__isnull=False),
                name="what_is_published_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED.value, kind=Kind.EVENT.value)
                | Q(first_day__isnull=False),
                name="a_published_event_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(last_day=None)
                | Q(first_day__isnull=False, last_day__gte=F("first_day")),
                name="an_event_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(end_time=None) | Q(begins__isnull=False),
                name="an_event_that_ends_at_a_time_begins_at_one",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="no_event_is_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.uid

    def get_absolute_url(self) -> str:
        return reverse("agenda:event", args=[self.pk])

    @property
    def all_day(self) -> bool:
        return self.begins is None


class EventText(models.Model):
    """An announcement in one language."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=35)
    title = models.CharField(max_length=300)
    summary = models.CharField(max_length=1000, blank=True)
    body = models.TextField(max_length=TEXT, blank=True)
    is_original = models.BooleanField(default=False)
    is_machine = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-is_original", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "language"], name="an_event_is_told_once_in_a_language"
            ),
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(is_original=True),
                name="one_text_of_an_event_is_the_original",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Speaker(models.Model):
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="speakers")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "position"], name="each_speaker_has_their_place"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Session(models.Model):
    """A part of an event's programme, on the clocks of the event's zone."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="sessions")
    position = models.PositiveSmallIntegerField()
    day = models.DateField(null=True, blank=True)
    begins = models.TimeField(null=True, blank=True)
    end_time = models.TimeField(null=True, blank=True)
    track = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=300)
    summary = models.TextField(max_length=4000, blank=True)
    speakers = models.JSONField(default=list)
    """Names, as the event's speakers are written."""

    class Meta:
        ordering: ClassVar = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "position"], name="each_session_has_its_place"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EventDocument(models.Model):
    """What can be read about an event, elsewhere."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="documents")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    address = models.URLField(max_length=1000)
    language = models.CharField(max_length=35, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "position"], name="each_document_of_an_event_has_its_place"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Provenance(models.Model):
    """That an announcement came from somewhere, with the words of each field; for editors.

    Readers see the source's name and address.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="provenance")
    key = models.CharField(max_length=300)
    """Which raw item of which source it was, so that it is taken in once."""
    source = models.CharField(max_length=300)
    address = models.URLField(max_length=1000, blank=True)
    words = models.JSONField(default=dict)
    """By field of the content, the words of the source that it was read from."""
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="an_item_of_a_source_tells_one_event"),
        ]

    def __str__(self) -> str:
        return self.source


class AgendaState(models.Model):
    """One row: how often the agenda was changed, so that every process sees that it was."""

    revision = models.PositiveBigIntegerField(default=0)
    stamp = models.CharField(max_length=32, blank=True)
    """New with each change, so that a history that was undone is told from another."""

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_state_of_the_agenda")]

    def __str__(self) -> str:
        return str(self.revision)
