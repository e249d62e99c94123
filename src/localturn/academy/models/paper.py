"""Papers: proposals and their answers, second marks, annotated files, and how long files are."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from localturn.academy.domain.papers import Stage
from localturn.academy.models.course import Activity
from localturn.academy.models.enrolment import Enrolment
from localturn.academy.models.gradebook import GradeEntry, HandIn
from localturn.academy.models.run import Run
from localturn.foundation import moments


class ProposalDay(models.Model):
    """That the proposals of a paper are due on another day than the course says."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="proposal_days")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True, blank=True)
    """The last moment that is in time; None for the day of the course again."""
    changed_at = models.DateTimeField(default=moments.now)
    times_moved = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "activity"], name="one_day_for_proposals_per_paper_and_run"
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.due_at}"


class Proposal(models.Model):
    """What a participant means to write, and what a facilitator says to it; a later one replaces an
    earlier."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="proposals")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    question = models.TextField()
    outline = models.TextField()
    outline_html = models.TextField()
    sent_at = models.DateTimeField()
    is_late = models.BooleanField(default=False)
    is_approved = models.BooleanField(null=True, blank=True)
    """None while it waits; false where changes are asked for."""
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "activity", "number"],
                name="one_proposal_per_number_activity_and_seat",
            ),
            models.CheckConstraint(
                condition=Q(is_approved=None, answered_at=None)
                | Q(is_approved__isnull=False, answered_at__isnull=False),
                name="a_proposal_is_answered_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(is_approved=None) | Q(is_approved=True) | ~Q(answer=""),
                name="who_asks_for_changes_says_which",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.activity_id} {self.number}"

    @property
    def stage(self) -> Stage:
        if self.is_approved is None:
            return Stage.WAITING
        return Stage.APPROVED if self.is_approved else Stage.CHANGES


class SecondMark(models.Model):
    """That a second facilitator marks a paper, without knowing the first mark; and what came of
    the two. Both stay in the gradebook; while there is no result, neither of them counts."""

    class How(models.TextChoices):
        SAME = "same", _("Both marks were the same")
        AGREED = "agreed", _("Both markers agreed")
        DECIDED = "decided", _("Decided by another facilitator")

    hand_in = models.OneToOneField(HandIn, on_delete=models.CASCADE, related_name="second_mark")
    first = models.OneToOneField(GradeEntry, on_delete=models.PROTECT, related_name="+")
    second = models.OneToOneField(
        GradeEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    why = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    offered_points = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    """What one marker has proposed to the other."""
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    result = models.OneToOneField(
        GradeEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    how = models.CharField(max_length=10, choices=How.choices, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(result=None) | Q(second__isnull=False),
                name="a_result_comes_of_two_marks",
            ),
            models.CheckConstraint(
                condition=Q(result=None, how="") | (Q(result__isnull=False) & ~Q(how="")),
                name="a_result_of_two_marks_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hand_in_id}"


class AnnotatedFile(models.Model):
    """A file that comes back with a mark: the work with its marker's remarks in it."""

    entry = models.ForeignKey(GradeEntry, on_delete=models.PROTECT, related_name="annotated")
    file = models.OneToOneField(
        "files.StoredFile", on_delete=models.CASCADE, related_name="annotated_as"
    )

    def __str__(self) -> str:
        return f"{self.entry_id} {self.file_id}"


class AnnotatedDraft(models.Model):
    """A file with remarks that lies ready: it comes back with the mark that its marker gives."""

    hand_in = models.ForeignKey(HandIn, on_delete=models.CASCADE, related_name="+")
    marker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="annotated_drafts"
    )
    file = models.OneToOneField(
        "files.StoredFile", on_delete=models.CASCADE, related_name="annotated_draft_as"
    )

    def __str__(self) -> str:
        return f"{self.hand_in_id} {self.file_id}"


class FileLength(models.Model):
    """How many words and pages a file has that was handed in, as far as it can be counted."""

    file = models.OneToOneField("files.StoredFile", on_delete=models.CASCADE, related_name="length")
    words = models.PositiveIntegerField(null=True, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.file_id} {self.words} {self.pages}"
