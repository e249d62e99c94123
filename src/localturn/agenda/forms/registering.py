"""Registering for an event, and saying how people register."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from localturn.agenda.actions.registering import Entry
from localturn.agenda.domain.registering import (
    LONGEST_ANSWER,
    MOST_PLACES,
    MOST_QUESTIONS,
    Asks,
    Held,
    Place,
    Question,
    Terms,
    read_answers,
)
from localturn.foundation.places.forms import zone_choices
from localturn.foundation.ui.widgets import Day

AN_ANSWER_MORE = 3
"""Empty rows that a form has for more questions."""


class Clock(forms.TimeInput):
    """The browser's own control for a time of day."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class RegisterForm(forms.Form):
    """Who comes, to what kind of place, and the answers to what is asked."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    place = forms.TypedChoiceField(
        label=gettext_lazy("Kind of place"), coerce=int, widget=forms.RadioSelect
    )
    website = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    """Left empty by people; programs that fill in everything fill it in."""
    once = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(
        self,
        *arguments: Any,
        terms: Terms,
        held: Mapping[int, Held] | None = None,
        has_address: bool = False,
        **named: Any,
    ) -> None:
        """`held` says how many places are left, to who does not have one yet."""
        super().__init__(*arguments, **named)
        self._terms = terms
        self.initial.setdefault("once", get_random_string(22))
        place: Any = self.fields["place"]
        keys = [each.key for each in terms.places if each.key is not None]
        if len(keys) == 1:
            place.widget = forms.HiddenInput()
            self.initial["place"] = keys[0]
        place.choices = [
            (each.key, _with_what_is_left(each, held[each.key], terms) if held else each.name)
            for each in terms.places
            if each.key is not None
        ]
        for each in terms.questions:
            self.fields[f"question_{each.key}"] = _field_for(each)
        if has_address:
            del self.fields["email"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        answers = read_answers(self._terms.questions, self._given(said))
        for key, sentence in answers.wrong.items():
            if f"question_{key}" not in self.errors:
                self.add_error(f"question_{key}", _(sentence))
        return said

    def entry(self, *, email: str, language: str, zone: str) -> Entry:
        said = self.cleaned_data
        return Entry(
            said["name"], email or said["email"], said["place"], self._given(said), language, zone
        )

    def _given(self, said: Mapping[str, Any]) -> dict[int, str]:
        given = {}
        for each in self._terms.questions:
            if each.key is not None:
                answer = said.get(f"question_{each.key}", "")
                given[each.key] = answer if isinstance(answer, str) else "yes" if answer else "no"
        return given


def _field_for(question: Question) -> forms.Field:
    if question.asks is Asks.YES_NO:
        label, is_required = question.words, False  # `read_answers` says why it is needed
        return forms.BooleanField(label=label, required=is_required)
    if question.asks is Asks.CHOICE:
        choices = [(each, each) for each in question.choices]
        if not question.is_required:
            choices = [("", _("No answer")), *choices]
        return forms.ChoiceField(
            label=question.words,
            required=question.is_required,
            choices=choices,
            widget=forms.RadioSelect,
        )
    return forms.CharField(
        label=question.words,
        required=question.is_required,
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _with_what_is_left(place: Place, held: Held, terms: Terms) -> str:
    if held.free is None:
        return place.name
    if held.free:
        left = ngettext("%(n)s place left", "%(n)s places left", held.free) % {"n": held.free}
    elif terms.has_waiting_list:
        left = _("all taken: waiting list")
    else:
        left = _("all taken")
    return f"{place.name} ({left})"


def answers_to_begin_with(terms: Terms, answers: Mapping[str, str]) -> dict[str, Any]:
    """What somebody answered before, as the form shows it."""
    return {
        f"question_{each.key}": (
            answers.get(str(each.key)) == "yes"
            if each.asks is Asks.YES_NO
            else answers.get(str(each.key), "")
        )
        for each in terms.questions
    }


def _asks() -> list[tuple[str, str]]:
    return [(each.value, _(each.label)) for each in Asks]


class TermsForm(forms.Form):
    """From when people register, for what places, and what they are asked."""

    opens_day = forms.DateField(
        label=gettext_lazy("Opens on"),
        required=False,
        widget=Day,
        help_text=gettext_lazy("Empty if it is open at once."),
    )
    opens_clock = forms.TimeField(label=gettext_lazy("At the time"), required=False, widget=Clock)
    opens_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=zone_choices)
    is_closed = forms.BooleanField(label=gettext_lazy("Take no more registrations"), required=False)
    has_waiting_list = forms.BooleanField(label=gettext_lazy("Keep a waiting list"), required=False)
    offer_days = forms.IntegerField(
        label=gettext_lazy("Days for which a free place is kept for who is next"),
        min_value=1,
        max_value=30,
    )
    remind_days = forms.IntegerField(
        label=gettext_lazy("Days before the event on which people are reminded"),
        required=False,
        min_value=0,
        max_value=30,
        help_text=gettext_lazy("At nine in the morning where it is held. Empty for never."),
    )
    keep_months = forms.IntegerField(
        label=gettext_lazy("Months after the event until registrations are deleted"),
        min_value=1,
        max_value=24,
        help_text=gettext_lazy("Who registers is told."),
    )
    note = forms.CharField(
        label=gettext_lazy("What who registers has to know"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Stands on the form and in the letter of confirmation."),
    )

    def __init__(self, *arguments: Any, terms: Terms, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name in TermsForm.base_fields:
            self.initial.setdefault(name, getattr(terms, name))
        self._places = _rows(len(terms.places), self.data, "place", MOST_PLACES, more=2)
        self._questions = _rows(
            len(terms.questions), self.data, "words", MOST_QUESTIONS, more=AN_ANSWER_MORE
        )
        for n in range(self._places):
            self._add_place(n, terms.places[n] if n < len(terms.places) else None)
        for n in range(self._questions):
            self._add_question(n, terms.questions[n] if n < len(terms.questions) else None)

    def _add_place(self, n: int, place: Place | None) -> None:
        self.fields[f"place_{n}"] = forms.CharField(
            label=_("Kind of place"), max_length=120, required=False
        )
        self.fields[f"total_{n}"] = forms.IntegerField(
            label=_("How many"),
            required=False,
            min_value=0,
            max_value=100_000,
            help_text=_("Empty for as many as want to come."),
        )
        self.fields[f"place_key_{n}"] = _key()
        if place is not None:
            self.initial.update(
                {
                    f"place_{n}": place.name,
                    f"total_{n}": place.total,
                    f"place_key_{n}": place.key,
                }
            )

    def _add_question(self, n: int, question: Question | None) -> None:
        self.fields[f"words_{n}"] = forms.CharField(
            label=_("Question"), max_length=500, required=False
        )
        self.fields[f"asks_{n}"] = forms.ChoiceField(
            label=_("Answer"), choices=_asks(), required=False
        )
        self.fields[f"choices_{n}"] = forms.CharField(
            label=_("Possible answers"),
            required=False,
            max_length=2_000,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("One a line; only for one of several."),
        )
        self.fields[f"required_{n}"] = forms.BooleanField(
            label=_("Must be answered"), required=False
        )
        self.fields[f"question_key_{n}"] = _key()
        begun = question or Question("")
        self.initial.update(
            {
                f"words_{n}": begun.words,
                f"asks_{n}": begun.asks.value,
                f"choices_{n}": "\n".join(begun.choices),
                f"required_{n}": begun.is_required,
                f"question_key_{n}": begun.key,
            }
        )

    def when(self) -> list[forms.BoundField]:
        return [self[name] for name in ("opens_day", "opens_clock", "opens_zone")]

    def how(self) -> list[forms.BoundField]:
        names = ("is_closed", "has_waiting_list", "offer_days", "remind_days", "keep_months")
        return [self[name] for name in (*names, "note")]

    def place_rows(self) -> Iterator[list[forms.BoundField]]:
        for n in range(self._places):
            yield [self[f"{name}_{n}"] for name in ("place", "total", "place_key")]

    def question_rows(self) -> Iterator[list[forms.BoundField]]:
        names = ("words", "asks", "choices", "required", "question_key")
        for n in range(self._questions):
            yield [self[f"{name}_{n}"] for name in names]

    @property
    def terms(self) -> Terms:
        said = self.cleaned_data
        begun = Terms()
        return Terms(
            opens_day=said["opens_day"],
            opens_clock=said["opens_clock"] or begun.opens_clock,
            opens_zone=said["opens_zone"],
            is_closed=said["is_closed"],
            has_waiting_list=said["has_waiting_list"],
            offer_days=said["offer_days"],
            remind_days=said["remind_days"],
            keep_months=said["keep_months"],
            note=said["note"],
            places=tuple(
                Place(said[f"place_{n}"], said[f"total_{n}"], said[f"place_key_{n}"])
                for n in range(self._places)
                if said[f"place_{n}"]
            ),
            questions=tuple(
                Question(
                    said[f"words_{n}"],
                    Asks(said[f"asks_{n}"] or Asks.TEXT),
                    _choices(said, n),
                    said[f"required_{n}"],
                    said[f"question_key_{n}"],
                )
                for n in range(self._questions)
                if said[f"words_{n}"]
            ),
        )


def _choices(said: Mapping[str, Any], n: int) -> tuple[str, ...]:
    if said[f"asks_{n}"] != Asks.CHOICE:
        return ()
    lines = (line.strip() for line in said[f"choices_{n}"].splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))


def _key() -> forms.IntegerField:
    return forms.IntegerField(required=False, widget=forms.HiddenInput)


def _rows(there: int, data: Mapping[str, Any], name: str, most: int, *, more: int) -> int:
    """As many rows as there are, some empty ones, and no fewer than were sent."""
    sent = sum(1 for n in range(most) if f"{name}_{n}" in data)
    return min(max(there + more, sent), most)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Stands in the letter to them, and is kept nowhere else."),
    )
