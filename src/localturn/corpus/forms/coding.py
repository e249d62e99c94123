"""What is sent from the coding desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from localturn.corpus.actions.coding import LONGEST_COMMENT
from localturn.corpus.domain.passages import Span
from localturn.corpus.models import Node, Project

_GREATEST = 2**62


class SentSpan(forms.Form):
    """As the desk's own script sends it: numbers of code points in the text that it shows."""

    version = forms.IntegerField(min_value=1, max_value=_GREATEST)
    start = forms.IntegerField(min_value=0)
    end = forms.IntegerField(min_value=1)

    @property
    def span(self) -> Span:
        return Span(self.cleaned_data["start"], self.cleaned_data["end"])


class SentCoding(SentSpan):
    code = forms.IntegerField(min_value=1)
    key = forms.UUIDField()


class InVivoForm(SentSpan):
    """A passage, and the words that were typed to stand for it."""

    name = forms.CharField(required=False)


class NewsForm(forms.Form):
    """What a desk that is open shows: which text, and up to which change its codings."""

    since = forms.CharField(max_length=200)
    version = forms.IntegerField(min_value=1, max_value=_GREATEST)


class PassageForm(forms.Form):
    """Without a script: the words of a passage, copied from the text."""

    words = forms.CharField(
        label=_("Passage"),
        help_text=_("Copy it from the text. Where it stands there twice, copy a little more."),
        max_length=20_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    code = forms.ModelChoiceField(label=_("Code"), queryset=Node.objects.none())
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, project: Project, text: str = "", **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._text = text
        nodes = Node.objects.filter(project=project, retired_at=None).order_by("name", "pk")
        self.fields["code"].queryset = nodes  # type: ignore[attr-defined]

    def clean_words(self) -> Span:
        words = self.cleaned_data["words"].replace("\r\n", "\n").strip()
        at = self._text.find(words)
        if not words or at < 0:
            raise forms.ValidationError(gettext("These words are not in the document."))
        if self._text.find(words, at + 1) >= 0:
            raise forms.ValidationError(
                gettext("These words are in the document more than once. Copy a little more.")
            )
        return Span(at, at + len(words))


class AboutCoding(forms.Form):
    weight = forms.IntegerField(
        label=_("Weight"),
        help_text=_("How strongly it applies, from 0 to 100; empty where that is not asked."),
        required=False,
        min_value=0,
        max_value=100,
    )
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
