"""A person's own profile."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from localturn.foundation import moments
from localturn.foundation.people.actions.profile import Profile
from localturn.foundation.people.names import one_line


def zone_choices() -> list[tuple[str, str]]:
    """Every zone by its IANA name, readable: "Europe/Skopje"."""
    return [(name, name.replace("_", " ")) for name in sorted(moments.zone_names())]


class WelcomeForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        help_text=_("As it should stand on a certificate. Others in your courses see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zone_choices,
        help_text=_("Times are shown in this zone."),
    )

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(self.fields["name"].error_messages["required"])
        return name


class ProfileForm(WelcomeForm):
    wants_reminders = forms.BooleanField(
        label=_("Remind me of deadlines and meetings"), required=False
    )
    wants_replies = forms.BooleanField(label=_("Tell me when somebody answers me"), required=False)
    wants_announcements = forms.BooleanField(
        label=_("Tell me what is new in my courses and research projects"), required=False
    )

    @property
    def profile(self) -> Profile:
        """What was filled in, once the form is valid."""
        return Profile(**self.cleaned_data)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
