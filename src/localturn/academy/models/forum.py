"""Posts of a guided discussion or of a course blog."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from localturn.academy.models.course import Activity
from localturn.academy.models.run import Run


class Post(models.Model):
    """A contribution, or a reply to one. What was answered stays when its author goes."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="posts")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="posts")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="posts"
    )
    answers = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies"
    )
    """The contribution that this replies to; replies are one level deep."""
    title = models.CharField(max_length=200, blank=True)
    """Of a post in a course blog; what stands under it, and discussions, have none."""
    body = models.TextField()
    body_html = models.TextField()
    posted_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    is_late = models.BooleanField(default=False)
    """Of a course blog: that it was written after its author's deadline."""
    files = models.PositiveSmallIntegerField(default=0)
    """How many files hang on it; they are stored under `academy/post/<number>`."""
    removed_at = models.DateTimeField(null=True, blank=True)
    """When it was taken from sight, by its author or a facilitator; the row keeps its replies.

    A facilitator may leave the text, so that it can be shown again: then it is hidden."""
    removed_because = models.CharField(max_length=300, blank=True)
    needs_no_answer = models.BooleanField(default=False)
    """That a facilitator has said so of what it asks, since it was last changed."""
    counted_at = models.DateTimeField(null=True, blank=True)
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["posted_at", "pk"]
        indexes = [models.Index(fields=["run", "activity", "posted_at"], name="post_of_a_thread")]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.pk}"

    @property
    def is_hidden(self) -> bool:
        return self.removed_at is not None and bool(self.body)

    @property
    def subject(self) -> str:
        """What its files belong to."""
        return f"academy/post/{self.pk}"


class Following(models.Model):
    """That somebody wants to be written to about what is posted in a discussion."""

    class Pace(models.TextChoices):
        EACH = "each", _("Every post")
        DAILY = "daily", _("Once a day")

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="+")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="followed_discussions"
    )
    pace = models.CharField(max_length=10, choices=Pace.choices)
    told_until = models.DateTimeField()
    """Posts up to here they have been told of, once a day."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "activity", "person"], name="a_discussion_is_followed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.activity_id} {self.pace}"


class PostReport(models.Model):
    """That somebody asks the facilitators to look at a post."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reports")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(max_length=300)
    reported_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["reported_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "by"],
                condition=Q(settled_at=None),
                name="one_open_report_per_post_and_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.reported_at}"
