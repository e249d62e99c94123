"""What was changed in a codebook, by whom, so that everybody sees it and it can be undone."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from localturn.corpus.domain.terms import ChangeKind
from localturn.corpus.models.codebook import Node
from localturn.corpus.models.coding import Coding
from localturn.corpus.models.project import Member, Project


class CodebookChange(models.Model):
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="codebook_changes", db_index=False
    )
    kind = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in ChangeKind]
    )
    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="changes")
    other = models.ForeignKey(
        Node, null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    """With which it was merged, or to which passages of it went."""
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    """What stood there, by field; of a move, where it hung and stands."""
    by = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["project", "-id"], name="changes_of_a_codebook")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[ChangeKind.MERGED.value, ChangeKind.SPLIT.value])
                ^ Q(other=None),
                name="what_is_merged_or_split_leads_to_another",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.node_id}"


class Recoding(models.Model):
    """A coding that a merge or a split gave another code, and what it was before."""

    change = models.ForeignKey(CodebookChange, on_delete=models.CASCADE, related_name="recodings")
    coding = models.ForeignKey(Coding, on_delete=models.CASCADE, related_name="recodings")
    meaning = models.PositiveIntegerField()
    is_double = models.BooleanField(default=False)
    """Its coder had given the passage both codes, so that it counts no longer."""

    class Meta:
        ordering: ClassVar = ["change", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["change", "coding"], name="a_change_recodes_a_coding_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.change_id} {self.coding_id}"
