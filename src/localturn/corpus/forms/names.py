"""A name, its other forms, and what is to stand in its place."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from localturn.corpus.domain.pseudonyms import ABOUT, About


class NameForm(forms.Form):
    says = forms.CharField(
        label=_("Name and its other forms, one a line"),
        help_text=_("As they stand in the texts: Anna Berg, Anna, Frau Berg, Bergs"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    stands_as = forms.CharField(
        label=_("What is to stand in its place"),
        help_text=_("Such as “Mayor A” or “[Person 3]”"),
        max_length=120,
    )
    about = forms.ChoiceField(label=_("What it is"))

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["about"].choices = [  # type: ignore[attr-defined]
            (each.value, gettext(words)) for each, words in ABOUT.items()
        ]

    def clean_says(self) -> list[str]:
        return [line for line in self.cleaned_data["says"].splitlines() if line.strip()]

    def clean_about(self) -> About:
        return About(self.cleaned_data["about"])
