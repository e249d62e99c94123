"""What is said of a mailing list."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from localturn.agenda.actions.keeping import Told
from localturn.agenda.models import MailingList
from localturn.foundation.languages import INTERFACE_LANGUAGES, own_name
from localturn.foundation.people.models import Organisation


class MailingListForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    about = forms.CharField(
        label=_("About it"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    sender = forms.CharField(
        label=_("Name of the sender"),
        max_length=120,
        help_text=_("Stands before the address that letters come from."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages in which it is written"),
        choices=[(code, own_name(code)) for code in INTERFACE_LANGUAGES],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The first is used for readers whose own is none of them."),
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.none(),
        required=False,
        help_text=_("Its coordinators and administrators write the list."),
    )
    per_minute = forms.IntegerField(
        label=_("Letters a minute to one domain"), min_value=1, max_value=100_000, initial=300
    )
    selector = forms.CharField(
        label=_("DKIM selector"),
        required=False,
        max_length=63,
        validators=[RegexValidator(r"\A[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?\Z")],
        help_text=_("The name of the key with which your mail server signs, such as “mail2026”."),
    )
    is_open = forms.BooleanField(
        label=_("Everybody sees it and may subscribe"), required=False, initial=True
    )

    def __init__(self, *arguments: Any, founds: bool, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if founds:
            every = Organisation.objects.order_by("folded", "pk")
            self.fields["organisation"].queryset = every  # type: ignore[attr-defined]
        else:
            del self.fields["organisation"]

    def told(self, *, organisation: Organisation | None) -> Told:
        """What is said; the organisation as it was where the form does not ask for it."""
        said = dict(self.cleaned_data)
        return Told(
            name=" ".join(said["name"].split()),
            about=said["about"],
            sender=" ".join(said["sender"].split()),
            languages=tuple(said["languages"]),
            organisation=said.get("organisation", organisation),
            per_minute=said["per_minute"],
            selector=said["selector"],
            is_open=said["is_open"],
        )

    @staticmethod
    def begun(mailing_list: MailingList) -> dict[str, Any]:
        names = ("name", "about", "sender", "languages", "organisation", "per_minute")
        return {n: getattr(mailing_list, n) for n in (*names, "selector", "is_open")}
