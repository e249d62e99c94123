"""Meetings at which something else counts as having been there once a run was moved."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from localturn.academy.domain.attendance import Terms
from localturn.academy.models import Activity, Attendance, Run
from localturn.academy.queries.attendance import meeting_of, terms_in

WEBINAR = "webinar"


@dataclass(frozen=True)
class Weighed:
    """A meeting with what counts there before and after, and for how many that makes a
    difference."""

    title: str
    before: Terms
    after: Terms
    gain: int
    lose: int


def weighed_in(run: Run, pairs: Iterable[tuple[Activity, Activity]]) -> Iterator[Weighed]:
    """Those of a run where somebody's attendance was recorded (1 statement a meeting, and another
    where its terms differ)."""
    for old, new in pairs:
        if new.kind != WEBINAR:
            continue
        meeting = meeting_of(run, old)
        before, after = terms_in(meeting, old), terms_in(meeting, new)
        if not before.weighs_otherwise(after):
            continue
        standing = Attendance.objects.filter(
            activity=old, enrolment__run=run, enrolment__withdrawn_at=None, is_standing=True
        )
        marks = [entry.mark for entry in standing]
        if marks:
            counted = [(before.counts(each), after.counts(each)) for each in marks]
            yield Weighed(
                new.title, before, after, counted.count((False, True)), counted.count((True, False))
            )
