"""Writing an announcement: what it says in each language, when, where, by whom."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from localturn.agenda.domain import lines
from localturn.agenda.domain.content import LABELS, Content, Text
from localturn.agenda.domain.terms import Kind, Mode, Term
from localturn.agenda.domain.when import Deadline, When
from localturn.agenda.models import Topic
from localturn.agenda.models.event import TEXT
from localturn.foundation.languages import N_, own_name
from localturn.foundation.people.forms.organisations import LANGUAGES, OrganisationField
from localturn.foundation.people.models import Organisation
from localturn.foundation.places.forms import CityField, CountryField, zone_choices
from localturn.foundation.places.models import City
from localturn.foundation.ui.widgets import Day

MOST_TEXTS = 8


class Clock(forms.TimeInput):
    """The browser's own control for a time of day."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def _terms(terms: type[Term], *, empty: bool = False) -> Any:
    def choices() -> list[tuple[str, str]]:
        named = [(term.value, _(term.label)) for term in terms]
        return [("", "–"), *named] if empty else named

    return lazy(choices, list)()


def _languages() -> list[tuple[str, str]]:
    return sorted(LANGUAGES, key=lambda each: each[1].casefold())


def _words(name: str) -> Any:
    return gettext_lazy(LABELS[name])


def _lines(name: str, rows: int, hint: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=_words(name), required=False, max_length=TEXT, widget=widget, help_text=hint
    )


def _link(name: str, hint: Any = "") -> forms.URLField:
    return forms.URLField(
        label=_words(name), required=False, max_length=1000, assume_scheme="https", help_text=hint
    )


@dataclass(frozen=True)
class Section:
    heading: str
    fields: list[forms.BoundField]
    together: bool = False


SECTIONS = (
    (N_("When"), ("first_day", "begins", "last_day", "ends", "zone"), True),
    (N_("Until when to register or to answer"), ("deadline_day", "deadline_clock"), True),
    (N_("Where"), ("mode", "city", "country", "venue", "online_link"), False),
    (N_("By whom"), ("organiser", "organiser_name", "website", "registration_link"), False),
    (N_("What it is sorted by"), ("languages", "topics"), False),
    (N_("Programme"), ("speakers", "sessions", "documents"), False),
)


