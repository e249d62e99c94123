"""A project or a part of it on its way to or from another program."""

from typing import ClassVar

from django.db import models
from django.urls import reverse

from localturn.corpus.domain.transfers import Direction, State
from localturn.corpus.models.project import Member, Project


class Transfer(models.Model):
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="transfers")
    by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    direction = models.CharField(
        max_length=3, choices=[(each.value, each.value) for each in Direction]
    )
    form = models.CharField(max_length=20, blank=True)
    """Of what goes out: `domain.transfers.OUT`; of what comes in, what it was found to be."""
    name = models.CharField(max_length=200)
    """Of the file."""
    options = models.JSONField(default=dict)
    """What was chosen: profile, classes; basis, class of new documents."""
    state = models.CharField(
        max_length=8,
        choices=[(each.value, each.value) for each in State],
        default=State.WAITING.value,
    )
    report = models.JSONField(default=dict)
    """Counts by what was found or done; what was left behind; why it was refused."""
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.direction} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("corpus:transfer", args=[self.pk])

    @property
    def subject(self) -> str:
        """What its file is stored for."""
        return f"corpus/transfer/{self.pk}"
