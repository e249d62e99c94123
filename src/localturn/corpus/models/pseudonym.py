"""What stands in interviews in the place of names, and what of them may be quoted."""

from typing import ClassVar

from django.db import models

from localturn.corpus.domain.pseudonyms import About
from localturn.corpus.models.coding import Coding
from localturn.corpus.models.document import ProjectDocument
from localturn.corpus.models.project import Member, Project


class Pseudonym(models.Model):
    """A name under the key of its project, which is not in the database."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="pseudonyms")
    about = models.CharField(max_length=12, choices=[(each.value, each.value) for each in About])
    stands_as = models.CharField(max_length=120)
    sealed = models.BinaryField()
    """The name and its forms, to be opened by the key alone."""
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    class Meta:
        ordering: ClassVar = ["project", "stands_as", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "stands_as"], name="a_pseudonym_stands_for_one_name"
            )
        ]

    def __str__(self) -> str:
        return self.stands_as


class ClearedWord(models.Model):
    """What looks as if it said who is speaking, and may stand."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="cleared_words")
    word = models.CharField(max_length=200)
    cleared_at = models.DateTimeField()
    cleared_by = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    class Meta:
        ordering: ClassVar = ["project", "word"]
        constraints = [
            models.UniqueConstraint(fields=["project", "word"], name="a_word_is_cleared_once")
        ]

    def __str__(self) -> str:
        return self.word


class Pseudonymisation(models.Model):
    """That names in a document were replaced, and its earlier text is gone."""

    document = models.ForeignKey(
        ProjectDocument, on_delete=models.CASCADE, related_name="pseudonymisations"
    )
    replaced = models.PositiveIntegerField()
    """How many names."""
    at = models.DateTimeField()
    by = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    class Meta:
        ordering: ClassVar = ["document", "-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.replaced}"


class Release(models.Model):
    """That a passage of an interview may be quoted outside the project."""

    coding = models.OneToOneField(Coding, on_delete=models.CASCADE, related_name="release")
    released_at = models.DateTimeField()
    released_by = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    class Meta:
        ordering: ClassVar = ["coding"]

    def __str__(self) -> str:
        return str(self.coding_id)
