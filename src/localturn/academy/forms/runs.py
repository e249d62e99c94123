"""Opening a run, and keeping its settings and its schedule."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from localturn.academy.actions.runs import Planned, current_plan
from localturn.academy.domain.pace import MOST_DAYS, Pace, Plan
from localturn.academy.domain.schedule import LAST_MINUTE, Misplaced, misplaced
from localturn.academy.models import Run
from localturn.academy.queries.blog import followed_in
from localturn.academy.queries.programme import Part, Step
from localturn.foundation import moments
from localturn.foundation.people.models import Kind, Organisation
from localturn.foundation.ui.times import day_text
from localturn.foundation.ui.widgets import Day, Moment

HOSTS = (Kind.ASSOCIATION, Kind.NETWORK, Kind.UNIVERSITY, Kind.NGO, Kind.STATE_BODY, Kind.REGION)


def zone_choices() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in sorted(moments.zone_names())]


def hosts() -> QuerySet[Organisation]:
    """Organisations that host runs and send people to them."""
    return Organisation.objects.filter(kind__in=HOSTS).order_by("folded", "pk")


class RunForm(forms.Form):
    """What a run says of itself."""

    title = forms.CharField(
        label=_("Name of this run"),
        max_length=200,
        required=False,
        help_text=_("What tells it from other runs of the course, such as “Spring 2027”."),
    )
    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zone_choices,
        help_text=_("Modules open and deadlines end by the clocks of this zone."),
    )
    starts_on = forms.DateField(
        label=_("First day"), widget=Day(), help_text=_("The first module opens on this day.")
    )
    ends_on = forms.DateField(
        label=_("Last day"),
        widget=Day(),
        required=False,
        help_text=_(
            "Nothing can be handed in after it. Left empty: the end of the last module, or two "
            "years after the first day where each learns at their own pace."
        ),
    )
    plan = forms.TypedChoiceField(
        label=_("How modules open"),
        choices=[
            (Plan.WEEKLY.value, _("A module a week, from the first day on")),
            (Plan.DATES.value, _("On days that are set for each module")),
            (Plan.AT_ONCE.value, _("All at once, on the first day")),
            (Plan.OWN.value, _("At each person's own pace, from the day they enrol")),
        ],
        coerce=Plan,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        initial=Plan.WEEKLY.value,
        help_text=_(
            "The schedule has every date, or number of days, to be looked at and changed. This "
            "choice can be changed until somebody enrols."
        ),
    )
    is_open = forms.TypedChoiceField(
        label=_("Who may enrol"),
        choices=[
            ("open", _("Everybody")),
            ("invited", _("Only those who are invited or nominated")),
        ],
        coerce=lambda value: value == "open",
        widget=forms.RadioSelect,
        initial="open",
    )
    enrolment_closes_on = forms.DateField(
        label=_("Last day to enrol"),
        widget=Day(),
        required=False,
        help_text=_("Left empty: as long as the run lasts. Invitations are not bound by it."),
    )
    capacity = forms.IntegerField(
        label=_("Number of places"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=_("Left empty: as many as come. Open invitations keep their place."),
    )
    host = forms.ModelChoiceField(
        label=_("Host"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("None"),
        help_text=_("The organisation in whose name the course is given."),
    )
    partners = forms.ModelMultipleChoiceField(
        label=_("Organisations that may nominate"),
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Their coordinators propose people; you accept, decline or set places aside."),
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name in ("host", "partners"):
            self.fields[name].queryset = hosts()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("starts_on"), given.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day must not come before the first."))
        return given

    @property
    def settings(self) -> dict[str, Any]:
        """The named arguments of `open_run` and `change_settings`."""
        given = dict(self.cleaned_data)
        closes_on = given.pop("enrolment_closes_on")
        given["enrolment_closes_at"] = closes_on and moments.at(
            closes_on, LAST_MINUTE, given["zone"]
        )
        given["partners"] = list(given["partners"])
        given.pop("slug", None)
        return given

    @staticmethod
    def initial_of(run: Run) -> dict[str, Any]:
        closes = run.enrolment_closes_at
        return {
            "title": run.title,
            "zone": run.zone,
            "starts_on": run.starts_on,
            "ends_on": run.ends_on,
            "is_open": "open" if run.is_open else "invited",
            "enrolment_closes_on": closes and moments.day_in(closes, run.zone),
            "plan": current_plan(run).value,
            "capacity": run.capacity,
            "host": run.host_id,
            "partners": list(run.partners.values_list("organisation_id", flat=True)),
        }


class OpenRunForm(RunForm):
    slug = forms.SlugField(
        label=_("Address"),
        max_length=80,
        help_text=_("The last part of the address of its page. It never changes."),
    )

    field_order = ["title", "slug"]

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if Run.objects.filter(slug=slug).exists():
            raise forms.ValidationError(
                _("Another run has this address already. Choose another."), code="taken"
            )
        return slug


class WallClockField(forms.DateTimeField):
    """A day and time on the wall of a given zone, not of the reader's."""

    def __init__(self, *, zone: str, **named: Any) -> None:
        self.zone = moments.zone(zone)
        super().__init__(widget=Moment(), **named)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return value.astimezone(self.zone).replace(tzinfo=None)
        return value

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(self.zone):
            return super().to_python(value)


