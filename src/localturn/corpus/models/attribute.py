"""What is known of documents and cases, by which they are compared."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from localturn.corpus.domain.terms import AttributeKind
from localturn.corpus.models.document import ProjectDocument
from localturn.corpus.models.project import Project


class Attribute(models.Model):
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="attributes")
    name = models.CharField(max_length=120)
    kind = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in AttributeKind]
    )
    choices = models.JSONField(default=list)
    """Of an attribute that is one of several: what it may be, in order."""
    of_cases = models.BooleanField(default=False)
    """Whether it says something of cases, instead of documents."""
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["project", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name", "of_cases"], name="an_attribute_has_a_name_of_its_own"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Case(models.Model):
    """What several documents are about or come from: a city, a network, somebody who was asked."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="cases")
    name = models.CharField(max_length=200)
    about = models.TextField(blank=True)
    documents = models.ManyToManyField(ProjectDocument, related_name="cases")

    class Meta:
        ordering: ClassVar = ["project", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="a_case_has_a_name_of_its_own")
        ]

    def __str__(self) -> str:
        return self.name


class AttributeValue(models.Model):
    attribute = models.ForeignKey(Attribute, on_delete=models.CASCADE, related_name="values")
    document = models.ForeignKey(
        ProjectDocument,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="attribute_values",
    )
    case = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.CASCADE, related_name="attribute_values"
    )
    value = models.CharField(max_length=500)
    """In one form for each kind: 2024-05-31, yes, 12.5 (`domain.attributes`)."""

    class Meta:
        ordering: ClassVar = ["attribute", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["attribute", "document"],
                condition=Q(document__isnull=False),
                name="a_document_has_one_value_of_an_attribute",
            ),
            models.UniqueConstraint(
                fields=["attribute", "case"],
                condition=Q(case__isnull=False),
                name="a_case_has_one_value_of_an_attribute",
            ),
            models.CheckConstraint(
                condition=Q(document=None, case__isnull=False)
                | Q(document__isnull=False, case=None),
                name="a_value_is_of_a_document_or_a_case",
            ),
            models.CheckConstraint(
                condition=~Q(value=""), name="an_attribute_value_says_something"
            ),
        ]

    def __str__(self) -> str:
        return self.value


class DocumentSet(models.Model):
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="sets")
    name = models.CharField(max_length=200)
    about = models.TextField(blank=True)
    documents = models.ManyToManyField(ProjectDocument, related_name="sets")

    class Meta:
        ordering: ClassVar = ["project", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="a_set_has_a_name_of_its_own")
        ]

    def __str__(self) -> str:
        return self.name
