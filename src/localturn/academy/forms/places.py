"""Asking for a place, answering who asks, and setting places aside."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from localturn.academy.models import Run
from localturn.foundation.people.models import Organisation


class InterestForm(forms.Form):
    """Somebody asks an association for one of its places."""

    organisation = forms.ModelChoiceField(
        label=_("Which association do you ask?"),
        queryset=Organisation.objects.none(),
        empty_label=None,
        help_text=_("The one that your municipality or organisation belongs to or works with."),
    )
    works_for = forms.CharField(
        label=_("For whom do you work?"),
        max_length=200,
        help_text=_("Your municipality or organisation, and what you do there."),
    )
    reason = forms.CharField(
        label=_("Why would you like to take part?"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    agreed = forms.BooleanField(
        label=_("The association may read this, and pass it on if it nominates me."),
        help_text=_(
            "It sees your name, your e-mail address and what you wrote. If it nominates you, the"
            " facilitators of the course see it too. Nobody else does."
        ),
        error_messages={"required": _("Without this, the association cannot answer you.")},
    )

    def __init__(self, *arguments: Any, partners: QuerySet[Organisation], **named: Any):
        super().__init__(*arguments, **named)
        self.fields["organisation"].queryset = partners  # type: ignore[attr-defined]


class InterestAnswerForm(forms.Form):
    """An association's answer to somebody who asks; declining needs a sentence."""

    answer = forms.CharField(
        label=_("Your answer to this person"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when you decline."),
    )


class RankForm(forms.Form):
    """To which place on a list somebody is moved, from 1."""

    to = forms.IntegerField(min_value=1, max_value=100_000)


class PlacesForm(forms.Form):
    """How a run's places are divided among its partners, and how long one waits for an answer."""

    confirmation_days = forms.IntegerField(
        label=_("Days to confirm a place"),
        min_value=1,
        max_value=60,
        help_text=_(
            "Who is nominated confirms within so many days; otherwise the next on the waiting list"
            " gets the place."
        ),
    )
    is_rest_shared = forms.BooleanField(
        label=_("Associations may go beyond their quota while there are other places"),
        required=False,
        help_text=_("Otherwise those places are for whom you invite, or who enrols."),
    )

    def __init__(self, run: Run, *arguments: Any) -> None:
        initial = {
            "confirmation_days": run.confirmation_days,
            "is_rest_shared": run.is_rest_shared,
        }
        super().__init__(*arguments)
        self.initial = initial
        self.partners = list(
            run.partners.select_related("organisation").order_by("organisation__folded", "pk")
        )
        for partner in self.partners:
            self.fields[f"quota-{partner.organisation_id}"] = forms.IntegerField(
                label=_("Places for %(name)s") % {"name": partner.organisation},
                min_value=0,
                max_value=100_000,
                required=False,
                initial=partner.quota,
            )

    @property
    def quotas(self) -> dict[int, int | None]:
        """By organisation; None where a facilitator answers each nomination."""
        return {
            partner.organisation_id: self.cleaned_data[f"quota-{partner.organisation_id}"]
            for partner in self.partners
        }
