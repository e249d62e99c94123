"""Two records of one person that both have rows in the academy."""

from django.utils.translation import gettext as _

from localturn.academy.models import (
    CourseRole,
    Enrolment,
    Following,
    Interest,
    PostReport,
    RunFacilitator,
)
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotNow


def merge(kept: Person, absorbed: Person) -> None:
    """Two seats in one run are settled if one of them is empty; roles are kept once."""
    for seat in Enrolment.objects.filter(person=absorbed, run__enrolments__person=kept):
        other = Enrolment.objects.get(person=kept, run=seat.run_id)
        if _is_empty(seat):
            _drop(seat, for_=other)
        elif _is_empty(other):
            _drop(other, for_=seat)
        else:
            raise NotNow(
                _("Both records took part in the run %(run)s; only one of them can be kept.")
                % {"run": seat.run}
            )
    asked = Interest.objects.filter(person=kept, state=Interest.State.OPEN).values("run")
    Interest.objects.filter(person=absorbed, state=Interest.State.OPEN, run__in=asked).delete()
    courses = CourseRole.objects.filter(person=kept)
    for role in CourseRole.objects.filter(person=absorbed):
        if courses.filter(course=role.course_id, role=role.role).exists():
            role.delete()
    followed = Following.objects.filter(person=kept).values_list("run", "activity")
    for run, activity in list(followed):
        Following.objects.filter(person=absorbed, run=run, activity=activity).delete()
    for report in PostReport.objects.filter(by=absorbed, settled_at=None):
        if PostReport.objects.filter(post=report.post_id, by=kept, settled_at=None).exists():
            report.delete()
    runs = RunFacilitator.objects.filter(person=kept).values("run")
    RunFacilitator.objects.filter(person=absorbed, run__in=runs).delete()


def _drop(empty: Enrolment, *, for_: Enrolment) -> None:
    """Whoever was removed on one seat does not come back by the other."""
    for_.removed_at = max(filter(None, (empty.removed_at, for_.removed_at)), default=None)
    for_.save(update_fields=["removed_at"])
    empty.delete()


def _is_empty(seat: Enrolment) -> bool:
    """Whether nothing was done on a seat."""
    return not any(
        rows.exists()
        for rows in (
            seat.completions,
            seat.attendance,
            seat.survey_responses,
            seat.attempts,
            seat.hand_ins,
            seat.grades,
            seat.certificates,
            seat.drafts,
            seat.proposals,
            seat.draft_files,
            seat.allowances,
            seat.watchings,
            seat.group_moves,
            seat.group_comments,
            seat.excuses,
        )
    )
