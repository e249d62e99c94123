"""A document of the library in a project, and how it came there."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models.project import Member, Project


class ProjectDocument(models.Model):
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="documents")
    document = models.ForeignKey(
        "library.Document", on_delete=models.PROTECT, related_name="in_projects"
    )
    version = models.ForeignKey(
        "library.TextVersion", on_delete=models.PROTECT, related_name="in_projects"
    )
    """That is read and coded now."""
    kind = models.CharField(
        max_length=12, choices=[(each.value, each.value) for each in DocumentClass]
    )
    """Its class, by which it is shown (`permissions.Sight`)."""
    title = models.CharField(max_length=300)
    folded = models.CharField(max_length=300, db_index=True)
    language = models.CharField(max_length=35, blank=True)
    """As it was found, or as somebody has corrected it."""
    words = models.PositiveIntegerField()
    characters = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    """Since when it is out of sight with its codings, until somebody takes that back."""
    coming = models.ForeignKey(
        "corpus.Transfer",
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        related_name="coming",
        db_constraint=False,
        db_index=False,
    )
    """The file of another program of which it is taken: until all of that is here, it is out of
    sight, and where that file is gone it goes too."""

    class Meta:
        ordering: ClassVar = ["project", "folded", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["project", "folded", "id"], name="documents_of_a_project"),
            models.Index(
                fields=["coming"],
                condition=Q(coming__isnull=False),
                name="documents_that_are_coming",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "document"], name="a_document_is_in_a_project_once"
            ),
            models.CheckConstraint(
                condition=Q(coming=None) | Q(removed_at__isnull=False),
                name="a_document_that_is_coming_is_out_of_sight",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("corpus:document", args=[self.pk])


class ImportBatch(models.Model):
    """Files that were brought in together: looked at first, then taken."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="imports")
    by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(
        max_length=12, choices=[(each.value, each.value) for each in DocumentClass]
    )
    made_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    """Since when what was read is being put into the project."""
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.project_id} {self.made_at}"

    def get_absolute_url(self) -> str:
        return reverse("corpus:import", args=[self.pk])


class ImportItem(models.Model):
    """One file of them, or one address, and what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SEEING = "seeing"
        """Somebody has asked for its letters to be read."""
        READ = "read"
        REFUSED = "refused"
        TAKEN = "taken"
        LEFT = "left"
        """Somebody chose to leave it out."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="items")
    name = models.CharField(max_length=300)
    file = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    """None of an address until it has answered."""
    address = models.CharField(max_length=2000, blank=True)
    """That is asked for it; "" of a file that somebody brought."""
    found_at = models.CharField(max_length=2000, blank=True)
    """The address that answered in the end."""
    fetched_at = models.DateTimeField(null=True, blank=True)
    charset = models.CharField(max_length=40, blank=True)
    """How its letters are written, as the address has said."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    version = models.ForeignKey(
        "library.TextVersion", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    """What was read of it."""
    taken_as = models.ForeignKey(
        ProjectDocument, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    title = models.CharField(max_length=300, blank=True)
    sentences = models.JSONField(default=list)
    """Why it was refused, or what could not be carried over: each a message, or a message and the
    values in it (`queries.import_sentences`)."""

    class Meta:
        ordering: ClassVar = ["batch", "pk"]

    def __str__(self) -> str:
        return self.name
