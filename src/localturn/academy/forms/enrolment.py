"""Coming into a run: whom one takes part for, whom to invite, whom to nominate."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from localturn.foundation.people.models import Organisation


class EnrolForm(forms.Form):
    organisation = forms.ModelChoiceField(
        label=_("For which organisation do you take part?"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("For none"),
        help_text=_("Other participants see it beside your name."),
    )

    def __init__(self, *arguments: Any, organisations: QuerySet[Organisation]) -> None:
        super().__init__(*arguments)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class InviteForm(forms.Form):
    people = forms.CharField(
        label=_("Whom do you invite?"),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_(
            "One person a line: e-mail address and, if you like, name and language, between commas."
            " You can paste from a table."
        ),
    )
    language = forms.ChoiceField(
        label=_("Language of the mail"),
        choices=settings.LANGUAGES,
        help_text=_("Where a line names no language."),
    )


class NominateForm(forms.Form):
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), empty_label=None
    )
    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail address"))
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)
    reason = forms.CharField(
        label=_("Why this person?"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who facilitates the course reads it."),
    )

    def __init__(self, *arguments: Any, organisations: QuerySet[Organisation], **named: Any):
        super().__init__(*arguments, **named)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """A facilitator's answer to a nomination; a reason is needed to decline."""

    answer = forms.CharField(
        label=_("Your answer to the association"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when you decline."),
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It is written into the trail of this installation."),
    )
