"""Where a partner university's own catalogue is."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from localturn.exchange.forms.listing import PartnerChoice
from localturn.exchange.models import Partner


class SourceForm(forms.Form):
    partner = PartnerChoice(
        label=_("University"), queryset=Partner.objects.none(), empty_label=None
    )
    address = forms.URLField(
        label=_("Address of its Open Education API"),
        help_text=_("The part before “/courses”, such as https://api.university.example/v6"),
        max_length=500,
        assume_scheme="https",
    )

    def __init__(self, *arguments: Any, partners: QuerySet[Partner], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["partner"].queryset = partners  # type: ignore[attr-defined]

    def clean_address(self) -> str:
        address = str(self.cleaned_data["address"])
        if "?" in address or "#" in address:
            raise forms.ValidationError(_("Give the address without what follows “?” or “#”."))
        return address.removesuffix("/").removesuffix("/courses")
