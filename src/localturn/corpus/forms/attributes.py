"""Attributes, and tables of them."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from localturn.corpus.actions.attributes import Definition
from localturn.corpus.domain.terms import ATTRIBUTE_KINDS, AttributeKind


class AttributeForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("Such as “Year” or “Continent”.")
    )
    kind = forms.ChoiceField(label=_("Kind"), initial=AttributeKind.TEXT)
    choices = forms.CharField(
        label=_("What it can be"),
        help_text=_("One a line, in order. Only for “one of several”."),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        field = self.fields["kind"]
        field.choices = [(each.value, gettext(ATTRIBUTE_KINDS[each])) for each in AttributeKind]  # type: ignore[attr-defined]

    @property
    def definition(self) -> Definition:
        said = self.cleaned_data
        lines = (" ".join(each.split())[:500] for each in said["choices"].splitlines())
        choices = tuple(each for each in lines if each)
        return Definition(said["name"], AttributeKind(said["kind"]), choices)


class NewAttributeForm(AttributeForm):
    of_cases = forms.BooleanField(
        label=_("It says something of cases, instead of documents"), required=False
    )


class TableForm(forms.Form):
    file = forms.FileField(
        label=_("CSV or Excel file"),
        help_text=_("Its first row names the columns: “Number” or “Title”, and attributes."),
    )


class CollectionForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    about = forms.CharField(
        label=_("What it is about"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
