"""Writing into a discussion."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from localturn.academy.actions.forum import LONGEST, LONGEST_TITLE, MOST_FILES
from localturn.academy.models import Following
from localturn.academy.queries.threads import ShownFile
from localturn.foundation.files.forms import UploadsField


class PostForm(forms.Form):
    """A post; only those of a blog are `titled`."""

    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE)
    body = forms.CharField(
        label=_("Your text"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 8})
    )
    attached = UploadsField(
        label=_("Files"),
        most=MOST_FILES,
        required=False,
        help_text=_(
            "At most three, of 4 MiB together: documents, tables, presentations, texts or pictures."
        ),
    )
    without = forms.MultipleChoiceField(
        label=_("Take these off"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *arguments: Any,
        hanging: Sequence[ShownFile] = (),
        titled: bool = False,
        **options: Any,
    ) -> None:
        """With the files that hang on the post already."""
        super().__init__(*arguments, **options)
        if not titled:
            del self.fields["title"]
        choices = [(str(file.key), f"{file.name} ({file.size})") for file in hanging]
        if choices:
            self.fields["without"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["without"]


class ReportForm(forms.Form):
    reason = forms.CharField(
        label=_("What is wrong with it?"),
        max_length=300,
        help_text=_("The facilitators read it, with your name. The author does not."),
    )


class FollowForm(forms.Form):
    """An empty pace ends it."""

    pace = forms.ChoiceField(choices=[("", ""), *Following.Pace.choices], required=False)


class RemoveForm(forms.Form):
    """Asks whether it is meant; a facilitator says why, and whether it may come back."""

    reason = forms.CharField(
        label=_("Why is it removed?"),
        max_length=300,
        help_text=_("Everybody in the discussion reads it in place of the text."),
    )
    for_good = forms.BooleanField(
        label=_("Delete the text and its files for good"),
        required=False,
        help_text=_("Otherwise it is hidden, and facilitators can show it again."),
    )

    def __init__(self, *arguments: Any, needs_reason: bool) -> None:
        super().__init__(*arguments)
        if not needs_reason:
            del self.fields["reason"]
            del self.fields["for_good"]


class UncountForm(forms.Form):
    reason = forms.CharField(
        label=_("Why does it not count?"),
        max_length=300,
        help_text=_("The author gets it by e-mail."),
    )
