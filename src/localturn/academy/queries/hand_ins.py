"""One participant's work for one assignment."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import QuerySet

from localturn.academy.domain.kinds.assignment import ACCEPTED, file_limits
from localturn.academy.domain.schedule import is_in_time
from localturn.academy.models import (
    Activity,
    Allowance,
    Draft,
    DraftFile,
    Enrolment,
    GradeEntry,
    HandIn,
    Returned,
)
from localturn.academy.queries.attempts import window_of
from localturn.foundation.files.models import Arrival
from localturn.foundation.people.reader import Reader

MIB = 1024 * 1024
PATIENCE = timedelta(minutes=15)
"""For a file that is looked through, before work is handed in without it."""
NEVER = datetime.min.replace(tzinfo=UTC)
HAND_IN = "hand-in"
"""What large files are sent for: "hand-in/12/34" with a seat and an activity."""


@dataclass(frozen=True)
class Work:
    """What was handed in, oldest first; the draft; and the grade that stands."""

    hand_ins: tuple[HandIn, ...]
    draft: Draft | None
    laid_by: tuple[DraftFile, ...]
    """The files that the next version will have."""
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
        """Whether the last version has its mark, and not just one before it; also while it is being
        marked a second time."""
        second = getattr(self.last, "second_mark", None)
        if second is not None and second.result_id is None:
            return True
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
    """5 statements, one of them only where something was handed in; one or two more for the files
    that came back with a mark."""
    hand_ins = tuple(
        HandIn.objects.filter(enrolment=enrolment, activity=activity)
        .select_related("returned", "second_mark")
        .prefetch_related("files")
        .order_by("number")
    )
    return Work(
        hand_ins=hand_ins,
        draft=Draft.objects.filter(enrolment=enrolment, activity=activity).first(),
        laid_by=tuple(laid_by(enrolment, activity)),
        standing=GradeEntry.objects.filter(enrolment=enrolment, activity=activity, is_standing=True)
        .select_related("hand_in")
        .prefetch_related("hand_in__grades__annotated__file")
        .first(),
        returned=getattr(hand_ins[-1], "returned", None) if hand_ins else None,
    )


def laid_by(enrolment: Enrolment, activity: Activity) -> QuerySet[DraftFile]:
    """The files that lie ready to be handed in, in the order in which they came."""
    rows = DraftFile.objects.filter(enrolment=enrolment, activity=activity)
    return rows.select_related("file").order_by("pk")


def subject_of_draft(enrolment: Enrolment) -> str:
    """To whom files belong that are laid by."""
    return f"academy/draft/{enrolment.pk}"


def purpose_of(enrolment: Enrolment, activity: Activity) -> str:
    """What a large file is sent for that is to be laid by."""
    return f"{HAND_IN}/{enrolment.pk}/{activity.pk}"


def arrivals_told(
    enrolment: Enrolment, activity: Activity, work: Work, *, now: datetime
) -> list[Arrival]:
    """Files that came in pieces and are being looked through, or were refused since something was
    last laid by or handed in (1 statement)."""
    since = [row.file.stored_at for row in work.laid_by]
    since += [work.last.handed_in_at] if work.last else []
    purpose = purpose_of(enrolment, activity)
    return told_since(max(since, default=NEVER), enrolment.person_id, purpose, now=now)


def told_since(since: datetime, owner: int | None, purpose: str, *, now: datetime) -> list[Arrival]:
    """Files that somebody sent for a purpose and that are being looked through, or were refused
    since then (1 statement)."""
    told = Arrival.objects.filter(
        owner=owner, purpose=purpose, taken_at__isnull=False, expires_at__gt=now
    ).exclude(outcome__refused="")
    return [
        each for each in told if each.outcome is None or (each.taken_at and each.taken_at > since)
    ]


def is_looked_through(enrolment: Enrolment, activity: Activity, *, now: datetime) -> bool:
    """Whether a file is on its way to those that are laid by (1 statement)."""
    return is_on_its_way(enrolment.person_id, purpose_of(enrolment, activity), now=now)


def is_on_its_way(owner: int | None, purpose: str, *, now: datetime) -> bool:
    """Whether a file that somebody sent for a purpose is being looked through, and has not been for
    so long that nobody should wait for it (1 statement)."""
    return Arrival.objects.filter(
        owner=owner, purpose=purpose, taken_at__gt=now - PATIENCE, outcome__isnull=True
    ).exists()


def largest_work_file(person: Reader, seat_and_activity: str) -> int:
    """How many bytes a file may have that they send for an assignment or a paper, by what
    follows the purpose: "12/34"; 0 where they may send none."""
    seat, _slash, activity = seat_and_activity.partition("/")
    if not (person.is_authenticated and is_key(seat) and is_key(activity)):
        return 0
    row = Activity.objects.filter(
        pk=int(activity),
        kind__in=("assignment", "paper"),
        version__runs__enrolments__pk=int(seat),
        version__runs__enrolments__person=person.pk,
        version__runs__enrolments__withdrawn_at=None,
    ).first()
    if row is None or "file" not in row.settings.get("accepts", ACCEPTED):
        return 0
    return file_limits(row.settings).each * MIB


def is_key(text: str) -> bool:
    """Whether a part of a purpose can be a number of a row."""
    return text.isascii() and text.isdigit() and len(text) <= 15
