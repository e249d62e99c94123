"""Posts of a guided discussion."""

from typing import ClassVar

from django.conf import settings
from django.db import models

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
    body = models.TextField()
    body_html = models.TextField()
    posted_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    """When its text was taken away, by its author or a facilitator; the row keeps its replies."""
    removed_because = models.CharField(max_length=300, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["posted_at", "pk"]
        indexes = [models.Index(fields=["run", "activity", "posted_at"], name="post_of_a_thread")]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.pk}"
