"""Numbers of places for certain partners."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from localturn.exchange.models import Listing, Partner

MOST = 10_000
"""Places of one partner."""


class PlacesForm(forms.Form):
    """A number for each partner; empty where it is the listing's for each."""

    def __init__(
        self, *args: Any, listing: Listing, partners: Sequence[Partner], own: Mapping[int, int]
    ) -> None:
        super().__init__(*args)
        self._partners = [each.organisation_id for each in partners]
        for each in partners:
            self.fields[_name(each.organisation_id)] = forms.IntegerField(
                label=_("Places for %(name)s") % {"name": each.organisation},
                required=False,
                min_value=0,
                max_value=MOST,
                initial=own.get(each.organisation_id),
                help_text=_("Empty: %(number)s, as for each.") % {"number": listing.slots},
            )

    @property
    def numbers(self) -> dict[int, int | None]:
        """By university."""
        return {each: self.cleaned_data[_name(each)] for each in self._partners}


def _name(university: int) -> str:
    return f"places-{university}"
