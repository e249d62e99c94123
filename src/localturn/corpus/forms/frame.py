"""Moving, merging and splitting nodes of the codebook."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from localturn.corpus.models import Node


def _indented(tree: list[tuple[Node, int]]) -> list[tuple[str, str]]:
    return [(str(each.pk), f"{'– ' * depth}{each.name}") for each, depth in tree]


class _Choosing(forms.Form):
    """One of the nodes of a tree, shown as it hangs together."""

    def __init__(self, *arguments: Any, tree: list[tuple[Node, int]], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._nodes = {str(each.pk): each for each, _depth in tree}
        self._tree = tree

    def _offer(self, name: str, first: tuple[str, Any]) -> None:
        self.fields[name].choices = [first, *_indented(self._tree)]  # type: ignore[attr-defined]

    def _node(self, name: str) -> Node | None:
        return self._nodes.get(self.cleaned_data[name])


class MoveForm(_Choosing):
    under = forms.ChoiceField(label=_("Beneath"), required=False)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._offer("under", ("", _("Nothing: at the top")))

    @property
    def chosen(self) -> Node | None:
        return self._node("under")


class IntoForm(_Choosing):
    into = forms.ChoiceField(label=_("Into"))

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._offer("into", ("", _("Choose")))

    @property
    def chosen(self) -> Node | None:
        return self._node("into")


class MergeForm(IntoForm):
    look_again = forms.BooleanField(
        label=_("List the passages as coded under an earlier definition"),
        help_text=_("Then each is looked at again under what the other one means."),
        required=False,
        initial=True,
    )


class SplitForm(_Choosing):
    """Passages are ticked in the list beside it, or all that the list was narrowed to."""

    name = forms.CharField(
        label=_("Name of a new code"),
        help_text=_("It stands beside this one. Or choose one that is there."),
        max_length=200,
        required=False,
    )
    to = forms.ChoiceField(label=_("Or one that is there"), required=False)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._offer("to", ("", _("A new one")))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if bool(said.get("name")) == bool(said.get("to")):
            self.add_error("name", _("Say how the new code is called, or choose one."))
        return said

    @property
    def chosen(self) -> Node | str:
        return self._node("to") or str(self.cleaned_data["name"])
