"""What a person chooses before they leave, and what operators fill in about persons."""

from django import forms
from django.utils.translation import gettext_lazy as _

from localturn.foundation.people.actions.accounts import by_address
from localturn.foundation.people.models import Person
from localturn.foundation.personal_data import Wishes


class ErasureForm(forms.Form):
    remove_texts = forms.ChoiceField(
        label=_("What you wrote and others have answered"),
        choices=[
            ("", _("It stays, without your name: the answers would make no sense without it")),
            ("yes", _("Remove it as well")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    keep_certificates = forms.ChoiceField(
        label=_("Your certificates"),
        choices=[
            ("yes", _("They stay good, with your name on them")),
            ("no", _("Revoke them")),
        ],
        initial="yes",
        widget=forms.RadioSelect,
        help_text=_("Their pages are found only by those who have the address."),
    )
    sure = forms.BooleanField(label=_("I know that nobody can bring my account back"))

    @property
    def wishes(self) -> Wishes:
        """What was chosen, once the form is valid."""
        return Wishes(
            remove_texts=self.cleaned_data["remove_texts"] == "yes",
            keep_certificates=self.cleaned_data["keep_certificates"] == "yes",
        )


class StandingForm(forms.Form):
    can_author = forms.BooleanField(label=_("Course author"), required=False)
    is_staff = forms.BooleanField(label=_("Operator"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=500)


class MergeForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address of the other record, which will go"))

    def clean_email(self) -> Person:
        """Who has this address."""
        found = by_address(self.cleaned_data["email"])
        if found is None:
            raise forms.ValidationError(_("There is no active record with this address."))
        return found


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why you are sure that it is one person"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
