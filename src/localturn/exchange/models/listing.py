"""A course in the catalogue, as its university lists it for one academic year."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from localturn.exchange.domain.terms import CourseType, Level, Slots, State
from localturn.exchange.models.consortium import Consortium

TEXT = 20_000
"""Characters of one of its texts."""


def _choices(terms: type[State | Level | CourseType | Slots]) -> list[tuple[str, str]]:
    return [(term.value, term.value) for term in terms]


class Listing(models.Model):
    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="listings")
    host = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="listings"
    )
    state = models.CharField(max_length=10, choices=_choices(State), default=State.DRAFT.value)
    title = models.CharField(max_length=200, blank=True)
    course_number = models.CharField(max_length=60, blank=True)
    academic_year = models.PositiveSmallIntegerField(null=True, blank=True)
    delivery = models.JSONField(default=list)
    field = models.CharField(max_length=4, blank=True)
    faculty = models.CharField(max_length=200, blank=True)
    offering_year = models.PositiveSmallIntegerField(null=True, blank=True)
    first_month = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    last_month = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    zone = models.CharField(max_length=64, default="UTC")
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    left_out = models.JSONField(default=list)
    """Days on which no weekly meeting is held."""
    intervals = models.TextField(blank=True)
    """All meetings as moments, worked out whenever they are written (`domain.meetings.packed`)."""
    participants = models.PositiveIntegerField(null=True, blank=True)
    slots_kind = models.CharField(
        max_length=10, choices=_choices(Slots), default=Slots.UNLIMITED.value
    )
    slots = models.PositiveIntegerField(null=True, blank=True)
    level = models.CharField(max_length=10, choices=_choices(Level), blank=True)
    language = models.CharField(max_length=35, blank=True)
    written_in = models.CharField(max_length=35, default="en")
    overview = models.TextField(blank=True)
    achievement = models.TextField(blank=True)
    prerequisites = models.TextField(blank=True)
    grading = models.TextField(blank=True)
    schedule = models.TextField(blank=True)
    course_type = models.CharField(max_length=20, choices=_choices(CourseType), blank=True)
    online_requirement = models.TextField(blank=True)
    lecturers = models.JSONField(default=list)
    programme = models.CharField(max_length=300, blank=True)
    other = models.TextField(blank=True)
    inquiry = models.TextField(blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(max_length=500, blank=True)
    outside_url = models.URLField(max_length=500, blank=True)
    apply_until = models.DateField(null=True, blank=True)
    """The last day of each step of an application, in `zone`."""
    nominate_until = models.DateField(null=True, blank=True)
    decide_until = models.DateField(null=True, blank=True)
    run = models.ForeignKey(
        "academy.Run", null=True, blank=True, on_delete=models.SET_NULL, related_name="listings"
    )
    marks = models.JSONField(default=dict)
    """By field, what was read of a pasted text and is still to be checked: words and a note."""
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField()
    times_moved = models.PositiveIntegerField(default=0)
    """What tells calendar programs that an entry they have is older."""
    published_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveBigIntegerField(default=0)
    """Of the catalogue, in which it was last changed for its readers."""
    copied_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies"
    )

    class Meta:
        ordering: ClassVar = ["-academic_year", "title", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["revision"], name="listings_by_revision"),
            models.Index(fields=["host", "state"], name="listings_of_a_host"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.DRAFT.value)
                | (~Q(title="") & Q(academic_year__isnull=False) & Q(published_at__isnull=False)),
                name="what_is_published_has_title_year_and_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.ARCHIVED.value) | Q(archived_at__isnull=False),
                name="what_is_archived_has_been_archived",
            ),
            models.CheckConstraint(
                condition=Q(first_day=None) | Q(last_day=None) | Q(last_day__gte=F("first_day")),
                name="a_listed_course_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(run=None) | Q(outside_url=""),
                name="a_listing_leads_to_a_run_or_outside",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("exchange:listing", args=[self.pk])


class Meeting(models.Model):
    """When it meets as it is written: on one day, or every week."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="meetings")
    day = models.DateField(null=True, blank=True)
    weekday = models.PositiveSmallIntegerField(null=True, blank=True)
    begins = models.TimeField()
    minutes = models.PositiveSmallIntegerField()
    about = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["day", "weekday", "begins", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(day=None, weekday__lte=6) | Q(day__isnull=False, weekday=None),
                name="a_listed_meeting_is_on_a_day_or_every_week",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gt=0, minutes__lte=1440), name="a_listed_meeting_lasts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day or self.weekday} {self.begins}"


class CreditKind(models.Model):
    """Credit points of one kind that a course gives."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="credits")
    position = models.PositiveSmallIntegerField()
    points = models.DecimalField(max_digits=5, decimal_places=2)
    label = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "position"], name="each_kind_of_credit_has_its_place"
            ),
            models.CheckConstraint(condition=Q(points__gt=0), name="credit_points_are_some"),
        ]

    def __str__(self) -> str:
        return f"{self.points} {self.label}"


class PartnerSlots(models.Model):
    """How many places one partner has, where it is another number than the listing's for each."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="partner_slots")
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.CASCADE, related_name="+"
    )
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "organisation"], name="one_number_of_places_per_partner"
            )
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.organisation_id} {self.number}"


class CatalogueState(models.Model):
    """One row: how often the catalogue was changed, so that every process sees that it was."""

    revision = models.PositiveBigIntegerField(default=0)
    stamp = models.CharField(max_length=32, blank=True)
    """New with each change, so that a history that was undone is told from another."""

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_state_of_the_catalogue")]

    def __str__(self) -> str:
        return str(self.revision)
