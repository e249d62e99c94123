"""What texts are found by: their parts, whose words stand beside them (`words_in`), and the forms
of words. Both are made of text versions, and can be made anew of them at any time."""

from typing import ClassVar

from django.db import models


class Part(models.Model):
    """A paragraph of a text version, as it is searched."""

    version = models.ForeignKey(
        "library.TextVersion", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "start"], name="each_part_of_a_text_has_its_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.start}–{self.end}"


class WordForm(models.Model):
    """A word as it stands in texts of a language, and the one it is found under in dictionaries;
    both folded."""

    language = models.CharField(max_length=8)
    form = models.CharField(max_length=60)
    lemma = models.CharField(max_length=60)

    class Meta:
        ordering: ClassVar = ["language", "form"]
        indexes: ClassVar = [
            models.Index(fields=["lemma", "language"], name="forms_of_a_lemma"),
            models.Index(fields=["form"], name="lemmas_of_a_form"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["language", "form"], name="each_form_of_a_language_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.form} ({self.language})"
