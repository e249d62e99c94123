"""An address that gives places."""

from django import forms
from django.utils.translation import gettext_lazy as _

from localturn.foundation.ui.widgets import Day


class LinkForm(forms.Form):
    note = forms.CharField(
        label=_("For whom is it?"),
        max_length=200,
        required=False,
        help_text=_("Only facilitators see it."),
    )
    most = forms.IntegerField(
        label=_("How many may come by it"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=_("Left empty: as many as there are places."),
    )
    last_day = forms.DateField(
        label=_("Last day"),
        widget=Day(),
        required=False,
        help_text=_("Left empty: until the run ends, or until you withdraw it."),
    )
