"""Composing an issue."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from localturn.agenda.domain.digest import PARTS, Rules, Words
from localturn.agenda.domain.mailing import RHYTHM_NAMES, Rhythm
from localturn.agenda.models import Issue, MailingList
from localturn.agenda.queries.letters import PART_NAMES
from localturn.agenda.queries.mailing import topic_choices
from localturn.foundation.languages import own_name
from localturn.foundation.places.queries import countries
from localturn.foundation.ui.widgets import Day


class RulesForm(forms.Form):
    """Of which days it tells, and of what."""

    rhythm = forms.ChoiceField(
        label=_("For readers who are written to"), help_text=_("Others do not get this issue.")
    )
    since = forms.DateField(label=_("From"), widget=Day())
    until = forms.DateField(label=_("To, this day included"), widget=Day())
    parts = forms.MultipleChoiceField(label=_("What it tells"), widget=forms.CheckboxSelectMultiple)
    topics = forms.MultipleChoiceField(
        label=_("Topics"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none for all."),
    )
    countries = forms.MultipleChoiceField(
        label=_("Countries"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("Choose none for all."),
    )
    most = forms.IntegerField(label=_("At most so many"), min_value=1, max_value=200, initial=40)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        choices: dict[str, list[tuple[str, str]]] = {
            "rhythm": [(each.value, gettext(RHYTHM_NAMES[each])) for each in Rhythm],
            "parts": [(each, gettext(PART_NAMES[each])) for each in PARTS],
            "topics": topic_choices(),
            "countries": [(each.code, str(each)) for each in countries()],
        }
        for name, choice in choices.items():
            self.fields[name].choices = choice  # type: ignore[attr-defined]
        if not choices["topics"]:
            del self.fields["topics"]

    @property
    def told(self) -> dict[str, Any]:
        """As the actions want it."""
        said = self.cleaned_data
        rules = Rules(
            parts=frozenset(said["parts"]),
            topics=frozenset(said.get("topics", ())),
            countries=frozenset(said["countries"]),
            most=said["most"],
        )
        return {
            "rhythm": Rhythm(said["rhythm"]),
            "since": said["since"],
            "until": said["until"],
            "rules": rules,
        }

    @staticmethod
    def begun(issue: Issue) -> dict[str, Any]:
        return {
            "rhythm": issue.rhythm,
            "since": issue.since,
            "until": issue.until,
            **Rules.read(issue.rules).written(),
        }


class WordsForm(forms.Form):
    """Subject and introduction in each language of the list."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, mailing_list: MailingList, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.languages = list(mailing_list.languages)
        for language in self.languages:
            name = {"language": own_name(language)}
            self.fields[f"subject_{language}"] = forms.CharField(
                label=gettext("Subject (%(language)s)") % name, max_length=200
            )
            self.fields[f"introduction_{language}"] = forms.CharField(
                label=gettext("Introduction (%(language)s)") % name,
                required=False,
                max_length=4_000,
                widget=forms.Textarea(attrs={"rows": 4}),
                help_text=gettext("An empty line begins a new paragraph."),
            )

    @property
    def words(self) -> dict[str, Words]:
        said = self.cleaned_data
        return {
            each: Words(
                " ".join(said[f"subject_{each}"].split()),
                said[f"introduction_{each}"].replace("\r\n", "\n"),
            )
            for each in self.languages
        }

    @staticmethod
    def begun(issue: Issue) -> dict[str, Any]:
        begun: dict[str, Any] = {"seen": issue.revision}
        for language, words in issue.words.items():
            begun |= {f"{name}_{language}": text for name, text in words.items()}
        return begun
