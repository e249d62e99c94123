"""What a publication says."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from localturn.corpus.actions.publications import LONGEST, Words
from localturn.corpus.domain.publications import KINDS, Kind
from localturn.foundation.languages import INTERFACE_LANGUAGES, own_name

_LANGUAGES = (*INTERFACE_LANGUAGES, "de", "es", "it", "nl", "pl", "pt", "da", "fi", "mk", "sq")


class PublicationForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"))
    title = forms.CharField(label=_("Title"), max_length=300)
    authors = forms.CharField(
        label=_("Authors"),
        required=False,
        max_length=5_000,
        help_text=_("One a line: family name, given name; or an organisation."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    language = forms.ChoiceField(label=_("Language"))
    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=LONGEST,
        help_text=_(
            "Markdown. A passage is quoted by its address that stays, ![](/corpus/passages/12/), on"
            " a line of its own or within one; a source is cited by its key, [@piattoni2010, p. 3],"
            " a public document by its number, [@document-12]."
        ),
        widget=forms.Textarea(attrs={"rows": 24}),
    )
    literature = forms.CharField(
        label=_("Literature"),
        required=False,
        max_length=100_000,
        help_text=_(
            "One a line: key | authors | year | title | publisher | address. Authors are parted by"
            " semicolons; publisher and address may be left out."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        kinds = [(each.value, gettext(KINDS[each])) for each in Kind]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        given = self.initial.get("language")
        codes = list(dict.fromkeys([*_LANGUAGES, *([given] if given else [])]))
        self.fields["language"].choices = [(c, own_name(c)) for c in codes]  # type: ignore[attr-defined]

    @property
    def words(self) -> Words:
        said = self.cleaned_data
        return Words(
            Kind(said["kind"]),
            said["title"],
            said["authors"],
            said["language"],
            said["text"],
            said["literature"],
        )
