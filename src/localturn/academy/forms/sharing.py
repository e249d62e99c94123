"""What a participant lets others know."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from localturn.academy.models import StatedSex
from localturn.foundation.people.models import Organisation


class SharingForm(forms.Form):
    shares = forms.BooleanField(
        label=_("My association may see by name how far I have come"),
        required=False,
        help_text=_(
            "It sees how many activities you have done and whether you hold the certificate, never"
            " your answers or points. Otherwise it sees figures about five people or more. You can"
            " change this at any time on the page of the course."
        ),
    )
    sex = forms.ChoiceField(
        label=_("Your sex"),
        choices=[("", _("I would rather not say")), *StatedSex.Sex.choices],
        required=False,
        help_text=_(
            "Who pays for the course asks how many women and men take part. Only the report of this"
            " run reads it, and it shows no group of fewer than five."
        ),
    )

    def __init__(
        self, *arguments: Any, association: Organisation | None = None, **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        if association is None:
            del self.fields["shares"]
        else:
            self.fields["shares"].label = _("%(name)s may see by name how far I have come") % {
                "name": association
            }

    @property
    def answers(self) -> dict[str, Any]:
        """The named arguments of `actions.sharing.answer`."""
        given = self.cleaned_data
        return {"shares": given.get("shares", False), "sex": given.get("sex", "")}
