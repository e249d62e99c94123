"""Beginning a project, and who takes part in it."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from localturn.corpus.domain.terms import ROLES, Rights, Role
from localturn.foundation.languages import own_name
from localturn.foundation.people.models import Person

WRITTEN_IN = ("en", "fr", "sv", "de", "es", "it", "nl", "pt", "pl", "el", "tr", "uk", "ar")


class ProjectForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    about = forms.CharField(
        label=_("What it is about"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    language = forms.ChoiceField(label=_("Language in which you work"), initial="en")

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        field = self.fields["language"]
        field.choices = [(code, own_name(code)) for code in WRITTEN_IN]  # type: ignore[attr-defined]


class RightsForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"))
    sees_internal = forms.BooleanField(label=_("Reads internal documents"), required=False)
    sees_field_notes = forms.BooleanField(label=_("Reads field notes"), required=False)
    sees_interviews = forms.BooleanField(
        label=_("Reads interviews"), required=False, help_text=_("Readers never do.")
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        field = self.fields["role"]
        field.choices = [(each.value, gettext(ROLES[each])) for each in Role]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Role:
        return Role(self.cleaned_data["role"])

    @property
    def rights(self) -> Rights:
        said = self.cleaned_data
        return Rights(said["sees_internal"], said["sees_field_notes"], said["sees_interviews"])


class MemberForm(RightsForm):
    """Somebody by the address that they sign in with."""

    field_order = ("email", "role")
    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("With which they sign in here.")
    )

    def clean_email(self) -> Person:
        said = self.cleaned_data["email"]
        person = Person.objects.filter(email__iexact=said, is_active=True).first()
        if person is None:
            raise forms.ValidationError(
                gettext("Nobody signs in with this address. Ask them to make an account first.")
            )
        return person
