"""What a host fills in before and when it issues transcripts."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ScaleForm(forms.Form):
    """A grading scale with its distribution table."""

    name = forms.CharField(
        label=_("Name of the scale"),
        help_text=_("Such as: German university scale, 1.0 to 4.0"),
        max_length=120,
    )
    steps = forms.CharField(
        label=_("Grades that pass, the best first"),
        help_text=_(
            "One a line: the grade; from how many per cent of the points it is given; which share"
            " of those who passed had it, in per cent. The shares are 100 together."
        ),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    reference = forms.CharField(
        label=_("Reference group"),
        help_text=_("Whose grades these were: the field, the level and the years."),
        max_length=300,
    )
    students = forms.IntegerField(
        label=_("How many students these were"), min_value=1, max_value=10_000_000
    )


class AgainForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is issued again"),
        help_text=_(
            "The student and both universities read it here. The files that they hand on do not"
            " have it."
        ),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
