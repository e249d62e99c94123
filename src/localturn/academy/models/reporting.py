"""What is asked for the sake of reports, and the looks that were taken."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from localturn.academy.models.enrolment import Enrolment
from localturn.academy.models.run import Run


class StatedSex(models.Model):
    """What a participant answered when asked for their sex; only the report of the run reads it,
    which shows no group of fewer than five."""

    class Sex(models.TextChoices):
        WOMAN = "woman", _("Woman")
        MAN = "man", _("Man")
        OTHER = "other", _("Another answer")

    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="stated_sex")
    sex = models.CharField(max_length=10, choices=Sex.choices)
    stated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.enrolment_id}"


class Look(models.Model):
    """Figures about a run as they were shown from a moment on, to one association or to funders.

    A new one is taken only when it differs from every earlier one in five people or more, so that
    two looks tell nothing about somebody who came, went or completed between them.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="looks")
    organisation = models.ForeignKey(
        "people.Organisation", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    """Whose people it is about; none for the run's own report."""
    taken_at = models.DateTimeField()
    figures = models.JSONField(null=True)
    """What is shown, as `academy.queries.looks` writes it; nothing where they are too few."""
    states = models.JSONField()
    """Who was in which state, as keyed digests, from which nobody reads who or what."""

    class Meta:
        ordering: ClassVar = ["taken_at", "pk"]

    def __str__(self) -> str:
        return f"{self.run_id} {self.taken_at}"
