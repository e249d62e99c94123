"""Papers of a run: proposals, second marks, and how long what was handed in is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When

from localturn.academy.domain import papers as domain
from localturn.academy.domain.papers import PAPER, Facilitator, Stage
from localturn.academy.models import (
    Activity,
    Enrolment,
    GradeEntry,
    HandIn,
    Proposal,
    ProposalDay,
    Run,
    RunFacilitator,
    SecondMark,
)
from localturn.academy.permissions import given_by, marks_visible_to
from localturn.academy.queries import frozen
from localturn.academy.queries.places import span_of, start_of
from localturn.foundation.people.reader import Reader


@dataclass(frozen=True)
class Proposed:
    """What somebody has proposed for a paper, oldest first, and until when it is in time."""

    rows: tuple[Proposal, ...]
    due: datetime | None
    is_asked_for: bool
    paper_due: datetime
    """When the paper is due, or the run ends."""

    @property
    def last(self) -> Proposal | None:
        return self.rows[-1] if self.rows else None

    @property
    def stage(self) -> Stage:
        return self.last.stage if self.last else Stage.NONE

    def may_be_handed_in(self, now: datetime) -> bool:
        if not self.is_asked_for or self.stage is Stage.APPROVED:
            return True
        return self.waits_until is not None and now >= self.waits_until

    @property
    def waits_until(self) -> datetime | None:
        """When the paper may be handed in, whoever has answered by then."""
        if self.last is None or self.stage is not Stage.WAITING:
            return None
        return domain.waits_until(self.last.sent_at, due=self.paper_due)


def has_papers(run: Run) -> bool:
    """Whether the course of a run has a paper (no statement, once its version has been read)."""
    parts = frozen.outline(frozen.key_of(run.version))
    return any(step.kind.name == PAPER for part in parts for step in part.steps)


def proposed_by(
    enrolment: Enrolment, activity: Activity, *, due: datetime | None, without: datetime | None
) -> Proposed:
    """The proposals of one participant, whose paper is due then, and would be due `without` what
    they were given (2 statements)."""
    rows = Proposal.objects.filter(enrolment=enrolment, activity=activity)
    return Proposed(
        tuple(rows.select_related("answered_by").order_by("number")),
        proposal_due(enrolment.run, activity, due=due, without=without, seat=enrolment),
        domain.asks_for_proposal(activity.settings),
        due or span_of(enrolment.run).ends_at,
    )


def proposal_due(
    run: Run,
    activity: Activity,
    *,
    due: datetime | None,
    without: datetime | None = None,
    seat: Enrolment | None = None,
) -> datetime | None:
    """When proposals are due in a run, for whose paper is due then (1 statement)."""
    day = ProposalDay.objects.filter(run=run, activity=activity).first()
    return domain.proposal_due(
        due,
        activity.settings,
        span_of(run),
        moved_to=day.due_at if day else None,
        without=without,
        start=start_of(run, seat),
    )


def proposals_to_answer(runs: Iterable[Run] | None, *, by: Reader) -> QuerySet[Proposal]:
    """The last proposal of each participant that nobody has answered, where no paper was handed in
    without an answer; not the facilitator's own. Oldest first. Of every run, where `runs` is None,
    for who counts them run by run."""
    later = Proposal.objects.filter(
        enrolment=OuterRef("enrolment"),
        activity=OuterRef("activity"),
        number__gt=OuterRef("number"),
    )
    handed_in = HandIn.objects.filter(
        enrolment=OuterRef("enrolment"), activity=OuterRef("activity")
    )
    rows = Proposal.objects if runs is None else Proposal.objects.filter(enrolment__run__in=runs)
    return (
        rows.filter(
            ~Exists(later),
            ~Exists(handed_in),
            enrolment__withdrawn_at=None,
            enrolment__person__isnull=False,
            is_approved=None,
        )
        .exclude(enrolment__person_id=by.pk or 0)
        .order_by("sent_at", "pk")
    )


def proposals_of(run: Run, activity: Activity) -> list[Proposal]:
    """The last proposal of everybody for a paper, those that wait first (1 statement)."""
    same = {"enrolment": OuterRef("enrolment"), "activity": activity}
    later = Proposal.objects.filter(**same, number__gt=OuterRef("number"))
    rows = Proposal.objects.filter(
        ~Exists(later),
        enrolment__run=run,
        activity=activity,
        enrolment__person__isnull=False,
        enrolment__withdrawn_at=None,
    ).annotate(is_handed_in=Exists(HandIn.objects.filter(**same)))
    waits = Q(is_approved=None, is_handed_in=False)
    found = rows.order_by(Case(When(waits, then=0), default=1), "sent_at", "pk")
    return list(found.select_related("enrolment__person", "answered_by")[:500])


def earlier_proposals(rows: Iterable[Proposal]) -> Mapping[int, list[Proposal]]:
    """What was proposed before the last proposals of some papers, by their keys, the newest first
    (1 statement)."""
    last = {(row.enrolment_id, row.activity_id): row for row in rows}
    found: dict[int, list[Proposal]] = defaultdict(list)
    earlier = Proposal.objects.filter(
        enrolment__in={seat for seat, _key in last}, activity__in={key for _seat, key in last}
    )
    for row in earlier.order_by("-number"):
        shown = last.get((row.enrolment_id, row.activity_id))
        if shown is not None and row.number < shown.number:
            found[shown.pk].append(row)
    return found


def owing_proposals(run: Run, activity: Activity) -> list[Enrolment]:
    """Who takes part and has sent neither a proposal nor the paper (1 statement)."""
    same = {"enrolment": OuterRef("pk"), "activity": activity}
    seats = run.enrolments.filter(
        ~Exists(Proposal.objects.filter(**same)),
        ~Exists(HandIn.objects.filter(**same)),
        withdrawn_at=None,
        person__isnull=False,
    )
    return list(seats.select_related("person").order_by("person__name", "pk")[:500])


def proposal_for(hand_in: HandIn) -> Proposal | None:
    """What was proposed for a paper, as it was last sent (1 statement)."""
    rows = Proposal.objects.filter(enrolment=hand_in.enrolment_id, activity=hand_in.activity_id)
    return rows.order_by("-number").first()


def second_marks(runs: Iterable[Run] | None) -> QuerySet[SecondMark]:
    """Second marks of which nothing has come yet, the longest asked for first."""
    rows = SecondMark.objects.all()
    if runs is not None:
        rows = rows.filter(hand_in__enrolment__run__in=runs)
    return rows.filter(
        hand_in__enrolment__withdrawn_at=None,
        hand_in__enrolment__person__isnull=False,
        result=None,
    ).order_by("asked_at", "pk")


def second_marks_waiting(runs: Iterable[Run] | None, *, by: Reader) -> QuerySet[SecondMark]:
    """Those that wait for one facilitator: to mark second, or, as a marker, to agree on a
    result that the other proposes or that nobody has proposed yet."""
    is_first, is_second = given_by(by, "first"), given_by(by, "second")
    to_mark = Q(second=None) & ~is_first
    is_marker = is_first | is_second
    to_agree = Q(second__isnull=False) & is_marker & (Q(offered_by=None) | ~Q(offered_by=by.pk))
    rows = second_marks(runs).filter(to_mark | to_agree)
    return rows.exclude(hand_in__enrolment__person_id=by.pk or 0)


def is_being_marked_again() -> Exists:
    """Of a hand-in: that a second marker was asked for, and there is no result yet."""
    return Exists(SecondMark.objects.filter(hand_in=OuterRef("pk"), result=None))


def visible_entries(enrolment: Enrolment, *, to: Reader | None) -> QuerySet[GradeEntry]:
    """The gradebook of a seat without what the reader is not to know: the second marker the first
    mark before their own, and its writer the second before there is a result. All of it where
    nobody reads it."""
    if to is None:
        return GradeEntry.objects.filter(enrolment=enrolment)
    return marks_visible_to(to, enrolment)


def second_mark_of(hand_in: HandIn | None) -> SecondMark | None:
    """What became of the wish for a second mark (1 statement, and up
    to 4 where there is one)."""
    if hand_in is None:
        return None
    rows = SecondMark.objects.filter(hand_in=hand_in)
    return (
        rows.select_related(
            *("hand_in__enrolment", "first__entered_by", "second__entered_by"),
            *("first__activity", "second__activity", "offered_by", "result"),
        )
        .prefetch_related("hand_in__grades__annotated__file")
        .first()
    )


def first_mark_of(hand_in: HandIn) -> GradeEntry | None:
    """The mark of a version that stands (1 statement)."""
    rows = GradeEntry.objects.select_related("entered_by")
    return rows.filter(hand_in=hand_in, is_standing=True).first()


def lead_of(marking: SecondMark) -> int | None:
    """Who decides if the two markers do not agree (1 statement)."""
    enrolment = marking.hand_in.enrolment
    given = [each.entered_by for each in (marking.first, marking.second) if each is not None]
    markers = {key for by in given if by is not None for key in (by.pk, by.merged_into_id)}
    guides = RunFacilitator.objects.filter(run=enrolment.run_id, person__is_active=True)
    order = [
        Facilitator(key, key in markers)
        for key in guides.order_by("added_at", "pk").values_list("person_id", flat=True)
    ]
    return domain.lead(order, writer=enrolment.person_id)


def can_be_second(enrolment: Enrolment, first: GradeEntry) -> bool:
    """Whether the run has another facilitator who could mark it (1 statement)."""
    guides = RunFacilitator.objects.filter(run=enrolment.run_id, person__is_active=True)
    marker = first.entered_by
    apart = [marker.pk, marker.merged_into_id] if marker is not None else []
    apart = [key for key in (*apart, enrolment.person_id) if key is not None]
    return guides.exclude(person__in=apart).exists()
