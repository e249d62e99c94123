"""Choosing a place, and adding one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from localturn.foundation import moments
from localturn.foundation.places import queries
from localturn.foundation.places.actions import NewCity
from localturn.foundation.places.models import City, Country


class CityField(forms.CharField):
    """A city by its name or code, as somebody types it; where there are several, it asks which.

    Gives a `City`, or None if it is left empty.
    """

    default_error_messages = {
        "unknown": _("We know no place called “%(text)s”. Look for it in the list of places."),
        "several": ngettext_lazy(
            "There is %(number)d place called so. Write its code: %(codes)s",
            "There are %(number)d places called so. Write the code of the one you mean: %(codes)s",
            "number",
        ),
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Place"))
        options.setdefault("help_text", _("The name of the town, or its code, such as SE-malmo."))
        super().__init__(max_length=120, **options)

    def clean(self, value: Any) -> City | None:
        text = super().clean(value)
        if not text:
            return None
        found = queries.cities_called(text)
        if not found:
            raise forms.ValidationError(
                self.error_messages["unknown"], code="unknown", params={"text": text}
            )
        if len(found) > 1:
            codes = ", ".join(f"{city.code} ({city.country})" for city in found)
            raise forms.ValidationError(
                self.error_messages["several"],
                code="several",
                params={"number": len(found), "codes": codes},
            )
        return found[0]

    def prepare_value(self, value: Any) -> Any:
        return value.code if isinstance(value, City) else value


def country_choices() -> list[tuple[str, str]]:
    return [("", "—"), *((country.code, str(country)) for country in queries.countries())]


def zone_choices() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in sorted(moments.zone_names())]


class CountryField(forms.ChoiceField):
    """A country; gives a `Country`, or None if it is left empty."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Country"))
        super().__init__(choices=country_choices, **options)

    def clean(self, value: Any) -> Country | None:
        code = super().clean(value)
        return Country.objects.get(pk=code) if code else None

    def prepare_value(self, value: Any) -> Any:
        return value.code if isinstance(value, Country) else value


class CityForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    country = CountryField()
    zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)
    latitude = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90)
    longitude = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180)
    population = forms.IntegerField(label=_("Population"), min_value=0, required=False)

    @property
    def city(self) -> NewCity:
        """What was filled in, once the form is valid."""
        filled = self.cleaned_data
        return NewCity(**{**filled, "population": filled["population"] or 0})
