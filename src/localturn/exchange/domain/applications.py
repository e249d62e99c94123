"""Where an application stands, whose turn it is, until when, and who moves up to a free place."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from localturn.exchange.domain.slots import NOBODY, places_left
from localturn.exchange.domain.terms import Slots, Term
from localturn.foundation import moments
from localturn.foundation.languages import N_
from localturn.foundation.seats import Waiting, order

_MIDNIGHT = time(0)
_A_MINUTE = timedelta(minutes=1)


class Party(Term):
    """Who has a part in an application."""

    STUDENT = "student", N_("Student")
    HOME = "home", N_("Home university")
    HOST = "host", N_("Host university")


class Stage(Term):
    DRAFT = "draft", N_("Draft")
    SENT = "sent", N_("With the home university")
    REFUSED_AT_HOME = "refused-home", N_("Refused by the home university")
    APPROVED = "approved", N_("Approved by the home university")
    NOMINATED = "nominated", N_("With the host university")
    REFUSED = "refused", N_("Refused by the host university")
    WAITING = "waiting", N_("On the waiting list")
    KEPT = "kept", N_("A place is kept until it is confirmed")
    ACCEPTED = "accepted", N_("Accepted")
    LEFT = "left", N_("The place was given back")
    WITHDRAWN = "withdrawn", N_("Withdrawn")


PLACED = (Stage.WAITING, Stage.KEPT, Stage.ACCEPTED, Stage.LEFT)
"""What follows from the host's yes. Where the course is a run of the academy, which of them it is
is asked there."""

STANDING = (
    *(Stage.DRAFT, Stage.SENT, Stage.APPROVED, Stage.NOMINATED),
    *(Stage.WAITING, Stage.KEPT, Stage.ACCEPTED),
)
"""Stages that something may still come of, or has."""

FOR_HOST = (Stage.APPROVED, Stage.NOMINATED, Stage.REFUSED, *PLACED)
"""Stages in which the host university sees an application."""

_TURNS = {
    Stage.DRAFT: Party.STUDENT,
    Stage.SENT: Party.HOME,
    Stage.APPROVED: Party.HOME,
    Stage.NOMINATED: Party.HOST,
    Stage.KEPT: Party.STUDENT,
}

_OF_ACADEMY = {"waiting": Stage.WAITING, "queued": Stage.WAITING}


def standing(stage: Stage, *, nomination: str | None, has_seat: bool) -> Stage:
    """Where an application stands: as it is written, or, once it was accepted for a run of the
    academy, as the state of the nomination there says."""
    if nomination is None or stage not in PLACED:
        return stage
    if nomination == "accepted":
        return Stage.ACCEPTED if has_seat else Stage.KEPT
    return _OF_ACADEMY.get(nomination, Stage.LEFT)


def turn(stage: Stage) -> Party | None:
    """Whose turn it is; None where nobody need do anything."""
    return _TURNS.get(stage)


class Step(Term):
    """What has a day until which it is done."""

    APPLY = "apply", N_("Apply")
    NOMINATE = "nominate", N_("Approve and nominate")
    DECIDE = "decide", N_("Decide")


STEPS = {
    Stage.DRAFT: Step.APPLY,
    Stage.SENT: Step.NOMINATE,
    Stage.APPROVED: Step.NOMINATE,
    Stage.NOMINATED: Step.DECIDE,
}
"""Which step an application waits for."""

OPENERS = {Step.APPLY: Party.HOME, Step.NOMINATE: Party.HOST, Step.DECIDE: Party.HOST}
"""Who may let a step be taken after its day."""


@dataclass(frozen=True)
class Deadlines:
    """The last day of each step, on the calendar of the course's zone."""

    zone: str
    apply: date | None = None
    nominate: date | None = None
    decide: date | None = None

    def day(self, step: Step) -> date | None:
        return {Step.APPLY: self.apply, Step.NOMINATE: self.nominate, Step.DECIDE: self.decide}[
            step
        ]

    def ends_at(self, step: Step) -> datetime | None:
        """The first moment that is too late: when the next day begins there."""
        day = self.day(step)
        return moments.at(day + timedelta(days=1), _MIDNIGHT, self.zone) if day else None

    def last_minute(self, step: Step) -> datetime | None:
        """What people are told."""
        ends = self.ends_at(step)
        return ends - _A_MINUTE if ends else None

    def is_over(self, step: Step, *, now: datetime, reopened: str = "") -> bool:
        """Whether it is too late for a step that was not reopened."""
        ends = self.ends_at(step)
        return ends is not None and now >= ends and reopened != step


def who_moves_up(
    waiting: Iterable[Waiting[int]],
    *,
    kind: Slots,
    number: int | None,
    held: Mapping[int, int],
    given: int,
    most: int | None,
    own: Mapping[int, int] = NOBODY,
) -> list[int]:
    """Whose turn it is to get a place: their university has one left (`held` are nominated or
    placed, `own` the numbers of certain universities), and the course takes more than the
    `given`."""
    taken, moved = Counter(held), list[int]()
    for each in order(waiting):
        if most is not None and given + len(moved) >= most:
            break
        if places_left(kind, number, partner=each.partner, taken=taken, own=own) == 0:
            continue
        taken[each.partner] += 1
        moved.append(each.key)
    return moved


@dataclass(frozen=True)
class Prior:
    """A course that somebody has taken before."""

    course: str
    university: str
    year: int | None = None
    points: Decimal | None = None
    grade: str = ""


@dataclass(frozen=True)
class Words:
    """What a student says in an application."""

    statement: str = ""
    follows_language: bool = False
    courses: tuple[Prior, ...] = ()

    def lacks(self) -> list[str]:
        """Marked sentences about what is missing before it can be sent."""
        missing = []
        if not self.statement.strip():
            missing.append(N_("Say why you would like to take this course."))
        if not self.follows_language:
            missing.append(N_("Say that you can follow a course in its language."))
        return missing
