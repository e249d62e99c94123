"""Who takes part in a run, and how they came to."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from localturn.academy.models.run import Run


class Enrolment(models.Model):
    """A person's seat in a run. Erasing the person keeps the row without them."""

    class Way(models.TextChoices):
        OPEN = "open", _("Open enrolment")
        INVITATION = "invitation", _("Invitation")
        NOMINATION = "nomination", _("Nomination")
        LINK = "link", _("Link")

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="enrolments",
    )
    organisation = models.ForeignKey(
        "people.Organisation",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="enrolments",
    )
    """The association that nominated them, or else whom they say they take part for."""
    way = models.CharField(max_length=20, choices=Way.choices)
    enrolled_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    """When a facilitator took the seat; who was removed comes back only by being let in."""

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "person"], name="one_seat_per_person_and_run")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.run_id}"


class InvitingLink(models.Model):
    """An address that gives a place to whoever opens it and signs in, as long as it stands."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="links")
    token = models.CharField(max_length=60, unique=True)
    note = models.CharField(max_length=200, blank=True)
    """For whom it was made, in its maker's words."""
    most = models.PositiveIntegerField(null=True, blank=True)
    """How many may come by it."""
    used = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(most=None) | Q(used__lte=models.F("most")),
                name="no_more_come_by_a_link_than_may",
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.pk}"


class Invitation(models.Model):
    """A place kept for whoever opens this address, which is mailed to one person."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10)
    organisation = models.ForeignKey(
        "people.Organisation", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    token = models.CharField(max_length=60, unique=True)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    """When who was invited said no; the invitation is withdrawn from then on."""

    class Meta:
        ordering: ClassVar = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "email"],
                condition=Q(withdrawn_at=None),
                name="one_invitation_per_address_and_run",
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.pk}"


class Nomination(models.Model):
    """An association's proposal of one of its people.

    Within the association's quota a place is kept at once, beyond it the person waits; where the
    association has no quota, a facilitator decides.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for an answer")
        QUEUED = "queued", _("On the waiting list")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        GIVEN_BACK = "given-back", _("Gave the place back")
        LAPSED = "lapsed", _("Did not confirm in time")

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="nominations")
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="nominations"
    )
    name = models.CharField(max_length=200)
    email = models.EmailField()
    language = models.CharField(max_length=10)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    """Who alone may take the place, where it was given to an account and not to an address."""
    reason = models.TextField(blank=True)
    """Why this person, in the association's words."""
    state = models.CharField(max_length=20, choices=State.choices, default=State.WAITING)
    nominated_at = models.DateTimeField()
    nominated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answer = models.TextField(blank=True)
    invitation = models.OneToOneField(
        Invitation, null=True, blank=True, on_delete=models.SET_NULL, related_name="nomination"
    )
    seat = models.ForeignKey(
        Enrolment, null=True, blank=True, on_delete=models.SET_NULL, related_name="nominations"
    )
    """What became of it."""
    rank = models.PositiveIntegerField(default=0)
    """Its place on the association's waiting list; the smallest moves up first."""

    class Meta:
        ordering: ClassVar = ["nominated_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "email"],
                condition=Q(state__in=["waiting", "queued", "accepted"]),
                name="one_standing_nomination_per_address_and_run",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.run_id} {self.state}"


STANDING = (Nomination.State.WAITING, Nomination.State.QUEUED, Nomination.State.ACCEPTED)
"""States of a nomination that something may still come of, or has."""


class Interest(models.Model):
    """That somebody would like a place, said to one association, which answers."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for an answer")
        NOMINATED = "nominated", _("Nominated")
        DECLINED = "declined", _("Not nominated")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="interests")
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="interests"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="interests"
    )
    works_for = models.CharField(max_length=200)
    reason = models.TextField()
    """Why they would like to take part, in their words."""
    expressed_at = models.DateTimeField()
    """When they said so, and agreed that the association reads it and passes it on."""
    rank = models.PositiveIntegerField(default=0)
    """Its place on the association's list; the smallest comes first."""
    state = models.CharField(max_length=20, choices=State.choices, default=State.OPEN)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answer = models.TextField(blank=True)
    nomination = models.OneToOneField(
        Nomination, null=True, blank=True, on_delete=models.SET_NULL, related_name="interest"
    )

    class Meta:
        ordering: ClassVar = ["rank", "expressed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "person"],
                condition=Q(state="open"),
                name="one_open_interest_per_person_and_run",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.run_id} {self.state}"


class Completion(models.Model):
    """That somebody has done an activity, of whatever kind, or that a facilitator lets it count as
    done: the fact that awards rest on."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="completions")
    activity = models.ForeignKey(
        "academy.Activity", on_delete=models.PROTECT, related_name="completions"
    )
    done_at = models.DateTimeField()
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    """Who said so, where it is not the participant's own doing (attendance, say)."""
    is_own = models.BooleanField(default=True)
    """Whether it was done; False where it only counts as done."""
    granted_at = models.DateTimeField(null=True, blank=True)
    """Since when a facilitator lets it count, done or not; None where nobody does."""
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    granted_because = models.TextField(blank=True)
    """The participant reads it."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "activity"], name="one_completion_per_activity_and_seat"
            ),
            models.CheckConstraint(
                condition=models.Q(is_own=True) | models.Q(granted_at__isnull=False),
                name="what_is_complete_was_done_or_granted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.activity_id}"
