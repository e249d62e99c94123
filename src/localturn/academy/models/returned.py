"""Work that a facilitator gave back to be worked on again."""

from django.conf import settings
from django.db import models

from localturn.academy.models.gradebook import HandIn


class Returned(models.Model):
    """That a hand-in was returned, with what is to be done; it stays as it is. Until when is the
    writer's allowance, which may be given anew."""

    hand_in = models.OneToOneField(HandIn, on_delete=models.CASCADE, related_name="returned")
    sentence = models.TextField()
    returned_at = models.DateTimeField()
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.hand_in_id}"
