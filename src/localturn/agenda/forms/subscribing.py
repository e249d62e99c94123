"""Subscribing to a mailing list."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from localturn.agenda.actions.subscribing import Asked
from localturn.agenda.domain.mailing import RHYTHM_NAMES, Rhythm
from localturn.agenda.models import MailingList
from localturn.agenda.queries.mailing import topic_choices
from localturn.foundation.languages import own_name
from localturn.foundation.places.queries import countries

HELD_IN = ("en", "fr", "sv", "nb", "da", "de", "nl", "it", "es", "bs", "hr", "sr", "mk", "sq")
"""Languages in which announcements are read in."""


class WishesForm(forms.Form):
    """In which language, how often, about what."""

    language = forms.ChoiceField(label=_("Language of the letters"))
    rhythm = forms.ChoiceField(label=_("How often"))
    topics = forms.MultipleChoiceField(
        label=_("Topics"),
        required=False,
        help_text=_("Choose none to hear of all."),
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages that you understand"),
        required=False,
        help_text=_("Events in other languages are left out. Choose none to hear of all."),
        widget=forms.CheckboxSelectMultiple,
    )
    countries = forms.MultipleChoiceField(
        label=_("Countries"),
        required=False,
        help_text=_("Choose none to hear of all."),
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )

    def __init__(self, *arguments: Any, mailing_list: MailingList, **named: Any) -> None:
        super().__init__(*arguments, **named)
        choices: dict[str, list[tuple[str, str]]] = {
            "language": [(code, own_name(code)) for code in mailing_list.languages],
            "rhythm": [(each.value, gettext(RHYTHM_NAMES[each])) for each in Rhythm],
            "topics": topic_choices(),
            "languages": [(code, own_name(code)) for code in HELD_IN],
            "countries": [(each.code, str(each)) for each in countries()],
        }
        for name, choice in choices.items():
            self.fields[name].choices = choice  # type: ignore[attr-defined]
        if not choices["topics"]:
            del self.fields["topics"]

    @property
    def asked(self) -> Asked:
        said = self.cleaned_data
        return Asked(
            language=said["language"],
            rhythm=Rhythm(said["rhythm"]),
            languages=tuple(said.get("languages", ())),
            topics=tuple(said.get("topics", ())),
            countries=tuple(said["countries"]),
        )


class SubscribeForm(WishesForm):
    """The same, for whom."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    website = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    """Left empty by people; programs that fill in everything fill it in."""

    field_order = ("email", "language", "rhythm")
