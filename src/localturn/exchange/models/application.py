"""A student's application for a place in a listed course, from draft to place."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from localturn.exchange.domain.agreements import Terms
from localturn.exchange.domain.applications import STANDING, Deadlines, Party, Stage, Step, standing
from localturn.exchange.models.listing import Listing

STATEMENT = 5_000
"""Characters of a statement."""
MOST_COURSES = 20
"""Prior courses of one application."""


class Application(models.Model):
    """Whom it is of, where it stands, what it says. Erasing the student keeps the row without
    them, so that a place that was given stays counted for what it was."""

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="applications")
    home = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="applications"
    )
    student = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="applications"
    )
    stage = models.CharField(
        max_length=12,
        choices=[(each.value, each.value) for each in Stage],
        default=Stage.DRAFT.value,
    )
    statement = models.TextField(blank=True)
    follows_language = models.BooleanField(default=False)
    """Whether the student says that they can follow a course in its language."""
    rank = models.PositiveIntegerField(default=0)
    """Its place in the order of the home university, from when that has approved it; who waits for
    a place moves up by it."""
    reopened = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in Step], blank=True
    )
    """The step that may be taken although its day is over."""
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    """The student, or who added them at the home university."""
    changed_at = models.DateTimeField()
    nominated_at = models.DateTimeField(null=True, blank=True)
    waiting_since = models.DateTimeField(null=True, blank=True)
    nomination = models.OneToOneField(
        "academy.Nomination",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="application",
    )
    """What became of it in the academy, whose word on the place is the only one."""

    class Meta:
        ordering: ClassVar = ["-changed_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["home", "stage"], name="applications_of_a_home")]
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "student"],
                condition=Q(stage__in=[each.value for each in STANDING]),
                name="one_standing_application_per_student_and_course",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=[Stage.DRAFT.value, Stage.WITHDRAWN.value])
                | Q(follows_language=True),
                name="who_has_applied_follows_the_language",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.student_id} {self.stage}"

    def get_absolute_url(self) -> str:
        return reverse("exchange:application", args=[self.pk])

    @property
    def stands(self) -> Stage:
        """Where it stands now; reads `nomination`, so fetch it along."""
        there = self.nomination
        return standing(
            Stage(self.stage),
            nomination=there.state if there else None,
            has_seat=bool(there and there.seat_id),
        )

    @property
    def deadlines(self) -> Deadlines:
        """Reads `listing`, so fetch it along."""
        return deadlines_of(self.listing)


class PriorCourse(models.Model):
    """A course that the student has taken before."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="courses")
    position = models.PositiveSmallIntegerField()
    course = models.CharField(max_length=200)
    university = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    points = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    grade = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "position"], name="each_prior_course_has_its_place"
            ),
            models.CheckConstraint(
                condition=Q(position__lt=MOST_COURSES), name="prior_courses_are_bounded"
            ),
        ]

    def __str__(self) -> str:
        return self.course


class Agreement(models.Model):
    """The learning agreement of an accepted application, in its present words."""

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="agreement"
    )
    course = models.CharField(max_length=200)
    course_number = models.CharField(max_length=60, blank=True)
    points = models.DecimalField(max_digits=5, decimal_places=2)
    recognised_as = models.CharField(max_length=300)
    recognised_points = models.DecimalField(max_digits=5, decimal_places=2)
    version = models.PositiveIntegerField(default=1)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(points__gt=0, recognised_points__gte=0),
                name="an_agreement_is_about_some_points",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("exchange:agreement", args=[self.application_id])

    @property
    def terms(self) -> Terms:
        return Terms(
            course=self.course,
            course_number=self.course_number,
            points=self.points,
            recognised_as=self.recognised_as,
            recognised_points=self.recognised_points,
        )

    @property
    def digest(self) -> str:
        return self.terms.digest(application=self.application_id, version=self.version)


class Confirmation(models.Model):
    """That a party has confirmed an agreement in the words of a digest. Only added to: what
    confirms no longer is told by the digest."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="confirmations")
    party = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Party])
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "party", "digest"],
                name="each_party_confirms_the_same_words_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.party}"


def deadlines_of(listing: Listing) -> Deadlines:
    return Deadlines(
        listing.zone, listing.apply_until, listing.nominate_until, listing.decide_until
    )
