"""What facilitators fill in when they mark, correct and decide."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from localturn.academy.domain.kinds.assignment import ANNOTATED
from localturn.academy.domain.marking import number
from localturn.academy.domain.rubric import Judged, Rubric
from localturn.foundation.files.forms import UploadsField
from localturn.foundation.ui.figures import figure
from localturn.foundation.ui.widgets import Day


class PointsField(forms.CharField):
    """Points as people type them, with a comma or a point, in steps of a half (or a hundredth)."""

    def __init__(self, *, most: Decimal, step: Decimal = Decimal("0.5"), **options: Any) -> None:
        self.most, self.step = most, step
        super().__init__(max_length=12, **options)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off", "class": "lt-points"}

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text and not self.required:
            return None
        points = number(text)
        if points is None:
            raise forms.ValidationError(_("Write a number, such as 7.5."))
        if not 0 <= points <= self.most:
            raise forms.ValidationError(
                _("Give from 0 to %(most)s points.") % {"most": figure(self.most)}
            )
        if points % self.step:
            raise forms.ValidationError(_("Give whole or half points."))
        return points


def _text_area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _feedback() -> forms.CharField:
    return forms.CharField(
        label=_("Feedback"),
        help_text=_("The participant reads it. You may use Markdown."),
        required=False,
        max_length=20_000,
        widget=_text_area(10),
    )


def _annotated() -> UploadsField:
    return UploadsField(
        most=ANNOTATED.files,
        label=_("Files with your remarks in them"),
        help_text=_(
            "The work as you have annotated it: at most %(files)s files, each of at most %(each)s "
            "MiB, together %(together)s MiB. The participant gets them with the mark."
        )
        % {
            "files": ANNOTATED.files,
            "each": ANNOTATED.each,
            "together": ANNOTATED.together,
        },
        required=False,
    )


class MarkForm(forms.Form):
    """Points and feedback for a piece of work."""

    def __init__(
        self, *arguments: Any, most: Decimal, takes_files: bool = False, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.fields["points"] = PointsField(
            most=most, label=_("Points, from 0 to %(most)s") % {"most": figure(most)}
        )
        self.fields["feedback"] = _feedback()
        if takes_files:
            self.fields["annotated"] = _annotated()


class RubricForm(forms.Form):
    """A level and, if one likes, a comment for each criterion; and feedback on the whole."""

    def __init__(
        self, *arguments: Any, rubric: Rubric, takes_files: bool = False, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.rubric = rubric
        for criterion in rubric:
            self.fields[f"level-{criterion.id}"] = forms.TypedChoiceField(
                label=_("%(criterion)s (up to %(most)s)")
                % {"criterion": criterion.title, "most": figure(criterion.most)},
                coerce=int,
                choices=[
                    (at, _("%(points)s: %(text)s") % {"points": figure(x.points), "text": x.text})
                    for at, x in enumerate(criterion.levels)
                ],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose a level.")},
            )
            self.fields[f"comment-{criterion.id}"] = forms.CharField(
                label=_("Comment on “%(criterion)s”") % {"criterion": criterion.title},
                required=False,
                max_length=2_000,
                widget=_text_area(2),
            )
        self.fields["feedback"] = _feedback()
        if takes_files:
            self.fields["annotated"] = _annotated()

    @property
    def judged(self) -> tuple[Judged, ...]:
        said = self.cleaned_data
        return tuple(
            Judged(c.id, said[f"level-{c.id}"], said[f"comment-{c.id}"]) for c in self.rubric
        )


def mark_form(
    rubric: Rubric,
    *,
    most: Decimal,
    sent: tuple[Any, Any] | tuple[()] = (),
    begun: Mapping[str, Any] | None = None,
) -> MarkForm | RubricForm:
    """The form to mark a piece of work with: by its rubric, where there is one. `begun` is what was
    filled in so far, which nobody judges yet."""
    if rubric:
        return RubricForm(*sent, rubric=rubric, takes_files=True, initial=begun)
    return MarkForm(*sent, most=most, takes_files=True, initial=begun)


def said_in(form: MarkForm | RubricForm) -> dict[str, Any]:
    """What was said in it, as `grading.mark` and `second_marks.mark_second` take it."""
    return {
        "points": form.cleaned_data.get("points"),
        "judged": form.judged if isinstance(form, RubricForm) else (),
        "feedback": form.cleaned_data["feedback"],
        "annotated": form.cleaned_data["annotated"],
    }


class ReturnForm(forms.Form):
    """What is to be worked on, and until when."""

    sentence = forms.CharField(
        label=gettext_lazy("What is to be worked on"),
        help_text=gettext_lazy("The participant reads it."),
        max_length=2_000,
        widget=_text_area(4),
    )
    due_on = forms.DateField(
        label=gettext_lazy("New deadline, the last day"),
        help_text=gettext_lazy("Until 23:59 in the zone of the run."),
        widget=Day(),
    )


class CorrectionForm(forms.Form):
    """New points in the place of those that stand, and why; or, of a correction, that it goes."""

    def __init__(
        self, *arguments: Any, most: Decimal, can_be_lifted: bool = False, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        if can_be_lifted:
            self.fields["lift"] = forms.BooleanField(
                label=_("Lift the correction: the best attempt counts again"), required=False
            )
        self.fields["points"] = PointsField(
            most=most,
            step=Decimal("0.01"),
            label=_("New points, from 0 to %(most)s") % {"most": figure(most)},
        )
        self.fields["reason"] = forms.CharField(
            label=_("Reason"),
            help_text=_("It is kept with the points, and the participant reads it."),
            max_length=2_000,
            widget=_text_area(3),
        )
        self.fields["points"].required = not (self.is_bound and self.data.get("lift"))

    def clean_points(self) -> Decimal | None:
        """None where the correction is lifted."""
        return None if self.cleaned_data.get("lift") else self.cleaned_data["points"]


class AcceptForm(forms.Form):
    """Why what arrived after the end counts, or does not."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The participant reads it, and it is kept in the audit trail."),
        max_length=2_000,
        widget=_text_area(3),
    )


class ReasonForm(forms.Form):
    """Why a certificate is revoked, upheld or reinstated."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("It is kept, and the holder reads it."),
        max_length=2_000,
        widget=_text_area(3),
    )
