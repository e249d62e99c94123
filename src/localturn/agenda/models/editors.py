"""Who looks after the agenda of this house."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class EditingOffice(models.Model):
    """An organisation whose coordinators and administrators edit the agenda (decision 23)."""

    organisation = models.OneToOneField(
        "people.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    named_at = models.DateTimeField()
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["organisation__folded"]

    def __str__(self) -> str:
        return str(self.organisation)
