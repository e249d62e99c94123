"""That somebody has given a passage a code."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from localturn.corpus.models.codebook import CodebookVersion, Node
from localturn.corpus.models.document import ProjectDocument
from localturn.corpus.models.project import Member, Project
from localturn.corpus.models.round import Round


class Coding(models.Model):
    """From `start` up to and without `end`, in code points of a text version that never changes."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="codings", db_index=False
    )
    document = models.ForeignKey(
        ProjectDocument, on_delete=models.CASCADE, related_name="codings", db_index=False
    )
    version = models.ForeignKey(
        "library.TextVersion", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    prefix = models.CharField(max_length=32, blank=True)
    suffix = models.CharField(max_length=32, blank=True)
    code = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="codings", db_index=False)
    coder = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="codings")
    round = models.ForeignKey(
        Round, null=True, blank=True, on_delete=models.PROTECT, related_name="codings"
    )
    made_under = models.ForeignKey(
        CodebookVersion,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    """The newest codebook version when it was made."""
    meaning = models.PositiveIntegerField(default=1)
    """Of the code when it was made; where `Node.meaning` is greater, somebody looks again."""
    weight = models.PositiveSmallIntegerField(null=True, blank=True)
    comment = models.TextField(blank=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    """Since when it counts no longer, until that is taken back."""
    key = models.UUIDField(null=True, blank=True, unique=True)
    """Given by who sends it, so that sent twice it is stored once."""
    change = models.PositiveBigIntegerField(null=True, blank=True)
    """In which change to the project's codings it became as it is; they are committed in the order
    of their numbers."""

    class Meta:
        ordering: ClassVar = ["document", "start", "end", "pk"]
        indexes: ClassVar = [
            # SQLite counts in it alone only where what it leaves out is told in it
            models.Index(
                fields=["code", "document", "start", "id", "withdrawn_at"],
                condition=Q(withdrawn_at=None),
                name="codings_of_a_code",
            ),
            models.Index(
                fields=["document", "start", "end", "code", "coder", "round"],
                condition=Q(withdrawn_at=None),
                name="codings_of_a_document",
            ),
            models.Index(fields=["project", "changed_at"], name="codings_of_a_project"),
            models.Index(fields=["project", "change"], name="changes_of_codings"),
            models.Index(fields=["version"], name="codings_of_a_text"),
            models.Index(fields=["code"], name="all_codings_of_a_code"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gt=F("start")), name="a_coded_passage_has_characters"
            ),
            models.CheckConstraint(
                condition=Q(weight=None) | Q(weight__lte=100), name="a_weight_is_up_to_a_hundred"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.start}–{self.end}"

    def get_absolute_url(self) -> str:
        return reverse("corpus:coding", args=[self.pk])
