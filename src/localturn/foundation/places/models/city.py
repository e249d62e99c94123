"""A city, town or village: from the gazetteer, or added by hand."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from localturn.foundation.places.models.country import Country


class City(models.Model):
    code = models.CharField(_("Code"), max_length=80, unique=True)
    """Stable, such as "SE-malmo"; used in addresses and course folders."""
    geonames_id = models.PositiveIntegerField(null=True, blank=True, unique=True)
    name = models.CharField(_("Name"), max_length=120)
    folded = models.CharField(max_length=120, db_index=True)
    also = models.CharField(max_length=400, blank=True)
    """Other names, folded, each between bars ("|malmoe|"), so that a search finds them."""
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="cities")
    zone = models.CharField(_("Time zone"), max_length=64)
    latitude = models.FloatField(
        _("Latitude"), validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("Longitude"), validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    population = models.PositiveIntegerField(_("Population"), default=0)
    capital = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ["name", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="a_city_lies_on_the_globe",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page where all rooms show what they have of it."""
        return reverse("city", args=[self.code])
