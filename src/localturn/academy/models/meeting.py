"""Meetings of a run, and who was at them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from localturn.academy.domain.attendance import Mark, Presence
from localturn.academy.models.course import Activity
from localturn.academy.models.enrolment import Enrolment
from localturn.academy.models.run import Run


class Meeting(models.Model):
    """What a run adds to a webinar besides its time and link; without a row, nothing."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="meetings")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="meetings")
    minutes = models.PositiveIntegerField(null=True, blank=True)
    """How long it lasts, where not as long as the course says."""
    agenda = models.TextField(blank=True)
    agenda_html = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    """What facilitators write afterwards; participants read it once it is published."""
    notes_html = models.TextField(blank=True)
    notes_published_at = models.DateTimeField(null=True, blank=True)
    recording_link = models.URLField(max_length=500, blank=True)
    recording = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    captions = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    """What is said in the recording, as WebVTT."""
    code_seed = models.CharField(max_length=64, blank=True)
    """What the check-in code is made from."""
    code_turns = models.BooleanField(default=False)
    code_opened_at = models.DateTimeField(null=True, blank=True)
    code_closes_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "activity"], name="one_meeting_per_activity_and_run"
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.run_id}"


class Attendance(models.Model):
    """What was recorded about one seat and one meeting. Only added to; the entry that nothing
    replaces is the one that stands."""

    class Origin(models.TextChoices):
        FACILITATOR = "facilitator", _("Recorded by a facilitator")
        CODE = "code", _("Checked in with the code")
        FILE = "file", _("From a list of the meeting")
        RECORDING = "recording", _("Said by the participant")
        UNDO = "undo", _("A change taken back")

    class State(models.TextChoices):
        UNMARKED = Presence.UNMARKED, _("Not marked")
        PRESENT = Presence.PRESENT, _("Was there")
        PARTLY = Presence.PARTLY, _("Was there in part")
        EXCUSED = Presence.EXCUSED, _("Excused")
        ABSENT = Presence.ABSENT, _("Was not there")
        WATCHED = Presence.WATCHED, _("Watched the recording")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="attendance")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="attendance")
    state = models.CharField(max_length=20, choices=State.choices, blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    origin = models.CharField(max_length=20, choices=Origin.choices)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    """The facilitator; None where it is the participant's own doing."""
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    is_standing = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["recorded_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["activity", "recorded_at"], name="attendance_of_a_meeting")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "activity"],
                condition=Q(is_standing=True),
                name="one_standing_attendance_per_seat",
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.activity_id} {self.state}"

    @property
    def mark(self) -> Mark:
        return Mark(Presence(self.state), self.minutes)

    @property
    def before(self) -> "Attendance | None":
        """What stood before this was recorded. A run that moves to a newer version replaces each
        entry by the same one for the new activity, and those say nothing new."""
        last = self
        while last.replaces and last.replaces.activity_id != last.activity_id:
            last = last.replaces
        return last.replaces


class CodeTry(models.Model):
    """How often somebody has lately entered a check-in code that was wrong."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="+")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "activity"], name="one_count_of_tries_per_seat_and_meeting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.activity_id} {self.tries}"
