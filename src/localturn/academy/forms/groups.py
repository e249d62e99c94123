"""How groups come about, and what their work is followed by."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from localturn.academy.actions.groups import LONGEST_POST, MOST_FILES
from localturn.academy.domain.grouping import Mix
from localturn.academy.domain.rubric import Judged, Rubric
from localturn.academy.models import Following, Group, Grouping
from localturn.foundation.files.forms import UploadsField
from localturn.foundation.ui.widgets import Day, Moment

MIXES = {
    Mix.ORGANISATION: _("Universities and other organisations"),
    Mix.COUNTRY: _("Countries"),
    Mix.LANGUAGE: _("Languages"),
}


class ProposalForm(forms.Form):
    """How many groups, and what should mix in them."""

    number = forms.IntegerField(label=_("How many groups"), min_value=1, max_value=100)
    mix = forms.TypedMultipleChoiceField(
        label=_("What should mix, the first before the others"),
        choices=[(mix.value, label) for mix, label in MIXES.items()],
        coerce=Mix,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    anew = forms.BooleanField(
        label=_("Also divide those anew who are in a group already"), required=False
    )


class WayForm(forms.Form):
    """Who puts people into groups."""

    way = forms.ChoiceField(
        label=_("How people come into groups"),
        choices=Grouping.Way.choices,
        widget=forms.RadioSelect,
    )
    most = forms.IntegerField(
        label=_("Most in a group, where participants choose"),
        min_value=1,
        max_value=1_000,
        required=False,
    )
    closes_at = forms.DateTimeField(
        label=_("Until when they may choose"), widget=Moment(), required=False
    )


class ContactForm(forms.Form):
    """What one's group may know of oneself."""

    shows_email = forms.BooleanField(label=_("My group sees my e-mail address"), required=False)
    contact = forms.CharField(
        label=_("How else my group reaches me"),
        help_text=_(
            "Such as a messenger or a telephone number. Only your group and the"
            " facilitators see it."
        ),
        max_length=200,
        required=False,
    )


class SayForm(forms.Form):
    """What somebody writes to their group."""

    text = forms.CharField(
        label=_("Write to the group"),
        help_text=_("You may use Markdown."),
        max_length=LONGEST_POST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    attached = UploadsField(
        label=_("Files"),
        most=MOST_FILES,
        required=False,
        help_text=_(
            "At most three, of 4 MiB together: documents, tables, presentations, texts or pictures."
        ),
    )


class ToldForm(forms.Form):
    """An empty pace ends it."""

    pace = forms.ChoiceField(choices=[("", ""), *Following.Pace.choices], required=False)


class LevelsForm(forms.Form):
    """A level of each criterion by which a commenter judges; empty where the course asks for
    none."""

    def __init__(self, *arguments: Any, rubric: Rubric, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.rubric = rubric
        for criterion in rubric:
            self.fields[f"level-{criterion.id}"] = forms.TypedChoiceField(
                label=criterion.title,
                coerce=int,
                choices=[(at, level.text) for at, level in enumerate(criterion.levels)],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose a level.")},
            )

    @property
    def judged(self) -> tuple[Judged, ...]:
        return tuple(Judged(c.id, self.cleaned_data[f"level-{c.id}"]) for c in self.rubric)


def levels_chosen(judged: Sequence[Judged]) -> dict[str, int]:
    """What such a form begins with."""
    return {f"level-{each.criterion}": each.level for each in judged}


class CommentsDueForm(forms.Form):
    """The second deadline."""

    day = forms.DateField(
        label=_("Comments are due on"),
        help_text=_(
            "Until 23:59 in the zone of the run. Left empty: as many days after the first"
            " deadline as the course says."
        ),
        widget=Day(),
        required=False,
    )


class WaiverForm(forms.Form):
    """Who need not comment on which group, or one person on none at all; and why."""

    seat = forms.TypedChoiceField(label=_("Who"), coerce=int, empty_value=None, required=False)
    group = forms.TypedChoiceField(
        label=_("Need not comment on"), coerce=int, empty_value=None, required=False
    )
    reason = forms.CharField(
        label=_("Reason"), help_text=_("The participant reads it."), max_length=500
    )

    def __init__(
        self, *arguments: Any, people: list[tuple[int, str]], groups: list[Group], **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        everybody = [("", str(_("Everybody of the other groups")))]
        self.fields["seat"].choices = [*everybody, *people]  # type: ignore[attr-defined]
        each = [(group.pk, str(group)) for group in groups]
        self.fields["group"].choices = [("", str(_("All groups, for one person"))), *each]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        wants_all = "group" in found and found["group"] is None
        if wants_all and found.get("seat", 0) is None:
            self.add_error("group", _("Choose a group, or one person."))
        return found


class LaterForm(forms.Form):
    """Until when one group has time, and why."""

    group = forms.TypedChoiceField(label=_("Which group"), coerce=int)
    day = forms.DateField(
        label=_("It hands in until"),
        help_text=_(
            "Until 23:59 in the zone of the run. Left empty: the deadline of all groups again."
        ),
        widget=Day(),
        required=False,
    )
    reason = forms.CharField(
        label=_("Reason"), help_text=_("Everybody in the group reads it."), max_length=500
    )

    def __init__(self, *arguments: Any, groups: list[Group], **named: Any) -> None:
        super().__init__(*arguments, **{"auto_id": "later-%s", **named})
        self.fields["group"].choices = [(g.pk, str(g)) for g in groups]  # type: ignore[attr-defined]
