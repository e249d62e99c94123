"""Catalogues of partner universities that are harvested, and what was found in them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from localturn.exchange.domain.signing_in import Kind
from localturn.exchange.models.consortium import Partner
from localturn.exchange.models.listing import Listing


class Source(models.Model):
    """Where a partner university's own system tells its courses (Open Education API)."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="sources")
    address = models.URLField(_("Address"), max_length=500)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    """When the last harvest ended, well or not."""
    whole_at = models.DateTimeField(null=True, blank=True)
    """When the last one that was taken ended."""
    trouble = models.JSONField(default=dict)
    """Why nothing was taken of the last harvest: a marked sentence and what is put into it."""
    notes = models.JSONField(default=list)
    """What of the last one could not be read, as such sentences."""
    so_far = models.JSONField(default=dict)
    """What one that goes on has read (`domain.harvest.Progress`); empty when none does."""

    class Meta:
        ordering: ClassVar = ["partner__organisation__folded", "address", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "address"], name="a_partners_catalogue_is_added_once"
            ),
        ]

    def __str__(self) -> str:
        return self.address

    def get_absolute_url(self) -> str:
        return reverse("exchange:source", args=[self.pk])


class SignIn(models.Model):
    """How the house signs in at a catalogue; its secret can be read with a key alone that lies
    elsewhere (`foundation.sealing`)."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="sign_in")
    kind = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Kind])
    token_address = models.URLField(max_length=500, blank=True)
    client = models.CharField(max_length=300, blank=True)
    scope = models.CharField(max_length=500, blank=True)
    sealed = models.BinaryField()
    """A token, or the client's secret."""
    is_in_doubt = models.BooleanField(default=False)
    """Since a backup was restored: it may have been withdrawn meanwhile."""
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind}"


class Found(models.Model):
    """A course of a partner's catalogue: what it says there, and what of that was looked at."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="found")
    key = models.CharField(max_length=200)
    """Its identity there."""
    said = models.JSONField(default=dict)
    """What it says now; empty when it is gone."""
    settled = models.JSONField(default=dict)
    """What it said when somebody took it over or left it; empty when nobody did."""
    listing = models.ForeignKey(
        Listing, null=True, blank=True, on_delete=models.SET_NULL, related_name="found"
    )
    """What was made of it."""
    seen_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="a_course_is_found_once"),
        ]

    def __str__(self) -> str:
        return self.key
