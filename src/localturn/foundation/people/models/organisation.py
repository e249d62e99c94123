"""Organisations."""

from django.db import models


class Organisation(models.Model):
    """A municipality, an association of them, a university … that people belong to."""

    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name
