"""More time for one person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from localturn.academy.actions.allowances import MOST_ATTEMPTS, MOST_MINUTES, Given
from localturn.academy.domain.attempts import attempts_allowed
from localturn.academy.domain.kinds import KINDS
from localturn.academy.models import Activity, Allowance
from localturn.foundation import moments
from localturn.foundation.ui.widgets import Day


class AllowanceForm(forms.Form):
    """What one person is given in an activity; only what that activity knows of is asked."""

    due_on = forms.DateField(
        label=_("Own deadline, the last day"),
        widget=Day(),
        required=False,
        help_text=_("Until 23:59 in the zone of the run. Left empty: the deadline of all others."),
    )
    extra_minutes = forms.IntegerField(
        label=_("More minutes for an attempt"),
        min_value=0,
        max_value=MOST_MINUTES,
        required=False,
    )
    extra_attempts = forms.IntegerField(
        label=_("More attempts"), min_value=0, max_value=MOST_ATTEMPTS, required=False
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The participant reads it, and it is kept in the audit trail."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, *arguments: Any, activity: Activity, has_deadline: bool, now: Allowance | None
    ) -> None:
        initial: dict[str, Any] = {}
        if now is not None:
            initial = {
                "due_on": now.due_at and moments.day_in(now.due_at, now.zone),
                "extra_minutes": now.extra_minutes or None,
                "extra_attempts": now.extra_attempts or None,
            }
        super().__init__(*arguments)
        self.initial = initial
        kind = KINDS[activity.kind]
        allowed = attempts_allowed(activity.kind, activity.settings.get("attempts"))
        if not has_deadline:
            del self.fields["due_on"]
        if not kind.asks_questions or activity.settings.get("limit") is None:
            del self.fields["extra_minutes"]
        if not kind.asks_questions or allowed is None:
            del self.fields["extra_attempts"]

    @property
    def asks_anything(self) -> bool:
        """Whether there is anything to give beyond what everybody has."""
        return len(self.fields) > 1

    @property
    def given(self) -> Given:
        said = self.cleaned_data
        return Given(
            said.get("due_on"), said.get("extra_minutes") or 0, said.get("extra_attempts") or 0
        )
