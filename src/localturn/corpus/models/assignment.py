"""Who codes what in a round, and what was decided where they differ."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from localturn.corpus.models.codebook import Node
from localturn.corpus.models.coding import Coding
from localturn.corpus.models.document import ProjectDocument
from localturn.corpus.models.project import Member
from localturn.corpus.models.round import Round


class Assignment(models.Model):
    """A document that a member codes in a round."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="assignments")
    document = models.ForeignKey(
        ProjectDocument, on_delete=models.CASCADE, related_name="assignments"
    )
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="assignments")
    done_at = models.DateTimeField(null=True, blank=True)
    """Since when they say that they are through with it."""

    class Meta:
        ordering: ClassVar = ["round", "document", "member"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "document", "member"],
                name="a_document_is_given_to_a_coder_once_a_round",
            )
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.document_id} {self.member_id}"


class Settlement(models.Model):
    """What counts at a place where coders differ, or agree: the adjudicated layer. The codings
    that it was made of stay as they are."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="settlements")
    document = models.ForeignKey(
        ProjectDocument, on_delete=models.CASCADE, related_name="settlements"
    )
    version = models.ForeignKey(
        "library.TextVersion", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    code = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="settlements", db_index=False
    )
    region_start = models.PositiveIntegerField()
    region_end = models.PositiveIntegerField()
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    """What counts of the region, one row for each stretch; null where nothing does."""
    coding = models.ForeignKey(
        Coding, null=True, blank=True, on_delete=models.SET_NULL, related_name="settlements"
    )
    """The coding that was taken as it is."""
    note = models.TextField(blank=True)
    by = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="settlements"
    )
    """Nobody where all coders agreed."""
    settled_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["document", "region_start", "code", "pk"]
        indexes: ClassVar = [models.Index(fields=["version"], name="settlements_of_a_text")]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "document", "code", "region_start", "start"],
                name="what_counts_of_a_region_is_said_once",
            ),
            models.UniqueConstraint(
                fields=["round", "document", "code", "region_start"],
                condition=Q(start=None),
                name="that_nothing_counts_of_a_region_is_said_once",
            ),
            models.CheckConstraint(
                condition=Q(start=None, end=None)
                | Q(
                    start__gte=models.F("region_start"),
                    end__gt=models.F("start"),
                    end__lte=models.F("region_end"),
                ),
                name="what_counts_lies_in_its_region",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.region_start}–{self.region_end}"


class Agreement(models.Model):
    """How far the coders of a closed round agree, worked out once: its codings no longer change."""

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="agreement")
    content = models.JSONField(null=True, blank=True)
    """As `queries.agreement` writes it; null until it is worked out."""
    worked_out_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.round_id)