def refuse_misplaced(
    form: forms.Form,
    name: str,
    day: date | None,
    *,
    opens_on: date | None = None,
    last: date | None,
    beyond: str,
) -> None:
    """Say at its field that a day of a run is none: before `opens_on`, or after the run's last,
    where it is said `beyond` which that is."""
    wrong = misplaced(day, opens_on=opens_on, last=last) if day and last else None
    if wrong is Misplaced.BEFORE_IT_OPENS and opens_on is not None:
        said = _("It opens on %(day)s: it cannot be due before.")
        form.add_error(name, said % {"day": day_text(opens_on)})
    elif wrong is Misplaced.AFTER_THE_END:
        form.add_error(name, beyond)


class ScheduleForm(forms.Form):
    """When each module opens and each activity is due, by the clocks of the run's zone."""

    def __init__(self, run: Run, programme: Sequence[Part], *arguments: Any) -> None:
        super().__init__(*arguments)
        self.programme = programme
        self.own_pace, self.ends_on, self.zone = run.pace == Pace.OWN, run.ends_on, run.zone
        self.follows = followed_in(run)
        for part in programme:
            self._add_opening(part, run.zone)
            for step in part.steps:
                self._add(step, run.zone)

    def _add_opening(self, part: Part, zone: str) -> None:
        if self.own_pace:
            self.fields[f"opens-{part.key}"] = forms.IntegerField(
                label=_("Days from enrolment until it opens"),
                min_value=0,
                max_value=MOST_DAYS,
                initial=part.opens_after,
                help_text=_("0 opens it at once."),
            )
        else:
            self.fields[f"opens-{part.key}"] = forms.DateField(
                label=_("Opens on"),
                widget=Day(),
                initial=part.opens_at and moments.day_in(part.opens_at, zone),
            )

    def _add(self, step: Step, zone: str) -> None:
        if step.kind.name == "webinar":
            self.fields[f"starts-{step.key}"] = WallClockField(
                zone=zone,
                label=_("%(title)s: begins") % {"title": step.title},
                required=False,
                initial=step.starts_at,
            )
            self.fields[f"link-{step.key}"] = forms.URLField(
                label=_("%(title)s: link") % {"title": step.title},
                required=False,
                max_length=500,
                initial=step.link,
                assume_scheme="https",
                help_text=_("Only participants see it."),
            )
        elif step.key in self.follows:
            return
        elif self.own_pace:
            self.fields[f"due-{step.key}"] = forms.IntegerField(
                label=_("%(title)s: days from enrolment until it is due") % {"title": step.title},
                required=False,
                min_value=0,
                max_value=MOST_DAYS,
                initial=step.due_after,
            )
        else:
            self.fields[f"due-{step.key}"] = forms.DateField(
                label=_("%(title)s: due on") % {"title": step.title},
                required=False,
                widget=Day(),
                initial=step.due_at and moments.day_in(step.due_at, zone),
            )

    def clean(self) -> dict[str, Any]:
        """Nothing is due before it opens, and nothing is due or meets after the run's last day."""
        given = super().clean() or self.cleaned_data
        for part in self.programme:
            opens = given.get(f"opens-{part.key}")
            for step in part.steps:
                if self.own_pace:
                    self._refuse_too_few_days(f"due-{step.key}", opens)
                else:
                    self._refuse_misplaced(f"due-{step.key}", given.get(f"due-{step.key}"), opens)
                starts = given.get(f"starts-{step.key}")
                met_on = starts and moments.day_in(starts, self.zone)
                self._refuse_misplaced(f"starts-{step.key}", met_on)
        return given

    def _refuse_too_few_days(self, name: str, opens: int | None) -> None:
        due = self.cleaned_data.get(name)
        if opens is not None and due is not None and due < opens:
            self.add_error(
                name,
                ngettext(
                    "It opens after %(num)s day: it cannot be due before.",
                    "It opens after %(num)s days: it cannot be due before.",
                    opens,
                )
                % {"num": opens},
            )

    def _refuse_misplaced(self, name: str, day: date | None, opens_on: date | None = None) -> None:
        said = _(
            "The run ends before that day. Move its last day in the settings of the run first."
        )
        refuse_misplaced(self, name, day, opens_on=opens_on, last=self.ends_on, beyond=str(said))

    def names_of(self, step: Step) -> list[str]:
        """The fields of one activity."""
        return [
            name
            for name in (f"due-{step.key}", f"starts-{step.key}", f"link-{step.key}")
            if name in self.fields
        ]

    @property
    def opens(self) -> dict[str, dict[int, Any]]:
        """When modules open, as the named argument of `change_schedule` that the run takes."""
        said = {part.key: self.cleaned_data[f"opens-{part.key}"] for part in self.programme}
        return {
            "opens_on": {} if self.own_pace else said,
            "opens_after": said if self.own_pace else {},
        }

    @property
    def planned(self) -> dict[int, Planned]:
        given = self.cleaned_data
        due = "due_after" if self.own_pace else "due_on"
        return {
            step.key: Planned(
                **{due: given.get(f"due-{step.key}")},
                starts_at=given.get(f"starts-{step.key}"),
                link=given.get(f"link-{step.key}") or "",
            )
            for part in self.programme
            for step in part.steps
        }


class FacilitatorForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("Of somebody who has an account here.")
    )
