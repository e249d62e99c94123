"""Letting something count as done."""

from django import forms
from django.utils.translation import gettext_lazy as _

from localturn.academy.actions.grants import LONGEST


class GrantForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The participant reads it, and it is kept in the audit trail."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
