"""What a node of the codebook says."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from localturn.corpus.actions.codebook import Wording
from localturn.corpus.domain.terms import LEVELS, Level
from localturn.corpus.models import Node


def _long(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NodeForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    level = forms.ChoiceField(label=_("Kind"), initial=Level.CODE)
    definition = _long(_("Definition"))
    when_to_use = _long(_("When to use it"))
    when_not = _long(_("When not to use it"))
    example = _long(_("Example"), _("A passage that stands for it."))
    source = _long(_("Source"), _("The literature that it is taken from."))
    colour = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=11)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        field = self.fields["level"]
        field.choices = [(each.value, gettext(LEVELS[each])) for each in Level]  # type: ignore[attr-defined]

    @property
    def wording(self) -> Wording:
        said = self.cleaned_data
        return Wording(
            **{**said, "level": Level(said["level"]), "colour": said["colour"] or 0},
        )


def initial_of(node: Node) -> dict[str, Any]:
    names = [*NodeForm.base_fields]
    return {name: getattr(node, name) for name in names}


class FreezeForm(forms.Form):
    note = _long(_("What is new in this version"))
