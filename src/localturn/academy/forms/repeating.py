"""Giving a run once more: what it is called and when it begins, then each of its dates."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from localturn.academy.actions.repeating import Dates
from localturn.academy.domain.repeating import Doubt
from localturn.academy.domain.schedule import LAST_MINUTE, MIDNIGHT
from localturn.academy.forms.runs import WallClockField, refuse_misplaced, zone_choices
from localturn.academy.models import CourseVersion, Run
from localturn.academy.queries.repeating import NewDate, Repetition
from localturn.foundation import moments
from localturn.foundation.ui.widgets import Day

DOUBTS = {
    Doubt.WEEKEND: _("On a weekend, unlike before."),
    Doubt.SKIPPED: _("Clocks skip this hour on that day; an hour later is meant."),
    Doubt.TWICE: _("Clocks show this hour twice on that day; the first is meant."),
    Doubt.PAST: _("Already past."),
}

LABELS = {
    "opens": _("%(title)s: opens on"),
    "due": _("%(title)s: due on"),
    "starts": _("%(title)s: begins"),
}


class RepeatForm(forms.Form):
    """What the new run is, before its dates are looked at."""

    title = forms.CharField(
        label=_("Name of this run"),
        max_length=200,
        required=False,
        help_text=_("What tells it from other runs of the course, such as “Spring 2027”."),
    )
    slug = forms.SlugField(
        label=_("Address"),
        max_length=80,
        help_text=_("The last part of the address of its page. It never changes."),
    )
    version = forms.TypedChoiceField(
        label=_("Version of the course"), coerce=int, widget=forms.RadioSelect
    )
    starts_on = forms.DateField(
        label=_("First day"),
        widget=Day(),
        help_text=_("Every date moves by as many days. The same weekday keeps them on theirs."),
    )
    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zone_choices,
        help_text=_("Modules open and deadlines end by the clocks of this zone."),
    )

    def __init__(self, run: Run, newest: CourseVersion, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.versions = {run.version.number: run.version, newest.number: newest}
        field: Any = self.fields["version"]
        field.choices = [
            (number, _("Version %(number)s, as in this run") % {"number": number})
            if number == run.version.number
            else (number, _("Version %(number)s, the newest") % {"number": number})
            for number in self.versions
        ]

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if Run.objects.filter(slug=slug).exists():
            raise forms.ValidationError(
                _("Another run has this address already. Choose another."), code="taken"
            )
        return slug

    @property
    def version_chosen(self) -> CourseVersion:
        return self.versions[self.cleaned_data["version"]]


class DatesForm(forms.Form):
    """Every date of the new run, to be looked at and changed."""

    ends_on = forms.DateField(label=_("Last day"), widget=Day())
    closes_on = forms.DateField(label=_("Last day to enrol"), widget=Day(), required=False)

    def __init__(self, repetition: Repetition, sent: Any = None) -> None:
        zone = repetition.shift.to
        closes = repetition.closes_at
        initial = {
            "ends_on": repetition.ends_on,
            "closes_on": closes and moments.day_in(closes, zone),
        }
        super().__init__(sent, initial=initial)
        self.repetition, self.zone = repetition, zone
        for each in repetition.dates:
            self.fields[each.name] = self._field(each)

    def _field(self, each: NewDate) -> forms.Field:
        label = LABELS[each.what] % {"title": each.title}
        if each.what == "starts":
            moment = WallClockField(zone=self.zone, label=label, required=False, initial=each.new)
            moment.widget.attrs["aria-label"] = label
            return moment
        day = forms.DateField(
            label=label,
            widget=Day(),
            required=each.what == "opens",
            initial=each.new and moments.day_in(each.new, self.zone),
        )
        day.widget.attrs["aria-label"] = label
        return day

    def clean(self) -> dict[str, Any]:
        """Nothing is due before it opens, and nothing is due or meets after the last day."""
        given = super().clean() or self.cleaned_data
        said = _("The run ends before that day. Choose an earlier one, or a later last day below.")
        last = given.get("ends_on")
        if last and last < self.repetition.starts_on:
            self.add_error("ends_on", _("The last day must not come before the first."))
            return given
        for part in self.repetition.parts:
            opens_on = None
            for each in part.dates:
                day = given.get(each.name)
                if each.what == "opens":
                    opens_on = day
                elif each.what == "due":
                    refuse_misplaced(
                        self, each.name, day, opens_on=opens_on, last=last, beyond=str(said)
                    )
                else:
                    met_on = day and moments.day_in(day, self.zone)
                    refuse_misplaced(self, each.name, met_on, last=last, beyond=str(said))
        return given

    @property
    def dates(self) -> Dates:
        """A day keeps the time on the wall that was proposed for it."""
        given = self.cleaned_data
        closes_on = given["closes_on"]
        chosen: dict[str, dict[str, Any]] = {"opens": {}, "due": {}, "starts": {}}
        for each in self.repetition.dates:
            chosen[each.what][each.id] = self._moment(each, given[each.name])
        return Dates(
            starts_on=self.repetition.starts_on,
            ends_on=given["ends_on"],
            closes_at=closes_on and moments.at(closes_on, LAST_MINUTE, self.zone),
            **chosen,
        )

    def _moment(self, each: NewDate, given: Any) -> datetime | None:
        if each.what == "starts" or given is None:
            return given  # type: ignore[no-any-return]
        clock = MIDNIGHT if each.what == "opens" else LAST_MINUTE
        if each.old is not None:
            clock = each.old.astimezone(moments.zone(self.repetition.shift.zone)).time()
        return moments.at(given, clock, self.zone)
