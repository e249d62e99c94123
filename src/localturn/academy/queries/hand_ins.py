"""One participant's work for one assignment."""

from dataclasses import dataclass
from datetime import datetime

from localturn.academy.domain.schedule import is_in_time
from localturn.academy.models import (
    Activity,
    Allowance,
    Draft,
    Enrolment,
    GradeEntry,
    HandIn,
    Returned,
)
from localturn.academy.queries.attempts import window_of


@dataclass(frozen=True)
class Work:
    """What was handed in, oldest first; the draft; and the grade that stands."""

    hand_ins: tuple[HandIn, ...]
    draft: Draft | None
    standing: GradeEntry | None
    returned: Returned | None = None
    """That the last of them was given back to be worked on again."""

    @property
    def last(self) -> HandIn | None:
        return self.hand_ins[-1] if self.hand_ins else None

    @property
    def text(self) -> str:
        """What the writer goes on from."""
        if self.draft is not None:
            return self.draft.text
        return self.hand_ins[-1].text if self.hand_ins else ""

    def may_hand_in(self, *, due: datetime | None, now: datetime) -> bool:
        """Whether (more) work is taken, while the run lasts."""
        if self.returned is not None:
            return True
        return not self.is_marked and (not self.hand_ins or is_in_time(now, due))

    @property
    def is_marked(self) -> bool:
        """Whether the last version has its mark, and not just one before it."""
        if self.standing is None or self.last is None:
            return self.standing is not None
        marked = self.standing.hand_in
        return marked is None or marked.number >= self.last.number


def due_again(enrolment: Enrolment, activity: Activity) -> datetime | None:
    """Until when returned work is asked for anew, as it stands now: what its writer was given, or
    the deadline of all if that is later (2 statements)."""
    own = Allowance.objects.filter(enrolment=enrolment, activity=activity)
    given: datetime | None = own.values_list("due_at", flat=True).first()
    return window_of(enrolment, activity).due or given


def work_of(enrolment: Enrolment, activity: Activity) -> Work:
    """3 statements."""
    hand_ins = tuple(
        HandIn.objects.filter(enrolment=enrolment, activity=activity)
        .select_related("file", "returned")
        .order_by("number")
    )
    return Work(
        hand_ins=hand_ins,
        draft=Draft.objects.filter(enrolment=enrolment, activity=activity).first(),
        standing=GradeEntry.objects.filter(enrolment=enrolment, activity=activity, is_standing=True)
        .select_related("hand_in")
        .first(),
        returned=getattr(hand_ins[-1], "returned", None) if hand_ins else None,
    )
