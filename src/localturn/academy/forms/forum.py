"""Writing into a discussion."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from localturn.academy.actions.forum import LONGEST


class PostForm(forms.Form):
    body = forms.CharField(
        label=_("Your text"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 8})
    )


class RemoveForm(forms.Form):
    """Asks whether it is meant; a facilitator says why."""

    reason = forms.CharField(
        label=_("Why is it removed?"),
        max_length=300,
        help_text=_("Everybody in the discussion reads it in place of the text."),
    )

    def __init__(self, *arguments: Any, needs_reason: bool) -> None:
        super().__init__(*arguments)
        if not needs_reason:
            del self.fields["reason"]
