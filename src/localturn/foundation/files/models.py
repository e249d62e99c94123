"""What is known of a stored file; its content lies in the storage under its random name."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from localturn.foundation.files.kinds import NAMES


class StoredFile(models.Model):
    token = models.CharField(max_length=60, unique=True)
    """Unguessable: its place in the storage and the address it is asked for by."""
    name = models.CharField(max_length=200)
    """As its owner called it, cleaned."""
    media_type = models.CharField(max_length=100)
    """What its content is, whatever its owner's browser said."""
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="stored_files",
    )
    subject = models.CharField(max_length=200)
    """What it belongs to: room, kind and id."""
    stored_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["stored_at", "pk"]
        indexes: ClassVar = [models.Index(fields=["subject"], name="files_of_a_subject")]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="a_stored_file_is_not_empty")
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("stored-file", args=[self.token])

    @property
    def room(self) -> str:
        """Name of the room that says who may read it."""
        return self.subject.split("/", 1)[0]

    @property
    def size_text(self) -> str:
        """As a reader is told, such as "1.2 MB"."""
        return filesizeformat(self.size)

    @property
    def kind_and_size(self) -> str:
        """As a reader is told, such as "PDF, 1.2 MB"."""
        kind = NAMES.get(self.media_type)
        return f"{kind}, {self.size_text}" if kind else self.size_text

    @property
    def place(self) -> str:
        """Its name in the storage."""
        return place_of(self.token)


class Arrival(models.Model):
    """A large file on its way in pieces, and what became of it once it was there."""

    token = models.CharField(max_length=60, unique=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="arrivals"
    )
    purpose = models.CharField(max_length=60)
    """What a room takes it for, such as "course-folder"."""
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    """From its beginning, without a gap."""
    expires_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    """When what it was sent for began to be done."""
    outcome = models.JSONField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gt=0, received__lte=models.F("size")),
                name="no_more_arrives_than_was_announced",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.received} of {self.size}"

    @property
    def is_whole(self) -> bool:
        return self.received == self.size

    def piece(self, offset: int) -> str:
        """Where the piece that begins at this byte lies in the storage."""
        return f"{ARRIVING}/{self.token}/{offset:015}"


ARRIVING = "arriving"
FOLDER = "stored"


def place_of(token: str) -> str:
    """Where the content with this random name lies in the storage."""
    return f"{FOLDER}/{token[:2]}/{token}"
