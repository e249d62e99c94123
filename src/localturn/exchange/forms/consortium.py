"""Founding a consortium, and letting universities into it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from localturn.foundation.people.models import Kind, Organisation


class ConsortiumForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    about = forms.CharField(
        label=_("About it"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class PartnerForm(forms.Form):
    """A university, and what its people may do."""

    organisation = forms.ModelChoiceField(
        label=_("University"), queryset=Organisation.objects.none(), empty_label=None
    )
    may_list = forms.BooleanField(label=_("May list courses"), required=False, initial=True)
    may_nominate = forms.BooleanField(
        label=_("May nominate students"), required=False, initial=True
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        universities = Organisation.objects.filter(kind=Kind.UNIVERSITY).order_by("folded", "pk")
        self.fields["organisation"].queryset = universities  # type: ignore[attr-defined]
