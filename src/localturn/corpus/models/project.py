"""A piece of research: its documents, its codebook, and who takes part."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from localturn.corpus.domain.terms import Rights, Role


class Project(models.Model):
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    about = models.TextField(blank=True)
    language = models.CharField(max_length=35, default="en")
    """In which its name, its codebook and its memos are written."""
    begun_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    """Since when nothing in it can be changed any more."""
    archived_at = models.DateTimeField(null=True, blank=True)
    """Since when it is no longer among the projects that people work on."""
    codings_changed = models.PositiveBigIntegerField(default=0)
    """The number of the last change to its codings (`Coding.change`)."""

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(archived_at=None) | Q(closed_at__isnull=False),
                name="a_project_is_closed_before_it_is_archived",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("corpus:project", args=[self.slug])

    @property
    def is_open(self) -> bool:
        """Whether anything in it can be changed."""
        return self.closed_at is None


class Member(models.Model):
    """Somebody who takes part, or took part: codings and memos say by which member they are.

    Without a person where somebody coded in another program, or has been erased here.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="corpus_members",
    )
    name = models.CharField(max_length=200, blank=True)
    """Of who is no person here."""
    role = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Role])
    sees_internal = models.BooleanField(default=False)
    sees_field_notes = models.BooleanField(default=False)
    sees_interviews = models.BooleanField(default=False)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    at_document = models.ForeignKey(
        "corpus.ProjectDocument",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    """Where they were last, for the others to see who is where."""

    class Meta:
        ordering: ClassVar = ["project", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "person"], name="a_person_is_a_member_of_a_project_once"
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.READER.value) | Q(sees_interviews=False),
                name="a_reader_never_sees_interviews",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.LEAD.value)
                | Q(sees_internal=True, sees_field_notes=True, sees_interviews=True),
                name="a_lead_sees_everything",
            ),
        ]

    def __str__(self) -> str:
        """Asks for the person; fetch it with the members where there are several."""
        if self.person is not None:
            return str(self.person)
        return self.name or gettext("Former participant")

    @property
    def rights(self) -> Rights:
        return Rights(self.sees_internal, self.sees_field_notes, self.sees_interviews)
