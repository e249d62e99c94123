"""What a project publishes, with every state in which it was saved."""

from typing import ClassVar

from django.db import models
from django.urls import reverse

from localturn.corpus.domain.publications import Kind
from localturn.corpus.models.project import Member, Project


class Publication(models.Model):
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="publications")
    kind = models.CharField(max_length=15, choices=[(each.value, each.value) for each in Kind])
    title = models.CharField(max_length=300)
    authors = models.TextField(blank=True)
    """One a line, "Family, Given" or an organisation."""
    language = models.CharField(max_length=35)
    text = models.TextField(blank=True)
    """Markdown, with quotations and citations (`domain.publications`)."""
    literature = models.TextField(blank=True)
    """One a line, as `domain.publications.read_literature` reads it."""
    number = models.PositiveIntegerField(default=1)
    """Of the newest version, which is this one."""
    by = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="publications"
    )
    """Who began it."""
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["project", "-changed_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("corpus:publication", args=[self.pk])


class PublicationVersion(models.Model):
    """As it was once saved."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    authors = models.TextField(blank=True)
    text = models.TextField(blank=True)
    literature = models.TextField(blank=True)
    saved_by = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    saved_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["publication", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "number"], name="each_version_of_a_publication_has_a_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"
