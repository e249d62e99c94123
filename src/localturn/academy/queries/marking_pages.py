"""What a facilitator's marking pages show: one piece of work, one essay, one grade."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from localturn.academy.models import Answer, GradeEntry, HandIn, Returned, Run, SecondMark
from localturn.academy.queries.hand_ins import due_again
from localturn.academy.queries.marking import essays_to_mark, hand_ins_to_mark
from localturn.foundation.people.reader import Reader
from localturn.foundation.refusals import NotFound


@dataclass(frozen=True)
class ShownWork:
    """A hand-in among its versions, with the grade that stands and whether it was returned."""

    work: HandIn
    versions: tuple[HandIn, ...]
    """The newest first."""
    standing: GradeEntry | None
    returned: Returned | None
    second: SecondMark | None = None
    """That a second marker was asked for, and what came of it."""
    due_again: datetime | None = None
    """Until when a new version is asked for, where there is none yet."""

    @property
    def is_last(self) -> bool:
        return self.versions[0] == self.work

    @property
    def may_be_marked(self) -> bool:
        """Whether it waits for a mark: also in the place of one for an earlier version."""
        marked = self.standing.hand_in if self.standing else None
        is_newer = marked is not None and marked.number < self.work.number
        if self.second is not None and self.second.result_id is None:
            return False
        return self.is_last and self.returned is None and (self.standing is None or is_newer)


def work_in(run: Run, pk: int) -> ShownWork:
    """A piece of work handed in in a run (5 statements; 7 if it was returned). Raises NotFound."""
    work = (
        HandIn.objects.select_related(
            "enrolment__person", "enrolment__run__version", "activity", "second_mark"
        )
        .prefetch_related("files")
        .filter(pk=pk, enrolment__run=run)
        .first()
    )
    if work is None:
        raise NotFound
    same = {"enrolment": work.enrolment_id, "activity": work.activity_id}
    shown = ShownWork(
        work,
        tuple(HandIn.objects.filter(**same).select_related("returned").order_by("-number")),
        GradeEntry.objects.filter(**same, is_standing=True).select_related("hand_in").first(),
        Returned.objects.filter(hand_in=work).select_related("returned_by").first(),
        getattr(work, "second_mark", None),
    )
    if shown.returned is None or not shown.is_last:
        return shown
    return replace(shown, due_again=due_again(work.enrolment, work.activity))


def essay_in(run: Run, pk: int) -> Answer:
    """An essay of a closed attempt in a run. Raises NotFound."""
    essay = (
        Answer.objects.select_related("attempt__enrolment__person", "attempt__activity", "question")
        .filter(
            pk=pk,
            attempt__enrolment__run=run,
            attempt__closed_at__isnull=False,
            question__kind="essay",
        )
        .first()
    )
    if essay is None:
        raise NotFound
    return essay


def standing_grade_in(run: Run, pk: int) -> GradeEntry:
    """A grade of a run that stands. Raises NotFound."""
    grade = (
        GradeEntry.objects.select_related(
            "enrolment__person", "enrolment__run__version__course", "activity"
        )
        .filter(pk=pk, enrolment__run=run, is_standing=True)
        .first()
    )
    if grade is None:
        raise NotFound(_("These points have been replaced meanwhile."))
    return grade


def next_to_mark(run: Run, *, by: Reader) -> tuple[str, int] | None:
    """The kind and key of what waits longest: "mark" or "mark-essay" (2 statements)."""
    work = hand_ins_to_mark([run], by=by).values_list("handed_in_at", "pk").first()
    essay = essays_to_mark([run], by=by).values_list("attempt__closed_at", "pk").first()
    waiting = [(each, name) for each, name in ((work, "mark"), (essay, "mark-essay")) if each]
    if not waiting:
        return None
    (_since, pk), name = min(waiting)
    return name, pk
