"""What follows from correcting points, before they are corrected."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from localturn.academy.domain.awards import Standing, standing, with_points
from localturn.academy.models import Certificate, Enrolment, GradeEntry
from localturn.academy.queries.standing import awards_of, evidence_of


class Turn(Enum):
    """What becomes of an award."""

    GAINED = "gained"
    """It is earned by the correction, and its certificate is issued."""
    DOUBTED = "doubted"
    """Its certificate is there and would no longer be earned: a facilitator has to decide."""
    SETTLED = "settled"
    """Its certificate was in doubt and is earned again."""
    KEPT = "kept"
    """It is earned before and after."""
    MISSING = "missing"
    """It is earned neither before nor after."""


@dataclass(frozen=True)
class AwardTurn:
    """An award with what becomes of it, and how it would stand."""

    turn: Turn
    standing: Standing
    certificate: Certificate | None


@dataclass(frozen=True)
class Consequences:
    """A correction's points and sums, before and after, and what becomes of each award."""

    before: Decimal
    after: Decimal
    sum_before: Decimal
    sum_after: Decimal
    awards: tuple[AwardTurn, ...]


def consequences_of(entry: GradeEntry, points: Decimal) -> Consequences:
    """If these points stood in the place of those that stand (6 statements)."""
    return consequences_for(entry.enrolment, entry.activity.stable_id, entry.points, points)


def consequences_for(
    enrolment: Enrolment, activity: str, before: Decimal, after: Decimal
) -> Consequences:
    """The same for points of an activity that nobody has entered yet."""
    now = evidence_of(enrolment)
    then = with_points(now, activity, after)
    certificates = {
        c.award_id: c for c in Certificate.objects.filter(enrolment=enrolment, revoked_at=None)
    }
    turns = []
    for award in awards_of(enrolment.run):
        was, will = standing(award, now).earned, standing(award, then)
        certificate = certificates.get(award.id)
        turns.append(AwardTurn(turn_of(was, will.earned, certificate), will, certificate))
    return Consequences(before, after, now.points, then.points, tuple(turns))


def turn_of(was: bool, will: bool, certificate: Certificate | None) -> Turn:
    """What becomes of an award that is earned before, and after, or not."""
    if will:
        if certificate is None:
            return Turn.GAINED
        return Turn.SETTLED if certificate.is_in_doubt or not was else Turn.KEPT
    return Turn.MISSING if certificate is None or not was else Turn.DOUBTED
