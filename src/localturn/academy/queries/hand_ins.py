"""One participant's work for one assignment."""

from dataclasses import dataclass
from datetime import datetime

from localturn.academy.domain.schedule import is_in_time
from localturn.academy.models import Activity, Draft, Enrolment, GradeEntry, HandIn


@dataclass(frozen=True)
class Work:
    """What was handed in, oldest first; the draft; and the grade that stands."""

    hand_ins: tuple[HandIn, ...]
    draft: Draft | None
    standing: GradeEntry | None

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
        return self.standing is None and (not self.hand_ins or is_in_time(now, due))


def work_of(enrolment: Enrolment, activity: Activity) -> Work:
    """3 statements."""
    return Work(
        hand_ins=tuple(
            HandIn.objects.filter(enrolment=enrolment, activity=activity)
            .select_related("file")
            .order_by("number")
        ),
        draft=Draft.objects.filter(enrolment=enrolment, activity=activity).first(),
        standing=GradeEntry.objects.filter(
            enrolment=enrolment, activity=activity, is_standing=True
        ).first(),
    )
