"""When an attempt ends, what it is worth, and what its owner may see of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from localturn.academy.domain.schedule import A_MINUTE, is_in_time

CLOSES_IN_TIME = {"final-test", "survey"}
_CENT = Decimal("0.01")
_PLACES = Decimal("0.000001")


class Shown(Enum):
    """What of a closed attempt is shown to who sat it."""

    SCORE = "score"
    """How much was right, in all and by topic."""
    EVERYTHING = "everything"
    """Each question with the right answer and what is to be said of it."""


def shown(kind: str, *, due: datetime | None, ends: datetime, now: datetime) -> Shown:
    """A preliminary test keeps its answers, since the final one is drawn from the same bank; a
    final test keeps them until nobody can sit it in time any more."""
    if kind == "preliminary-test":
        return Shown.SCORE
    if kind == "final-test" and (is_in_time(now, due) if due else now < ends):
        return Shown.SCORE
    return Shown.EVERYTHING


def closes(
    started: datetime, *, due: datetime | None, ends: datetime, minutes: int | None = None
) -> datetime:
    """When the server closes an attempt with what it has.

    One that was begun in time closes with the deadline, one that was begun late with the run; one
    with a time limit closes after so many minutes if that is earlier.
    """
    last = ends if minutes is None else min(ends, started + minutes * A_MINUTE)
    if due is not None and is_in_time(started, due):
        return min(due + A_MINUTE, last)
    return last


def may_start(kind: str, *, due: datetime | None, now: datetime) -> bool:
    """Whether the deadline still lets somebody begin.

    Late attempts are taken while the run lasts, but for the final test and for surveys: their
    answers are shown once the deadline has passed.
    """
    return kind not in CLOSES_IN_TIME or is_in_time(now, due)


def attempts_allowed(kind: str, setting: int | None, *, extra: int = 0) -> int | None:
    """How many attempts there are; None for as many as one likes."""
    if kind != "quiz":
        return 1 + extra
    allowed = 3 if setting is None else setting
    return allowed + extra if allowed else None


@dataclass(frozen=True)
class Marked:
    """A question of an attempt: what it is worth, and how right its answer is (None: unmarked)."""

    points: Decimal
    share: Decimal | None
    topic: str = ""


def share_of(marked: Iterable[Marked]) -> Decimal | None:
    """What was right of a whole attempt, from 0 to 1; None while something is unmarked."""
    got, most = Decimal(0), Decimal(0)
    for each in marked:
        if each.share is None:
            return None
        got += each.share * each.points
        most += each.points
    return (got / most).quantize(_PLACES) if most else Decimal(0)


def by_topic(marked: Sequence[Marked]) -> list[tuple[str, Decimal]]:
    """What was right of each topic, in the order of the topics; nothing where there is but one."""
    topics: dict[str, list[Marked]] = {}
    for each in marked:
        topics.setdefault(each.topic, []).append(each)
    if len(topics) < 2:
        return []
    shares = [(topic, share_of(of_it)) for topic, of_it in sorted(topics.items())]
    return [(topic, share) for topic, share in shares if share is not None]


def points_for(share: Decimal, of: Decimal) -> Decimal:
    """The points of an activity that a share of it gives, to the hundredth, halves upwards."""
    return (share * of).quantize(_CENT, ROUND_HALF_UP)


def percent(share: Decimal) -> int:
    """A share in whole per cent, halves upwards."""
    return int((share * 100).quantize(Decimal(1), ROUND_HALF_UP))
