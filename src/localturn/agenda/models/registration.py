"""Registering for an event: its form, its kinds of places, and who has registered."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from localturn.agenda.domain.registering import ACTIVE, Asks, Standing
from localturn.agenda.models.event import Event, choices
from localturn.agenda.models.mailing import new_key


class Registration(models.Model):
    """That and how people register for an event here. Its row is held by whoever counts places."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="registration")
    opens = models.DateTimeField(null=True, blank=True)
    opens_zone = models.CharField(max_length=64, default="UTC")
    """In which the opening was written."""
    is_closed = models.BooleanField(default=False)
    has_waiting_list = models.BooleanField(default=True)
    offer_days = models.PositiveSmallIntegerField(default=3)
    remind_days = models.PositiveSmallIntegerField(null=True, blank=True, default=1)
    keep_months = models.PositiveSmallIntegerField(default=6)
    note = models.TextField(max_length=2_000, blank=True)
    told = models.CharField(max_length=64, blank=True)
    """How the event stood when who is registered was last told of it."""
    reminded_for = models.DateTimeField(null=True, blank=True)
    """The beginning of which its people have been reminded."""
    came = models.PositiveIntegerField(null=True, blank=True)
    """How many were there, once their names are deleted."""
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(offer_days__gte=1), name="an_offered_place_is_kept_for_a_day"
            ),
            models.CheckConstraint(
                condition=Q(keep_months__gte=1), name="registrations_are_kept_for_a_month"
            ),
        ]

    def __str__(self) -> str:
        return f"registration for {self.event_id}"


class PlaceKind(models.Model):
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="places")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    total = models.PositiveIntegerField(null=True, blank=True)
    """None where there are as many as wanted."""

    class Meta:
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class Question(models.Model):
    """What who registers is asked."""

    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="questions"
    )
    position = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=500)
    asks = models.CharField(max_length=10, choices=choices(Asks), default=Asks.TEXT.value)
    choices = models.JSONField(default=list)
    is_required = models.BooleanField(default=False)
    is_asked = models.BooleanField(default=True)
    """Otherwise it was asked once, and its answers are kept."""

    class Meta:
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.words


class Registrant(models.Model):
    """Somebody who registered for an event; they need no account."""

    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="registrants"
    )
    place = models.ForeignKey(PlaceKind, on_delete=models.PROTECT, related_name="registrants")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="registrations",
    )
    """Set where they were signed in."""
    name = models.CharField(max_length=200)
    email = models.EmailField()
    language = models.CharField(max_length=10)
    zone = models.CharField(max_length=64)
    answers = models.JSONField(default=dict)
    """By the number of the question."""
    standing = models.CharField(max_length=10, choices=choices(Standing))
    key = models.CharField(max_length=22, unique=True, default=new_key)
    """What its links are made of."""
    once = models.CharField(max_length=40)
    """Of the form that was sent, so that sending it twice is sending it once."""
    invited = models.PositiveSmallIntegerField(default=0)
    """Added to the event's sequence, so that a new invitation follows one that was called off."""
    asked_at = models.DateTimeField()
    offered_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    attended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "registration",
                Lower("email"),
                condition=Q(standing__in=[each.value for each in ACTIVE]),
                name="an_address_is_registered_once_for_an_event",
            ),
            models.UniqueConstraint(fields=["registration", "once"], name="a_form_registers_once"),
            models.CheckConstraint(
                condition=Q(standing=Standing.OFFERED.value, offered_until__isnull=False)
                | ~Q(standing=Standing.OFFERED.value) & Q(offered_until__isnull=True),
                name="an_offer_and_no_other_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(attended_at=None) | Q(standing=Standing.CONFIRMED.value),
                name="who_was_there_had_a_place",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "standing", "asked_at"], name="registrants_by_standing"),
            models.Index(fields=["standing", "offered_until"], name="offers_that_run_out"),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} ({self.standing})"
