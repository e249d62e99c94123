"""A network of universities that offer courses to each other's students."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from localturn.foundation.people.models.dated import Dated, DatedQuerySet, ends_after_it_begins


class Consortium(models.Model):
    slug = models.SlugField(_("Address"), max_length=80, unique=True)
    name = models.CharField(_("Name"), max_length=200)
    about = models.TextField(_("About it"), blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("exchange:consortium", args=[self.slug])


class Partner(Dated):
    """A university of the consortium, from when to when. Who coordinates or administers the
    university may list and nominate as far as the university may."""

    consortium = models.ForeignKey(Consortium, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="consortia"
    )
    may_list = models.BooleanField(_("May list courses"), default=True)
    may_nominate = models.BooleanField(_("May nominate students"), default=True)

    objects = DatedQuerySet["Partner"].as_manager()

    class Meta:
        ordering: ClassVar = ["organisation__folded", "pk"]
        constraints = [
            ends_after_it_begins("a_partner_leaves_after_it_joins"),
            models.UniqueConstraint(
                fields=["consortium", "organisation"],
                condition=models.Q(until=None),
                name="a_university_is_a_partner_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.consortium_id}"
