"""What an editor fills in: a source, a pasted text, an announcement before it is published."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from localturn.agenda.domain.extraction import Field
from localturn.agenda.domain.sources import NEVER_TRUSTED, Licence, SourceKind, Trust
from localturn.agenda.domain.terms import Kind
from localturn.agenda.models import Source, Topic
from localturn.foundation.files.uploading import MOST
from localturn.foundation.languages import own_name
from localturn.foundation.people.models import Person
from localturn.foundation.places.forms import CityField, zone_choices
from localturn.foundation.ui.widgets import Day

_TAGS = "en fr sv nb de nl it es bs hr sr mk sq da fi is pt ca pl cs sk sl hu ro bg el tr uk ru ar"
LANGUAGES = tuple(_TAGS.split())
MOST_PASTED = 200_000
_EVERY = (
    (1, _("Every hour")),
    (6, _("Four times a day")),
    (24, _("Every day")),
    (168, _("Every week")),
)


def language_choices() -> list[tuple[str, Any]]:
    return [("", "—"), *((code, own_name(code)) for code in LANGUAGES)]


class SourceForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind.value, _(kind.label)) for kind in SourceKind if kind.is_added],
    )
    name = forms.CharField(label=_("Name"), max_length=200)
    address = forms.URLField(
        label=_("Address"),
        max_length=1000,
        required=False,
        assume_scheme="https",
        help_text=_("Of a feed, a calendar or a page."),
    )
    sender = forms.EmailField(
        label=_("From whom mail comes"), required=False, help_text=_("Of mail alone.")
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=language_choices,
        required=False,
        help_text=_("Of most of its texts; one in another language is noticed."),
    )
    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zone_choices,
        help_text=_("Where its times are meant, if no city is named."),
    )
    topics = forms.ModelMultipleChoiceField(
        label=_("Topics of all that comes from it"),
        queryset=Topic.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    licence = forms.ChoiceField(
        label=_("What may be made of its texts"),
        choices=[(each.value, _(each.label)) for each in Licence],
    )
    trust = forms.ChoiceField(
        label=_("How far it is trusted"), choices=[(each.value, _(each.label)) for each in Trust]
    )
    reads_documents = forms.BooleanField(
        label=_("Read the PDFs to which its mails link"),
        required=False,
        help_text=_(
            "Of mail alone. Whoever sent a mail may notice that it was read here, and when."
            " Addresses that end in .pdf are asked for, at most five of a mail. As far as an"
            " address shows it, what names the reader is left out, and a link that counts who"
            " follows it is left alone; but one that was made for a single reader may look like"
            " any other."
        ),
    )
    every_hours = forms.TypedChoiceField(
        label=_("How often it is asked"), choices=_EVERY, coerce=int, initial=24
    )

    def __init__(self, *given: Any, source: Source | None = None, **more: Any) -> None:
        super().__init__(*given, **more)
        self._is_of_mailbox = source is not None and source.kind == SourceKind.MAILBOX
        if self._is_of_mailbox:  # where it is, the operator has said
            for name in ("kind", "address", "sender", "trust"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        filled = self.cleaned_data
        if self._is_of_mailbox:
            nothing = {"address": "", "sender": "", "trust": Trust.REVIEWED.value}
            return {**filled, "kind": SourceKind.MAILBOX.value, **nothing}
        kind = SourceKind(filled["kind"]) if filled.get("kind") else None
        if kind is not None and kind.has_address and not filled.get("address"):
            self.add_error("address", _("Say where it is."))
        if kind is SourceKind.MAIL and not filled.get("sender"):
            self.add_error("sender", _("Say from whom it comes."))
        if kind and not kind.can_be_trusted and filled.get("trust") == Trust.TRUSTED:
            self.add_error("trust", _(NEVER_TRUSTED))
        return filled


class PasteForm(forms.Form):
    text = forms.CharField(
        label=_("The text"),
        max_length=MOST_PASTED,
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_(
            "One announcement or several: a newsletter, a mail, a page. They are told apart."
        ),
    )
    report = forms.FileField(
        label=_("Or a PDF"),
        required=False,
        help_text=_("Its text is read; at most 4 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf"}),
    )
    source = forms.ModelChoiceField(
        label=_("Source"),
        queryset=Source.objects.filter(kind=SourceKind.PASTE.value),
        required=False,
        empty_label=_("What editors paste"),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=language_choices,
        required=False,
        help_text=_("Where the text leaves it open."),
    )
    published = forms.DateField(
        label=_("When it was published"),
        required=False,
        widget=Day,
        help_text=_("A date without a year is the first one after this day. Today if left empty."),
    )
    reads_documents = forms.BooleanField(
        label=_("Read the PDFs to which the text links"),
        required=False,
        initial=True,
        help_text=_(
            "Addresses that end in .pdf are asked for, at most five. Where the text is a mail,"
            " whoever sent it may notice that it was read."
        ),
    )

    def clean(self) -> dict[str, Any]:
        filled = self.cleaned_data
        report = filled.get("report")
        if report is not None and report.size > MOST:
            self.add_error("report", _("The file is larger than 4 MB."))
        if not self.errors and bool(report) == bool(filled.get("text", "").strip()):
            both = _("Either a text or a PDF, please.")
            self.add_error("text", both if report else _("There is no text."))
        return filled


class CandidateForm(forms.Form):
    """An announcement as it will be published; what was read of the text is filled in."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(each.value, _(each.label)) for each in Kind]
    )
    title = forms.CharField(label=_("Title"), max_length=300)
    language = forms.ChoiceField(label=_("Language"), choices=language_choices, required=False)
    first_day = forms.DateField(label=_("First day"), required=False, widget=Day)
    last_day = forms.DateField(label=_("Last day"), required=False, widget=Day)
    begins = forms.TimeField(label=_("Begins at"), required=False)
    ends = forms.TimeField(label=_("Ends at"), required=False)
    zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices, required=False)
    venue = forms.CharField(label=_("Venue"), max_length=300, required=False)
    city = CityField(label=_("City"), required=False)
    online_link = forms.URLField(
        label=_("Link to take part online"), max_length=1000, required=False, assume_scheme="https"
    )
    organiser = forms.CharField(label=_("Organiser"), max_length=200, required=False)
    deadline = forms.DateField(label=_("Deadline"), required=False, widget=Day)
    deadline_time = forms.TimeField(label=_("Time of the deadline"), required=False)
    registration_link = forms.URLField(
        label=_("Link to register"), max_length=1000, required=False, assume_scheme="https"
    )
    link = forms.URLField(
        label=_("Link to more"), max_length=1000, required=False, assume_scheme="https"
    )
    speakers = forms.CharField(
        label=_("Speakers"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line."),
    )
    summary = forms.CharField(
        label=_("Summary"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In your own words, unless its licence allows more."),
    )

    @classmethod
    def filled(cls, kind: Kind, values: Mapping[Field, str], *, zone: str) -> "CandidateForm":
        """With what was read; times are in the source's zone where none was."""
        return cls(
            initial={
                "kind": kind.value,
                "zone": zone,
                **{name.value: each for name, each in values.items()},
            }
        )

    @property
    def confirmed(self) -> dict[Field, str]:
        """What is to be published, once the form is valid."""
        found: dict[Field, str] = {}
        for field in Field:
            value = self.cleaned_data.get(field.value)
            if value in (None, ""):
                continue
            if field is Field.CITY:
                found[field] = value.code
            elif isinstance(value, date):
                found[field] = value.isoformat()
            elif hasattr(value, "strftime"):
                found[field] = value.strftime("%H:%M")
            else:
                found[field] = str(value).replace("\r\n", "\n")
        if Field.FIRST_DAY in found and Field.LAST_DAY not in found:
            found[Field.LAST_DAY] = found[Field.FIRST_DAY]
        return found


class RemarkForm(forms.Form):
    text = forms.CharField(
        label=_("Remark to the other editors"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AssignForm(forms.Form):
    to = forms.ModelChoiceField(
        label=_("Who takes it on"), queryset=Person.objects.none(), empty_label=_("Nobody")
    )

    def __init__(self, *args: Any, among: QuerySet[Person], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["to"].queryset = among  # type: ignore[attr-defined]
        self.fields["to"].required = False
