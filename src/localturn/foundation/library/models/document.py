"""Documents, and the versions of their texts, which are never changed."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Document(models.Model):
    title = models.CharField(max_length=300)
    source = models.URLField(max_length=2000, blank=True)
    """Where it was published; of what was fetched, the address that answered in the end."""
    asked = models.URLField(max_length=2000, blank=True)
    """The address that was asked, of what was fetched."""
    fetched_at = models.DateTimeField(null=True, blank=True)
    """When it answered so: what is there may change."""
    media_type = models.CharField(max_length=100, default="text/plain")
    """Of the file that its text was read from."""
    file = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    """That file, as it came."""
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class TextVersion(models.Model):
    """The text as it was read, for ever: positions in it are counted in code points."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    characters = models.PositiveIntegerField()
    words = models.PositiveIntegerField()
    language = models.CharField(max_length=35, blank=True)
    """As it was found when the text was read."""
    paragraphs = models.JSONField()
    """Of each: start, end, part, level (`text.Paragraph`)."""
    pages = models.JSONField(default=list)
    """Of each: start, label."""
    boxes = models.JSONField(default=list)
    """Of each line of a PDF: start, page, left, bottom, right, top (`text.Box`)."""
    notes = models.JSONField(default=list)
    """What could not be carried over when it was read, in sentences."""
    read_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["document", "number"]
        indexes: ClassVar = [models.Index(fields=["sha256"], name="texts_by_what_they_say")]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "number"], name="each_text_version_has_its_number"
            ),
            models.CheckConstraint(
                condition=Q(number__gt=0) & Q(words__lte=F("characters")),
                name="a_text_version_is_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} v{self.number}"
