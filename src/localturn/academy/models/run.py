"""A run: one version of a course, delivered to a group of people between two days, in a zone."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from localturn.academy.domain.pace import Pace
from localturn.academy.models.course import Activity, CourseVersion, Module
from localturn.foundation import moments


class Run(models.Model):
    slug = models.SlugField(max_length=80, unique=True)
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="runs")
    title = models.CharField(max_length=200, blank=True)
    """What tells it from other runs of the course, such as "Spring 2027"."""
    zone = models.CharField(max_length=64)
    starts_on = models.DateField()
    ends_on = models.DateField()
    """The last day on which anything may be handed in."""
    pace = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in Pace], default=Pace.DATED.value
    )
    host = models.ForeignKey(
        "people.Organisation",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="hosted_runs",
    )
    is_open = models.BooleanField(default=False)
    """Whether anybody may enrol; otherwise by invitation or nomination."""
    capacity = models.PositiveIntegerField(null=True, blank=True)
    is_rest_shared = models.BooleanField(default=False)
    """Whether a partner that has used its quota may fill places that are set aside for nobody."""
    confirmation_days = models.PositiveSmallIntegerField(default=7)
    """How long a place waits for who was nominated to it."""
    enrolment_closes_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-starts_on", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="a_run_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("academy:run", args=[self.slug])


class RunFacilitator(models.Model):
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="facilitators")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="facilitated_runs"
    )
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "person"], name="one_facilitator_per_person_and_run"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.run_id}"


class RunPartner(models.Model):
    """An organisation that may nominate its people for a run."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="partner_runs"
    )
    quota = models.PositiveIntegerField(null=True, blank=True)
    """Places set aside for its people, which it fills by itself; without one, a facilitator
    answers each of its nominations."""
    is_answered = models.BooleanField(default=False)
    """Whether a facilitator answers what it nominates here all the same, as its people come by way
    of a course exchange, where the host says yes to each."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "organisation"], name="one_partner_per_organisation_and_run"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.run_id}"


class RunModule(models.Model):
    """When a module opens in a run; the zone is the run's.

    Either on a day for everybody or, in a run at each person's own pace, so many days after one's
    own enrolment (`domain.pace`).
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="releases")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="releases")
    opens_at = models.DateTimeField(null=True, blank=True)
    opens_after = models.PositiveSmallIntegerField(null=True, blank=True)
    """Days after one's own enrolment; 0 opens it at once."""
    changed_at = models.DateTimeField(default=moments.now)
    times_moved = models.PositiveIntegerField(default=0)
    """What tells calendar programs that an entry they have is older."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "module"], name="one_release_per_module_and_run"
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None, opens_after__isnull=False)
                | Q(opens_at__isnull=False, opens_after=None),
                name="a_module_opens_on_a_day_or_after_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module_id} {self.opens_at or self.opens_after}"


class RunActivity(models.Model):
    """What a run adds to an activity: its deadline, or the time and address of a meeting."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="schedule")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="schedule")
    due_at = models.DateTimeField(null=True, blank=True)
    """The last moment that is in time: 23:59 on the wall of `zone`."""
    due_after = models.PositiveSmallIntegerField(null=True, blank=True)
    """Instead of it, days after one's own enrolment, in a run at each person's own pace."""
    starts_at = models.DateTimeField(null=True, blank=True)
    zone = models.CharField(max_length=64)
    link = models.URLField(max_length=500, blank=True)
    changed_at = models.DateTimeField(default=moments.now)
    times_moved = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "activity"], name="one_schedule_per_activity_and_run"
            ),
            models.CheckConstraint(
                condition=Q(due_at=None) | Q(due_after=None),
                name="an_activity_is_due_on_a_day_or_after_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.due_at}"
