"""What is filled in about an organisation."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from localturn.foundation.people.actions.organisations import OrganisationFacts
from localturn.foundation.people.models import Kind, Organisation, OrganisationName, Role, Scheme
from localturn.foundation.places.forms import CityField, CountryField
from localturn.foundation.ui.widgets import Day

LANGUAGES = [
    *settings.LANGUAGES,
    ("sq", "Shqip"),
    ("bg", "Български"),
    ("bs", "Bosanski"),
    ("cnr", "Crnogorski"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("es", "Español"),
    ("fi", "Suomi"),
    ("hr", "Hrvatski"),
    ("it", "Italiano"),
    ("mk", "Македонски"),
    ("nl", "Nederlands"),
    ("nb", "Norsk"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("ro", "Română"),
    ("sl", "Slovenščina"),
    ("sr", "Српски"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("ar", "العربية"),
]
"""Languages that names of organisations are written in here."""


class FactsForm(forms.Form):
    name = forms.CharField(label=_("Name in its own language"), max_length=200)
    language = forms.ChoiceField(label=_("Language of the name"), choices=LANGUAGES)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    place = CityField(required=False)
    country = CountryField(required=False, help_text=_("Only needed without a place."))
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    @property
    def facts(self) -> OrganisationFacts:
        """What was filled in, once the form is valid."""
        return OrganisationFacts(**self.cleaned_data)


class NameForm(forms.Form):
    text = forms.CharField(label=_("Name"), max_length=200)
    use = forms.ChoiceField(label=_("What it is"), choices=OrganisationName.Use.choices)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", "—"), *LANGUAGES], required=False
    )

    def clean(self) -> dict[str, Any]:
        filled = self.cleaned_data
        if filled.get("use") == OrganisationName.Use.NAME and not filled.get("language"):
            self.add_error("language", _("Choose the language of this name."))
        return filled


class IdentifierForm(forms.Form):
    scheme = forms.ChoiceField(label=_("Register"), choices=Scheme.choices)
    value = forms.CharField(label=_("Code"), max_length=100)
    country = CountryField(required=False, help_text=_("For a LAU code."))


class OrganisationField(forms.CharField):
    """An organisation by its address or its exact name."""

    def clean(self, value: Any) -> Organisation | None:
        text = super().clean(value)
        if not text:
            return None
        found = (
            Organisation.objects.filter(slug=text.strip().lower())
            or (Organisation.objects.filter(name__iexact=text.strip())[:2])
        )
        if len(found) != 1:
            raise forms.ValidationError(
                _("Write the organisation's name as it stands on its page, or its address there.")
            )
        return found[0]


class JoinForm(forms.Form):
    member = OrganisationField(label=_("Organisation that belongs here"), max_length=200)
    since = forms.DateField(label=_("Since"), required=False, widget=Day)
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=Day,
        help_text=_("The first day on which it no longer belongs. Empty while it does."),
    )
    source = forms.CharField(label=_("Where this is written"), max_length=300, required=False)


class MemberForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"))
    name = forms.CharField(
        label=_("Name"), max_length=200, help_text=_("Only kept if the person is new here.")
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    since = forms.DateField(label=_("Since"), required=False, widget=Day)


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Name"), max_length=120, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("Every kind")), *Kind.choices]
    )
    country = CountryField(required=False)
