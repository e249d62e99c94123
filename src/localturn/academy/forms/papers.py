"""What is filled in about papers."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from localturn.academy.forms.marking import PointsField
from localturn.foundation.ui.figures import figure
from localturn.foundation.ui.widgets import Day


class ProposalForm(forms.Form):
    """What somebody means to write."""

    title = forms.CharField(label=gettext_lazy("Title of your paper"), max_length=200)
    question = forms.CharField(
        label=gettext_lazy("Question"),
        help_text=gettext_lazy("The one question that your paper answers."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    outline = forms.CharField(
        label=gettext_lazy("Outline"),
        help_text=gettext_lazy(
            "How you go about it, and what you use. You may use Markdown: an empty line makes a "
            "paragraph, **bold**, lists with -."
        ),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class AnswerForm(forms.Form):
    """What a facilitator says to a proposal."""

    sentence = forms.CharField(
        label=gettext_lazy("What you say to it"),
        help_text=gettext_lazy("The participant reads it. Needed where you ask for changes."),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ProposalsDueForm(forms.Form):
    day = forms.DateField(
        label=gettext_lazy("Another day"),
        help_text=gettext_lazy(
            "At 23:59 in the zone of the run. Empty: so many days before the paper as the course "
            "says."
        ),
        required=False,
        widget=Day,
    )


class WhyForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("The second marker reads it. Do not name the mark."),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ResultForm(forms.Form):
    """A result between two marks."""

    def __init__(self, *arguments: Any, most: Decimal, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["points"] = PointsField(
            most=most, label=_("Points, from 0 to %(most)s") % {"most": figure(most)}
        )


class DecisionForm(ResultForm):
    """The same, decided by one person."""

    def __init__(self, *arguments: Any, most: Decimal, **options: Any) -> None:
        super().__init__(*arguments, most=most, **options)
        self.fields["reason"] = forms.CharField(
            label=_("Reason"),
            help_text=_("Both markers and the participant read it."),
            max_length=2_000,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
