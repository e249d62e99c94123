"""Actors, and relations between them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from localturn.corpus.domain.networks import (
    DIRECTIONS,
    GOVERNMENTS,
    STANCES,
    Direction,
    Government,
    Stance,
)
from localturn.corpus.models import Actor
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.relations import actors_of
from localturn.foundation.people.models import Organisation


def _choices(words: Any) -> Any:
    return lambda: [(each.value, _now(name)) for each, name in words.items()]


class ActorForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    level = forms.ChoiceField(label=_("Level of government"), choices=_choices(GOVERNMENTS))
    aliases = forms.CharField(
        label=_("Other names"),
        required=False,
        help_text=_("One a line, in any language: under these it is looked for in passages."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    organisation = forms.CharField(
        label=_("Organisation of the platform"),
        required=False,
        help_text=_("The last part of its address, such as city-of-havnby, if it is one of these."),
    )

    def clean_organisation(self) -> Organisation | None:
        said = self.cleaned_data["organisation"].strip().strip("/").rpartition("/")[2]
        if not said:
            return None
        found = Organisation.objects.filter(slug=said).first()
        if found is None:
            raise forms.ValidationError(_now("There is no organisation with this address."))
        return found

    @property
    def said(self) -> dict[str, Any]:
        return {
            "level": Government(self.cleaned_data["level"]),
            "aliases": self.cleaned_data["aliases"].splitlines(),
            "organisation": self.cleaned_data["organisation"],
        }


def initial_of(actor: Actor) -> dict[str, Any]:
    return {
        "name": actor.name,
        "level": actor.level,
        "aliases": "\n".join(actor.aliases),
        "organisation": actor.organisation.slug if actor.organisation else "",
    }


class RelationForm(forms.Form):
    """What a passage says of two actors."""

    source = forms.ModelChoiceField(label=_("From"), queryset=Actor.objects.none())
    stance = forms.ChoiceField(label=_("What it says"), choices=_choices(STANCES))
    target = forms.ModelChoiceField(label=_("To"), queryset=Actor.objects.none())
    direction = forms.ChoiceField(label=_("Direction"), choices=_choices(DIRECTIONS))
    note = forms.CharField(label=_("Note"), required=False, max_length=2_000)

    def __init__(self, *arguments: Any, sight: Sight, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name in ("source", "target"):
            self.fields[name].queryset = actors_of(sight)  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        kept = self.cleaned_data
        return {
            "source": kept["source"],
            "target": kept["target"],
            "stance": Stance(kept["stance"]),
            "direction": Direction(kept["direction"]),
            "note": kept["note"],
        }
