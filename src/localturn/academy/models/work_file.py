"""Files of assignments: laid by with the draft, and handed in."""

from django.db import models

from localturn.academy.models.course import Activity
from localturn.academy.models.enrolment import Enrolment
from localturn.academy.models.gradebook import HandIn


class DraftFile(models.Model):
    """A file that will be handed in with the next version; after that it stays for the one after,
    until its writer takes it away."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="draft_files")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    file = models.OneToOneField(
        "files.StoredFile", on_delete=models.CASCADE, related_name="laid_by_as"
    )

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.activity_id} {self.file_id}"


class HandInFile(models.Model):
    """That a file was handed in with a version."""

    hand_in = models.ForeignKey(HandIn, on_delete=models.CASCADE, related_name="+")
    file = models.ForeignKey("files.StoredFile", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hand_in", "file"], name="a_file_is_handed_in_once_with_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.hand_in_id} {self.file_id}"