class EventForm(forms.Form):
    kind = forms.ChoiceField(label=_words("kind"), choices=_terms(Kind))
    first_day = forms.DateField(label=gettext_lazy("First day"), required=False, widget=Day)
    begins = forms.TimeField(
        label=gettext_lazy("Begins at"),
        required=False,
        widget=Clock,
        help_text=gettext_lazy("Empty for whole days."),
    )
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=Day,
        help_text=gettext_lazy("Empty if it is one day."),
    )
    ends = forms.TimeField(label=gettext_lazy("Ends at"), required=False, widget=Clock)
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=zone_choices,
        help_text=gettext_lazy("Times are as clocks show them there."),
    )
    deadline_day = forms.DateField(label=gettext_lazy("Last day"), required=False, widget=Day)
    deadline_clock = forms.TimeField(
        label=gettext_lazy("Until the time"),
        required=False,
        widget=Clock,
        help_text=gettext_lazy("Empty for the end of that day."),
    )
    mode = forms.ChoiceField(label=_words("mode"), required=False, choices=_terms(Mode, empty=True))
    city = CityField(required=False, label=_words("city"))
    country = CountryField(
        required=False,
        label=_words("country"),
        help_text=gettext_lazy("Only needed without a city."),
    )
    venue = forms.CharField(label=_words("venue"), required=False, max_length=300)
    online_link = _link("online_link")
    organiser = OrganisationField(
        label=_words("organiser"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("As it stands in the list of organisations."),
    )
    organiser_name = forms.CharField(
        label=_words("organiser_name"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Where that list has none."),
    )
    website = _link("website")
    registration_link = _link("registration_link")
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages in which it is held"),
        required=False,
        choices=_languages,
        widget=forms.CheckboxSelectMultiple,
    )
    topics = forms.MultipleChoiceField(
        label=_words("topics"), required=False, widget=forms.CheckboxSelectMultiple
    )
    speakers = _lines(
        "speakers", 3, gettext_lazy("One a line, such as: Ana Kovač | City of Lipnik")
    )
    sessions = _lines(
        "sessions",
        6,
        gettext_lazy(
            "One a line, such as: 2026-10-22 09:30-10:00 | Welcome | Ana Kovač, Bo Ek | Main hall"
        ),
    )
    documents = _lines(
        "documents",
        2,
        gettext_lazy("One a line, such as: Programme | https://example.org/programme.pdf"),
    )

    def __init__(self, *args: Any, content: Content, language: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial = _initial(content)
        topics: Any = self.fields["topics"]
        topics.choices = [(each.slug, each.called(language)) for each in Topic.objects.all()]
        if not topics.choices:
            del self.fields["topics"]
        self._before = content
        self._texts = min(len(content.texts) + 1, MOST_TEXTS)
        for n in range(self._texts):
            self._add_text(n, content.texts[n] if n < len(content.texts) else None, language)

    def _add_text(self, n: int, text: Text | None, language: str) -> None:
        said = text or Text(language if n == 0 else "", "")
        choices = [*([] if n == 0 else [("", "–")]), *_languages()]
        if said.language and said.language not in dict(choices):
            choices.append((said.language, own_name(said.language)))
        is_needed = n == 0
        fields = {
            "language": forms.ChoiceField(label=_("Language"), choices=choices, required=is_needed),
            "title": forms.CharField(label=_("Title"), max_length=300, required=is_needed),
            "summary": forms.CharField(label=_("In one sentence"), max_length=1000, required=False),
            "body": forms.CharField(
                label=_("Text"),
                max_length=TEXT,
                required=False,
                widget=forms.Textarea(attrs={"rows": 10 if is_needed else 6}),
                help_text=_("Markdown: **bold**, lists with -, [words](https://…)."),
            ),
        }
        for name, each in fields.items():
            self.fields[f"{name}_{n}"] = each
            self.initial[f"{name}_{n}"] = getattr(said, name)

    def texts(self) -> Iterator[Section]:
        """The languages: the original first, the last one empty."""
        for n in range(self._texts):
            heading = _("The announcement") if n == 0 else _("In another language")
            names = ("language", "title", "summary", "body")
            yield Section(heading, [self[f"{name}_{n}"] for name in names])

    def sections(self) -> Iterator[Section]:
        for heading, names, together in SECTIONS:
            shown = [self[name] for name in names if name in self.fields]
            yield Section(_(heading), shown, together)

    def clean_speakers(self) -> Any:
        return self._read("speakers", lines.read_speakers)

    def clean_sessions(self) -> Any:
        return self._read("sessions", lines.read_sessions)

    def clean_documents(self) -> Any:
        return self._read("documents", lines.read_documents)

    def clean(self) -> dict[str, Any]:
        filled: dict[str, Any] = self.cleaned_data
        seen: set[str] = set()
        for n in range(1, self._texts):
            if filled.get(f"title_{n}") and not filled.get(f"language_{n}"):
                self.add_error(f"language_{n}", _("Say in which language this is."))
            if not filled.get(f"title_{n}") and (
                filled.get(f"summary_{n}") or filled.get(f"body_{n}")
            ):
                self.add_error(f"title_{n}", _("This text needs a title."))
        for n in range(self._texts):
            language = filled.get(f"language_{n}")
            if filled.get(f"title_{n}") and language in seen:
                self.add_error(f"language_{n}", _("There are two texts in one language."))
            seen.add(language or "")
        if filled.get("begins") and not filled.get("first_day"):
            self.add_error("first_day", _("Say on which day."))
        if filled.get("ends") and not filled.get("begins"):
            self.add_error("begins", _("Say when it begins, too."))
        if not self.errors and _when(filled).is_backwards:
            self.add_error("last_day", _("It ends before it begins."))
        if filled.get("deadline_clock") and not filled.get("deadline_day"):
            self.add_error("deadline_day", _("Say on which day."))
        return filled

    @property
    def content(self) -> Content:
        """What was filled in, once the form is valid."""
        filled = self.cleaned_data
        city: City | None = filled["city"]
        organiser: Organisation | None = filled["organiser"]
        zone = self._before.deadline.zone if self._before.deadline else filled["zone"]
        day = filled["deadline_day"]
        if self._before.when.zone != filled["zone"]:
            zone = filled["zone"]
        return Content(
            kind=Kind(filled["kind"]),
            texts=tuple(self._written()),
            when=_when(filled),
            deadline=Deadline(day, filled["deadline_clock"], zone) if day else None,
            mode=Mode(filled["mode"]) if filled["mode"] else None,
            city=city.pk if city else None,
            country=filled["country"].pk if filled["country"] and not city else "",
            organiser=organiser.pk if organiser else None,
            languages=tuple(filled["languages"]),
            topics=tuple(
                each for each, _name in self._topics() if each in filled.get("topics", ())
            ),
            **{
                name: filled[name]
                for name in (
                    *("venue", "online_link", "website", "registration_link"),
                    *("organiser_name", "speakers", "sessions", "documents"),
                )
            },
        )

    def _topics(self) -> list[tuple[str, str]]:
        field: Any = self.fields.get("topics")
        return list(field.choices) if field else []

    def _written(self) -> Iterator[Text]:
        filled, before = self.cleaned_data, self._before.texts
        for n in range(self._texts):
            title = filled[f"title_{n}"]
            if not title:
                continue
            known = before[n] if n < len(before) else None
            text = Text(
                filled[f"language_{n}"],
                title,
                filled[f"summary_{n}"],
                filled[f"body_{n}"].replace("\r\n", "\n"),
                is_original=known.is_original if known else n == 0,
            )
            is_same = known is not None and (known.title, known.summary, known.body) == (
                text.title,
                text.summary,
                text.body,
            )
            yield known if is_same and known and known.language == text.language else text

    def _read(self, name: str, read: Callable[[str], Any]) -> Any:
        try:
            return read(self.cleaned_data[name])
        except lines.Unread as unread:
            raise forms.ValidationError(
                _("“%(line)s” cannot be read. %(how)s"),
                params={"line": unread.line[:80], "how": _(unread.sentence)},
            ) from unread


def _when(filled: dict[str, Any]) -> When:
    return When(
        zone=filled["zone"],
        first_day=filled["first_day"],
        begins=filled["begins"],
        last_day=filled["last_day"],
        ends=filled["ends"],
    )


def _initial(content: Content) -> dict[str, Any]:
    when, deadline = content.when, content.deadline
    city = City.objects.get(pk=content.city) if content.city else None
    organiser = Organisation.objects.get(pk=content.organiser) if content.organiser else None
    return {
        "kind": content.kind.value,
        "first_day": when.first_day,
        "begins": when.begins,
        "last_day": None if when.last_day == when.first_day else when.last_day,
        "ends": when.ends,
        "zone": when.zone,
        "deadline_day": deadline.day if deadline else None,
        "deadline_clock": deadline.clock if deadline else None,
        "mode": content.mode.value if content.mode else "",
        "city": city,
        "country": content.country,
        "organiser": organiser.slug if organiser else "",
        "languages": list(content.languages),
        "topics": list(content.topics),
        "speakers": lines.written_speakers(content.speakers),
        "sessions": lines.written_sessions(content.sessions),
        "documents": lines.written_documents(content.documents),
        **{
            name: getattr(content, name)
            for name in ("venue", "online_link", "website", "registration_link", "organiser_name")
        },
    }


class RelatedForm(forms.Form):
    address = forms.CharField(
        label=gettext_lazy("Address of the page"),
        max_length=1000,
        help_text=gettext_lazy("Of a course, of a webinar of a run, or of another event here."),
    )


class SameForm(forms.Form):
    same = forms.CharField(
        label=gettext_lazy("Address of the other announcement"),
        max_length=1000,
        help_text=gettext_lazy("The other one stays, and the address of this one leads to it."),
    )
