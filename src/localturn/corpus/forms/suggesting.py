"""What is to be suggested, and one suggestion that is confirmed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from localturn.corpus.domain.extents import Extent
from localturn.corpus.domain.patterns import LONGEST
from localturn.corpus.forms.coding import SentCoding
from localturn.corpus.forms.finding import How
from localturn.corpus.models import Node
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.suggesting import Wish
from localturn.foundation.search.asked import Question, read

NOTHING = Question("", ())


class WishForm(forms.Form):
    q = forms.CharField(
        label=_("Words to look for"),
        help_text=_("Any of them; words in quotation marks stand beside each other."),
        max_length=LONGEST,
    )
    how = forms.ChoiceField(
        label=_("How"),
        choices=[
            (How.EXACT.value, _("As written (a last word may go on)")),
            (How.LEMMA.value, _("In all forms of the words")),
            (How.PATTERN.value, _("Regular expression")),
        ],
    )
    extent = forms.ChoiceField(
        label=_("What is coded"),
        choices=[
            (Extent.SENTENCE.value, _("The sentence")),
            (Extent.PARAGRAPH.value, _("The paragraph")),
            (Extent.WORDS.value, _("What was found alone")),
        ],
    )
    code = forms.ModelChoiceField(label=_("Code"), queryset=Node.objects.none())
    document = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, sight: Sight, **named: Any) -> None:
        super().__init__(*arguments, **named)
        nodes = Node.objects.filter(project=sight.project, retired_at=None).order_by("name", "pk")
        self.fields["code"].queryset = nodes  # type: ignore[attr-defined]

    @property
    def wish(self) -> Wish:
        said = self.cleaned_data
        is_pattern = said["how"] == How.PATTERN
        return Wish(
            code=said["code"],
            extent=Extent(said["extent"]),
            question=NOTHING if is_pattern else read(said["q"]),
            by_lemma=said["how"] == How.LEMMA,
            pattern=said["q"] if is_pattern else "",
            only=said["document"],
        )


class ConfirmedForm(SentCoding):
    of = forms.IntegerField(min_value=1)
    """The document's number."""
