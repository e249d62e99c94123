"""The index: what each document shows when it is found. Its words are beside it, see `engines`."""

from typing import ClassVar

from django.db import models


class IndexedDocument(models.Model):
    """A document as its room handed it in."""

    room = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    group = models.CharField(max_length=200, blank=True)
    audience = models.CharField(max_length=200)
    language = models.CharField(max_length=20, blank=True)
    title = models.TextField()
    summary = models.TextField(blank=True)
    text = models.TextField(blank=True)
    trail = models.JSONField(default=list)
    href = models.TextField()
    places = models.JSONField(null=True)
    """Pairs of a letter of the text and what is added to `href` from there on; null for none."""
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["room", "kind", "key"], name="one_document_per_room_kind_and_key"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["room", "group"], name="documents_of_a_group"),
            models.Index(fields=["audience"], name="documents_of_an_audience"),
        ]

    def __str__(self) -> str:
        return f"{self.room}/{self.kind}/{self.key}"
