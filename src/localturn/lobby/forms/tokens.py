"""A token for the API, as its owner wants it."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from localturn.foundation.people.actions.tokens import DAYS, MOST_DAYS
from localturn.foundation.people.names import one_line
from localturn.foundation.room import scopes


def scope_choices() -> list[tuple[str, str]]:
    return [(each.name, gettext(each.words)) for each in scopes()]


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        help_text=_("By which you know it again: the program or the machine that has it."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it is good for"),
        choices=scope_choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A program may never do more than you may, whatever you choose."),
    )
    days = forms.IntegerField(
        label=_("Days until it ends"),
        initial=DAYS,
        min_value=1,
        max_value=MOST_DAYS,
        help_text=_("At most 365."),
    )

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(self.fields["name"].error_messages["required"])
        return name
