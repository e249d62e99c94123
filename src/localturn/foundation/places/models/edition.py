"""Which edition of the gazetteer was loaded, so that starting again does not load it again."""

from django.db import models

from localturn.foundation import moments


class GazetteerEdition(models.Model):
    checksum = models.CharField(max_length=64, unique=True)
    loaded_at = models.DateTimeField(default=moments.now)

    def __str__(self) -> str:
        return self.checksum
