"""The frame in which documents are read, as data, and its frozen versions."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from localturn.corpus.domain.terms import Level
from localturn.corpus.models.project import Member, Project


class Node(models.Model):
    """A concept, a dimension, an indicator or a code, in one tree."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="nodes")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    position = models.PositiveIntegerField(default=0)
    """Among its siblings."""
    level = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Level])
    name = models.CharField(max_length=200)
    colour = models.PositiveSmallIntegerField(default=0)
    """One of the twelve of the coding desk."""
    definition = models.TextField(blank=True)
    when_to_use = models.TextField(blank=True)
    when_not = models.TextField(blank=True)
    example = models.TextField(blank=True)
    """A passage that stands for it."""
    anchor = models.ForeignKey(
        "corpus.Coding",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    """The coded passage that the example was taken from."""
    source = models.TextField(blank=True)
    """The literature that it is taken from."""
    meaning = models.PositiveIntegerField(default=1)
    """Grows whenever what it means is changed, so that older codings are known."""
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    """Since when nothing more is coded with it."""
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="absorbed"
    )

    class Meta:
        ordering: ClassVar = ["project", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"],
                condition=Q(retired_at=None, parent__isnull=False),
                name="a_node_has_a_name_of_its_own_beside_its_siblings",
            ),
            models.UniqueConstraint(
                fields=["project", "name"],
                condition=Q(retired_at=None, parent=None),
                name="a_node_has_a_name_of_its_own_at_the_top",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="a_node_is_not_its_own_parent"
            ),
            models.CheckConstraint(
                condition=Q(colour__lt=12), name="a_node_has_one_of_the_colours"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("corpus:node", args=[self.pk])


class CodebookVersion(models.Model):
    """The whole tree as it was at a moment; never changed."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="codebook_versions")
    number = models.PositiveIntegerField()
    note = models.TextField(blank=True)
    content = models.JSONField()
    """Of each node, in the order of the tree (`domain.codebook.Entry`)."""
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    class Meta:
        ordering: ClassVar = ["project", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"], name="each_codebook_version_has_its_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.project_id} v{self.number}"
