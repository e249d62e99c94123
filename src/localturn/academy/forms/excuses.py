"""Asking to be excused, and answering."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from localturn.academy.actions.excuses import LONGEST


class ExcuseForm(forms.Form):
    reason = forms.CharField(
        label=_("Why you ask to be excused"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The facilitators read it; other participants do not."),
    )


class GiveExcuseForm(forms.Form):
    """A facilitator excuses somebody who has not asked here."""

    whom = forms.TypedChoiceField(label=_("Who"), coerce=int)
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *arguments: Any, people: Iterable[tuple[int, str]]) -> None:
        super().__init__(*arguments)
        self.fields["whom"].choices = [("", "–"), *people]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("What you say to it"), max_length=LONGEST, required=False)
