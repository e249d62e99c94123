"""What marks in letters and digests of addresses are made with."""

from django.db import models
from django.db.models import Q


class MarkKey(models.Model):
    """One row: the key of this installation's marks. It stands in the database, so that links in
    letters, and the list of who is never to be written to, are as good after a restore."""

    secret = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_key_of_all_marks")]

    def __str__(self) -> str:
        return "the key of marks"
