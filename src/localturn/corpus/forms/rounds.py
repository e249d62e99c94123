"""Beginning a round, and giving documents to coders."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from localturn.corpus.models import DocumentSet, Member
from localturn.corpus.permissions import Sight


class RoundForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)


class GiveForm(forms.Form):
    """Which documents, to whom, and how many code each."""

    documents: forms.ModelMultipleChoiceField[Any] = forms.ModelMultipleChoiceField(
        label=_("Documents"),
        queryset=Member.objects.none(),
        required=False,
        help_text=_("All of the project, if none is chosen."),
    )
    set: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Or a set of documents"),
        queryset=Member.objects.none(),
        required=False,
        empty_label=_("None"),
    )
    members: forms.ModelMultipleChoiceField[Any] = forms.ModelMultipleChoiceField(
        label=_("Coders"), queryset=Member.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    each = forms.IntegerField(
        label=_("How many code each document"),
        min_value=1,
        max_value=20,
        initial=2,
        help_text=_("Documents are spread so that all have as many words to read."),
    )

    def __init__(self, *arguments: Any, sight: Sight, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._sight = sight
        self._choose("documents", sight.documents())
        self._choose("set", DocumentSet.objects.filter(project=sight.project))
        coders = Member.objects.filter(project=sight.project, left_at=None).exclude(role="reader")
        self._choose("members", coders.select_related("person", "project").order_by("pk"))

    def _choose(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Any:
        """The documents that are meant."""
        said = self.cleaned_data
        if said["set"] is not None:
            return self._sight.documents().filter(sets=said["set"])
        return said["documents"] or self._sight.documents()
