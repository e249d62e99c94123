"""A project's own actors, and who is said to do what towards whom."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from localturn.corpus.domain.networks import Direction, Government, Stance
from localturn.corpus.models.coding import Coding
from localturn.corpus.models.project import Member, Project


class Actor(models.Model):
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="actors")
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200)
    aliases = models.JSONField(default=list)
    """Other names under which documents speak of it, in any language."""
    level = models.CharField(
        max_length=14, choices=[(each.value, each.value) for each in Government]
    )
    organisation = models.ForeignKey(
        "people.Organisation", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    """Of the platform, where it is one."""
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["project", "folded", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "folded"],
                condition=Q(withdrawn_at=None),
                name="an_actor_has_a_name_of_its_own",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("corpus:actor", args=[self.project.slug, self.pk])


class Relation(models.Model):
    """That a coded passage says how one actor stands to another; the passage is its proof."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="relations")
    coding = models.ForeignKey(Coding, on_delete=models.CASCADE, related_name="relations")
    source = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="relations_from")
    target = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="relations_to")
    direction = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in Direction]
    )
    stance = models.CharField(max_length=12, choices=[(each.value, each.value) for each in Stance])
    note = models.TextField(blank=True)
    by = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="relations"
    )
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["project", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["coding", "source", "target", "direction", "stance"],
                condition=Q(withdrawn_at=None),
                name="a_passage_says_a_relation_once",
            ),
            models.CheckConstraint(
                condition=~Q(source=F("target")), name="a_relation_is_between_two_actors"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.target_id}"
