"""Writing a listing: every field of the catalogue, in sections."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from localturn.exchange.domain import lines
from localturn.exchange.domain.content import LABELS, Content
from localturn.exchange.domain.fields_of_study import fields
from localturn.exchange.domain.meetings import FIRST, LAST, MOST, Plan
from localturn.exchange.domain.terms import (
    CourseType,
    Delivery,
    Level,
    Slots,
    Term,
    academic_year,
)
from localturn.exchange.models.listing import TEXT
from localturn.exchange.queries.sentences import month_name
from localturn.exchange.standards.pasted_listing import LONGEST
from localturn.foundation import moments
from localturn.foundation.languages import N_, own_name
from localturn.foundation.ui.widgets import Day

LANGUAGES = (
    *("ar", "bg", "bs", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fi", "fr", "ga"),
    *("gl", "he", "hr", "hu", "is", "it", "ja", "ko", "lt", "lv", "mk", "mt", "nb", "nl", "pl"),
    *("pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "tr", "uk", "vi", "zh"),
)

SECTIONS = (
    (N_("The course"), ("title", "course_number", "course_type", "level", "field")),
    (N_("Where and by whom"), ("faculty", "programme", "lecturers", "language", "written_in")),
    (
        N_("When"),
        (
            *("academic_year", "offering_year", "first_month", "last_month", "delivery", "zone"),
            *("first_day", "last_day", "dated", "weekly", "left_out"),
        ),
    ),
    (N_("Places and credit points"), ("participants", "slots_kind", "slots", "credits")),
    (N_("Applications"), ("apply_until", "nominate_until", "decide_until")),
    (
        N_("What it is about"),
        (
            *("overview", "achievement", "prerequisites", "grading", "schedule"),
            *("online_requirement", "other"),
        ),
    ),
    (N_("Inquiries and the way to the course"), ("inquiry", "email", "website")),
    ("", ("run", "outside_url")),
)
"""Heading and fields; a section without a heading belongs to the one before."""

_BAD_LINE = gettext_lazy("Line %(number)s, “%(text)s”, cannot be read.")
_MARKDOWN = gettext_lazy("Markdown: * around emphasis, a line between paragraphs.")
_LABELS = {name: lazy(lambda text=text: _(text), str)() for name, text in LABELS.items()}


def _terms(terms: type[Term], *, empty: bool = True) -> Callable[[], list[tuple[str, str]]]:
    def choices() -> list[tuple[str, str]]:
        made = [(term.value, _(term.label)) for term in terms]
        return [("", "–"), *made] if empty else made

    return choices


def _months() -> list[tuple[str, str]]:
    return [("", "–"), *((str(number), month_name(number)) for number in range(1, 13))]


def _fields() -> list[Any]:
    language = get_language() or "en"
    groups: dict[str, list[tuple[str, str]]] = {}
    names: dict[str, str] = {}
    for code, field in fields().items():
        if len(code) == 2:
            names[code] = field.called(language)
        groups.setdefault(code[:2], []).append((code, f"{code} {field.called(language)}"))
    return [("", "–"), *((f"{code} {names[code]}", of) for code, of in groups.items())]


def _languages() -> list[tuple[str, str]]:
    named = [(code, own_name(code)) for code in LANGUAGES]
    return [("", "–"), *sorted(named, key=lambda each: each[1].casefold())]


def _zones() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in sorted(moments.zone_names())]


def _text(rows: int, hint: Any = _MARKDOWN) -> forms.CharField:
    return forms.CharField(
        required=False, max_length=TEXT, widget=forms.Textarea(attrs={"rows": rows}), help_text=hint
    )


def _line(length: int, hint: Any = "") -> forms.CharField:
    return forms.CharField(required=False, max_length=length, help_text=hint)


def _number(most: int, hint: Any = "") -> forms.IntegerField:
    return forms.IntegerField(required=False, min_value=0, max_value=most, help_text=hint)


def _last_day() -> forms.DateField:
    hint = gettext_lazy("To the end of that day, in the time zone of the meetings; may be empty.")
    return _day(hint)


def _day(hint: Any = "") -> forms.DateField:
    bounds = [MinValueValidator(FIRST), MaxValueValidator(LAST)]
    return forms.DateField(required=False, widget=Day(), help_text=hint, validators=bounds)


@dataclass(frozen=True)
class Section:
    heading: str
    fields: list[forms.BoundField]


class ListingForm(forms.Form):
    """All of it may be left empty in a draft, but for what is needed to tell it from others."""

    title = forms.CharField(max_length=200)
    course_number = _line(60)
    course_type = forms.ChoiceField(required=False, choices=_terms(CourseType))
    level = forms.ChoiceField(required=False, choices=_terms(Level))
    field = forms.ChoiceField(
        required=False,
        choices=_fields,
        help_text=gettext_lazy("By ISCED-F 2013; choose the narrowest that is true."),
    )
    faculty = _line(200)
    programme = _line(300)
    lecturers = _text(2, gettext_lazy("One a line."))
    language = forms.ChoiceField(required=False, choices=_languages)
    written_in = forms.ChoiceField(choices=_languages)
    academic_year = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    offering_year = forms.IntegerField(required=False, min_value=1970, max_value=2200)
    first_month = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, choices=_months
    )
    last_month = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, choices=_months
    )
    delivery = forms.MultipleChoiceField(
        required=False,
        choices=_terms(Delivery, empty=False),
        widget=forms.CheckboxSelectMultiple,
    )
    zone = forms.ChoiceField(
        choices=_zones,
        help_text=gettext_lazy(
            "Times are as clocks on the wall show them there, in summer and in winter."
        ),
    )
    first_day = _day()
    last_day = _day()
    dated = _text(6, gettext_lazy("One a line, such as: 2026-10-23 10:00-12:30 Introduction"))
    weekly = _text(
        2,
        gettext_lazy("One a line, such as: Friday 10:00-12:30. From the first day to the last."),
    )
    left_out = _text(2, gettext_lazy("Such as 2026-12-25; for meetings every week."))
    participants = _number(100_000)
    slots_kind = forms.ChoiceField(choices=_terms(Slots, empty=False), widget=forms.RadioSelect)
    slots = _number(100_000)
    apply_until = _last_day()
    nominate_until = _last_day()
    decide_until = _last_day()
    credits = _text(3, gettext_lazy("One kind a line, such as: 3 Attendance and group work"))
    overview = _text(12)
    achievement = _text(5)
    prerequisites = _text(3)
    grading = _text(5)
    schedule = _text(5)
    online_requirement = _text(2)
    other = _text(3)
    inquiry = _text(2)
    email = forms.EmailField(required=False)
    website = forms.URLField(required=False, max_length=500)
    run: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        required=False,
        queryset=None,
        empty_label="–",
        help_text=gettext_lazy("Where the course is held in this house."),
    )
    outside_url = forms.URLField(required=False, max_length=500)

    def __init__(
        self,
        *arguments: Any,
        content: Content,
        runs: QuerySet[Any],
        this_year: int,
        marks: Mapping[str, Mapping[str, str]] | None = None,
        **named: Any,
    ) -> None:
        super().__init__(*arguments, **named)
        self.initial = _initial(content)
        self.marks = marks or {}
        known = self.fields
        for name, label in _LABELS.items():
            known[name].label = label
        years = {*range(this_year - 3, this_year + 4)} | {content.academic_year or this_year}
        known["academic_year"].choices = [  # type: ignore[attr-defined]
            ("", "–"),
            *((year, academic_year(year)) for year in sorted(years, reverse=True)),
        ]
        for name in ("language", "written_in"):
            current = getattr(content, name)
            if current and current not in LANGUAGES:
                known[name].choices = [*_languages(), (current, own_name(current))]  # type: ignore[attr-defined]
        known["run"].queryset = runs  # type: ignore[attr-defined]

    def sections(self) -> Iterator[Section]:
        for heading, names in SECTIONS:
            yield Section(_(heading) if heading else "", [self[name] for name in names])

    def clean_dated(self) -> Any:
        return self._read("dated", lines.read_dated)

    def clean_weekly(self) -> Any:
        return self._read("weekly", lines.read_weekly)

    def clean_left_out(self) -> Any:
        return self._read("left_out", lines.read_days)

    def clean_credits(self) -> Any:
        return self._read("credits", lines.read_credits)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, value in cleaned.items():
            if type(value) is str:  # browsers end lines otherwise than what is kept
                cleaned[name] = value.replace("\r\n", "\n").replace("\r", "\n")
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first."))
        if cleaned.get("run") and cleaned.get("outside_url"):
            self.add_error("outside_url", _("A course is held in this house or outside, not both."))
        return cleaned

    @property
    def content(self) -> Content:
        """What was written, of a form that is valid."""
        said = self.cleaned_data
        plan = Plan(**{name: said[name] for name in Plan.__dataclass_fields__})
        same = {
            name: said[name]
            for name in Content.__dataclass_fields__
            if name in said and name not in {"delivery", "slots_kind", "lecturers", "run"}
        }
        same["level"] = Level(said["level"]) if said["level"] else None
        same["course_type"] = CourseType(said["course_type"]) if said["course_type"] else None
        names = (" ".join(line.split()) for line in said["lecturers"].splitlines())
        return Content(
            **same,
            plan=plan,
            delivery=tuple(Delivery(each) for each in said["delivery"]),
            slots_kind=Slots(said["slots_kind"]),
            lecturers=tuple(name[:200] for name in names if name),
            run=said["run"].pk if said["run"] else None,
        )

    def _read(self, name: str, read: Callable[[str], tuple[Any, ...]]) -> tuple[Any, ...]:
        try:
            found = read(self.cleaned_data[name])
        except lines.BadLine as bad:
            raise forms.ValidationError(
                _BAD_LINE % {"number": bad.number, "text": bad.text}
            ) from None
        if len(found) > MOST:
            raise forms.ValidationError(_("More than %(most)s are too many.") % {"most": MOST})
        return found


class PartnerChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A university in a consortium."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.organisation} – {obj.consortium}"


class BeginForm(forms.Form):
    """For which university, and the text of a listing if there is one already."""

    partner = PartnerChoice(
        label=gettext_lazy("For which university?"), queryset=None, empty_label=None
    )
    text = forms.CharField(
        label=gettext_lazy("Text of the listing, if it stands elsewhere already"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy(
            "Paste it as plain text: the form is filled as far as it can be read, and you check "
            "each value."
        ),
    )

    def __init__(self, *arguments: Any, partners: QuerySet[Any], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["partner"].queryset = partners  # type: ignore[attr-defined]


def _initial(content: Content) -> dict[str, Any]:
    plan = content.plan
    initial = {name: getattr(content, name) for name in Content.__dataclass_fields__}
    del initial["plan"]
    return initial | {
        "lecturers": "\n".join(content.lecturers),
        "credits": lines.write_credits(content.credits),
        "zone": plan.zone,
        "first_day": plan.first_day,
        "last_day": plan.last_day,
        "dated": lines.write_dated(plan.dated),
        "weekly": lines.write_weekly(plan.weekly, (get_language() or "en").replace("-", "_")),
        "left_out": lines.write_days(plan.left_out),
    }
