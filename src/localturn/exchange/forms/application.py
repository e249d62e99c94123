"""Applying for a course, answering an application, and the learning agreement."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from localturn.exchange.domain.agreements import Terms
from localturn.exchange.domain.applications import Prior, Words
from localturn.exchange.models import Agreement, Application, Listing
from localturn.exchange.models.application import MOST_COURSES, STATEMENT
from localturn.exchange.queries.sentences import language_name
from localturn.foundation.people.models import Organisation

EMPTY_ROWS = 3
"""How many rows for prior courses stand there to be filled."""

REASON = 2_000


class ApplyForm(forms.Form):
    """Through which university, and why."""

    home = forms.ModelChoiceField(
        label=_("Your university"), queryset=Organisation.objects.none(), empty_label=None
    )
    statement = forms.CharField(
        label=_("Why would you like to take this course?"),
        required=False,
        max_length=STATEMENT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Your university reads it, and the one that holds the course."),
    )
    follows_language = forms.BooleanField(required=False)

    def __init__(
        self, *arguments: Any, listing: Listing, homes: list[Organisation], **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        pks = [each.pk for each in homes]
        self.fields["home"].queryset = Organisation.objects.filter(pk__in=pks)  # type: ignore[attr-defined]
        self.fields["home"].initial = pks[0] if pks else None
        if len(pks) == 1:
            self.fields["home"].widget = forms.HiddenInput()
        self.fields["follows_language"].label = _("I can follow a course in %(language)s.") % {
            "language": language_name(listing.language)
        }


class PriorForm(forms.Form):
    """A course that was taken before; an empty row is none."""

    course = forms.CharField(label=_("Course"), required=False, max_length=200)
    university = forms.CharField(label=_("University"), required=False, max_length=200)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1950, max_value=2100)
    points = forms.DecimalField(
        label=_("Credit points (ECTS)"),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(300),
        max_digits=5,
        decimal_places=2,
    )
    grade = forms.CharField(label=_("Grade"), required=False, max_length=40)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if any(value not in (None, "") for value in said.values()):
            for name in ("course", "university"):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, _("Name the course and the university, or empty the row."))
        return said


PriorFormSet = forms.formset_factory(
    PriorForm, extra=EMPTY_ROWS, max_num=MOST_COURSES, validate_max=True, absolute_max=MOST_COURSES
)


def words_of(form: ApplyForm, rows: Any) -> Words:
    """What was written, of forms that are valid."""
    said = form.cleaned_data
    return Words(
        statement=said["statement"],
        follows_language=said["follows_language"],
        courses=tuple(Prior(**row.cleaned_data) for row in rows if row.cleaned_data.get("course")),
    )


def initial_of(draft: Application) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What a draft says, for the form and for its rows."""
    rows: list[dict[str, Any]] = [
        {name: getattr(each, name) for name in PriorForm.base_fields}
        for each in draft.courses.all()
    ]
    said = {
        "home": draft.home_id,
        "statement": draft.statement,
        "follows_language": draft.follows_language,
    }
    return said, rows


class AnswerForm(forms.Form):
    """A reason; needed where the answer is no."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed for a refusal. All who have a part in the application read it."),
    )


class WithdrawForm(forms.Form):
    """Why an application is taken back; it need not be said."""

    reason = forms.CharField(label=_("Reason"), required=False, max_length=REASON)


class ReopenForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is this still possible?"),
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It is kept with the application, and read by all who have a part in it."),
    )


class EndForm(forms.Form):
    reason = forms.CharField(
        label=_("Why does the place end?"),
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The student and both universities read it."),
    )


class AddStudentForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address of the student"),
        help_text=_("They get a letter, write the application and send it to you."),
    )


class AgreementForm(forms.Form):
    course = forms.CharField(label=_("Course at the host university"), max_length=200)
    course_number = forms.CharField(label=_("Course number"), required=False, max_length=60)
    points = forms.DecimalField(
        label=_("Credit points (ECTS) there"),
        min_value=Decimal("0.01"),
        max_value=Decimal(300),
        max_digits=5,
        decimal_places=2,
    )
    recognised_as = forms.CharField(
        label=_("Recognised at the home university as"),
        max_length=300,
        help_text=_("The course or module that it stands for, or “free elective”."),
    )
    recognised_points = forms.DecimalField(
        label=_("Credit points (ECTS) at home"),
        min_value=Decimal(0),
        max_value=Decimal(300),
        max_digits=5,
        decimal_places=2,
    )

    @property
    def terms(self) -> Terms:
        return Terms(**self.cleaned_data)


def terms_at_first(listing: Listing, agreement: Agreement | None) -> dict[str, Any]:
    """What the form says before it is filled: the agreement, or what the listing says."""
    if agreement is not None:
        return {name: getattr(agreement, name) for name in AgreementForm.base_fields}
    points = sum((each.points for each in listing.credits.all()), Decimal(0))
    return {
        "course": listing.title,
        "course_number": listing.course_number,
        "points": points or None,
        "recognised_points": points or None,
    }
