"""What a memo says, and what it is linked with."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from localturn.corpus.actions.memos import LONGEST, Words
from localturn.corpus.domain.terms import MEMO_KINDS, MemoKind
from localturn.corpus.models import Memo


class MemoForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), initial=MemoKind.NOTE)
    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        field = self.fields["kind"]
        field.choices = [(each.value, gettext(MEMO_KINDS[each])) for each in MemoKind]  # type: ignore[attr-defined]

    @property
    def words(self) -> Words:
        said = self.cleaned_data
        return Words(MemoKind(said["kind"]), said["title"], said["text"])


class LinkForm(forms.Form):
    memo = forms.ModelChoiceField(
        label=_("Link with another memo"), queryset=Memo.objects.none(), empty_label=_("Choose")
    )

    def __init__(self, *arguments: Any, memos: QuerySet[Memo], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["memo"].queryset = memos  # type: ignore[attr-defined]
