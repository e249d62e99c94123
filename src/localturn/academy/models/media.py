"""The videos of a version with what belongs to them, and how far somebody has watched one."""

from typing import ClassVar

from django.db import models

from localturn.academy.domain.captions import clock_of
from localturn.academy.models.course import Activity, CourseVersion
from localturn.academy.models.enrolment import Enrolment


class Medium(models.Model):
    """A video or a poster of a version; versions that have the same share its bytes."""

    version = models.ForeignKey(CourseVersion, on_delete=models.CASCADE, related_name="media")
    name = models.CharField(max_length=100)
    seconds = models.PositiveIntegerField(default=0)
    """How long a video plays."""
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "name"], name="one_medium_per_version_and_name"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def length(self) -> str:
        """How long a video plays, as a player shows it; "" for a picture."""
        return clock_of(self.seconds) if self.seconds else ""


class Captions(models.Model):
    """What is said in the videos with this stem, in one language, as WebVTT."""

    version = models.ForeignKey(CourseVersion, on_delete=models.CASCADE, related_name="captions")
    stem = models.CharField(max_length=100)
    language = models.CharField(max_length=20)
    text = models.TextField()

    class Meta:
        ordering: ClassVar = ["stem", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "stem", "language"],
                name="one_captions_per_version_stem_and_language",
            )
        ]

    def __str__(self) -> str:
        return f"{self.stem}.{self.language}.vtt"


class Watching(models.Model):
    """Where somebody is in a video, and what of it they have played."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="watchings")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField(default=0)
    """Seconds from the beginning."""
    played = models.JSONField(default=list)
    """Intervals of whole seconds, as few as possible, in order (`domain.watching`)."""
    sequence = models.PositiveBigIntegerField(default=0)
    """Grows with every report of the watcher's browser, so that an older place never wins."""
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "activity"], name="one_watching_per_activity_and_seat"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.activity_id} {self.place}"
