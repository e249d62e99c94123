"""What a marking form says is done, its files with remarks first: these are added and taken away
before the mark is given, and nothing that was filled in is lost meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from localturn.academy.actions import annotated_files
from localturn.academy.domain.whole import whole
from localturn.academy.forms.marking import MarkForm, RubricForm, mark_form, said_in
from localturn.academy.models import HandIn
from localturn.academy.queries.annotated import lying_for
from localturn.academy.queries.rubrics import rubric_of
from localturn.academy.views.reader import reader
from localturn.foundation import moments
from localturn.foundation.refusals import Invalid, NotFound


@dataclass(frozen=True)
class Sent:
    """What came of a marking form, and the form to show where no mark was given."""

    form: MarkForm | RubricForm
    complaint: str = ""
    is_marked: bool = False

    @property
    def status(self) -> int:
        """As the page is answered that shows it."""
        return 422 if self.complaint or self.form.is_bound else 200


def sent_for(request: HttpRequest, work: HandIn, mark: Callable[..., object]) -> Sent:
    """Add files, take one away, or give the mark by `mark`, as the form says that was sent."""
    rubric, most = rubric_of(work.activity), work.activity.points
    try:
        if _is_about_files(request, work):
            return Sent(mark_form(rubric, most=most, begun=request.POST.dict()))
        form = mark_form(rubric, most=most, sent=(request.POST, request.FILES))
        if not form.is_valid():
            return Sent(form)
        mark(**said_in(form), by=reader(request), now=moments.now())
        return Sent(form, is_marked=True)
    except Invalid as refusal:
        begun = mark_form(rubric, most=most, begun=request.POST.dict())
        return Sent(begun, complaint=refusal.sentence)


def _is_about_files(request: HttpRequest, work: HandIn) -> bool:
    """Whether a form was sent only to add files or to take one away, which is then done. Raises
    Invalid and NotFound."""
    person = reader(request)
    if "remove" in request.POST:
        number = whole(request.POST["remove"])
        if number is None:
            raise NotFound
        name = annotated_files.take_away(work, number, by=person)
        messages.success(request, _("%(name)s does not come back with the mark.") % {"name": name})
        return True
    if "add" in request.POST:
        uploads = [each for each in request.FILES.getlist("annotated") if each]
        annotated_files.lay_by(work, uploads, by=person, now=moments.now())
        return True
    return False


def files_about(request: HttpRequest, work: HandIn) -> dict[str, Any]:
    """What a marking page shows of them (2 statements)."""
    return {
        "lying": lying_for(work, reader(request), now=moments.now()),
        "take": reverse("academy:take-annotated", args=[work.enrolment.run.slug, work.pk]),
    }
