"""What somebody thought of a project, or of anything in it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from localturn.corpus.domain.terms import MemoKind
from localturn.corpus.models.attribute import Case, DocumentSet
from localturn.corpus.models.codebook import Node
from localturn.corpus.models.coding import Coding
from localturn.corpus.models.document import ProjectDocument
from localturn.corpus.models.project import Member, Project
from localturn.corpus.models.question import Question
from localturn.corpus.models.relation import Actor
from localturn.corpus.models.round import Round

ABOUT = ("document", "node", "coding", "case", "document_set", "actor", "question", "round")
"""What it may be about; about none of them, it is about the project."""


def _at_most_one() -> Q:
    none = {f"{each}__isnull": True for each in ABOUT}
    found = Q(**none)
    for each in ABOUT:
        found |= Q(**(none | {f"{each}__isnull": False}))
    return found


class Memo(models.Model):
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memos")
    kind = models.CharField(max_length=10, choices=[(each.value, each.value) for each in MemoKind])
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    document = models.ForeignKey(
        ProjectDocument, null=True, blank=True, on_delete=models.CASCADE, related_name="memos"
    )
    node = models.ForeignKey(
        Node, null=True, blank=True, on_delete=models.CASCADE, related_name="memos"
    )
    coding = models.ForeignKey(
        Coding, null=True, blank=True, on_delete=models.CASCADE, related_name="memos"
    )
    case = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.CASCADE, related_name="memos"
    )
    document_set = models.ForeignKey(
        DocumentSet, null=True, blank=True, on_delete=models.CASCADE, related_name="memos"
    )
    actor = models.ForeignKey(
        Actor, null=True, blank=True, on_delete=models.CASCADE, related_name="memos"
    )
    question = models.ForeignKey(
        Question, null=True, blank=True, on_delete=models.CASCADE, related_name="memos"
    )
    round = models.ForeignKey(
        Round, null=True, blank=True, on_delete=models.CASCADE, related_name="memos"
    )
    links = models.ManyToManyField("self", blank=True)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="memos")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    is_released = models.BooleanField(default=False)
    """Whether it may leave the project with a replication package."""
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=_at_most_one(), name="a_memo_is_about_one_thing")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("corpus:memo", args=[self.pk])
