"""Where a partner university's own catalogue is."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from localturn.exchange.domain.signing_in import LONGEST, Kind
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


class SignInForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("How this platform signs in there"),
        choices=[("", _("Not at all: it is open to everybody"))]
        + [(each.value, _(each.label)) for each in Kind],
        required=False,
        widget=forms.RadioSelect,
    )
    secret = forms.CharField(
        label=_("The token, or the client’s secret"),
        max_length=LONGEST,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "It is kept encrypted, sent to the partner alone, and shown to nobody again:"
            " write it anew whenever you change something here."
        ),
    )
    token_address = forms.URLField(
        label=_("Address at which the client is given tokens"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Of a client alone, as are its name and what it asks for."),
    )
    client = forms.CharField(
        label=_("Name of the client (client ID)"), max_length=300, required=False
    )
    scope = forms.CharField(
        label=_("What it asks for (scope), if the partner says so"), max_length=500, required=False
    )

    def clean(self) -> dict[str, Any]:
        filled = self.cleaned_data
        if not filled.get("kind"):
            return filled
        if not filled.get("secret") and "secret" not in self.errors:
            self.add_error("secret", _("Write the token or the secret."))
        if filled["kind"] == Kind.CLIENT:
            for name in ("token_address", "client"):
                if not filled.get(name) and name not in self.errors:
                    self.add_error(name, _("A client needs this."))
        return filled
