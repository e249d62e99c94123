"""Papers: a proposal that is approved, then the work; and how two marks become one result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from localturn.academy.domain.kinds.paper import PROPOSAL, PROPOSAL_DAYS
from localturn.academy.domain.pace import Start
from localturn.academy.domain.schedule import LAST_MINUTE, Span
from localturn.foundation import moments

PAPER = "paper"

PATIENCE = timedelta(days=7)
"""How long a proposal waits for an answer until its paper may be handed in without one."""

TIME_TO_HAND_IN = timedelta(days=1)
"""How long before its deadline a paper no longer waits for an answer to its proposal."""

TIME_TO_ASK = timedelta(days=14)
"""How long after a mark its participant may ask for a second one."""


class Stage(StrEnum):
    """How far the proposal of a paper is."""

    NONE = "none"
    WAITING = "waiting"
    CHANGES = "changes"
    """Something is to be changed before it is approved."""
    APPROVED = "approved"


def asks_for_proposal(settings: Mapping[str, Any]) -> bool:
    return bool(settings.get(PROPOSAL.key, PROPOSAL.default))


def proposal_due(
    due: datetime | None,
    settings: Mapping[str, Any],
    span: Span,
    *,
    moved_to: datetime | None,
    without: datetime | None = None,
    start: Start | None = None,
) -> datetime | None:
    """When a proposal is due for somebody: on the day that a run says, or at 23:59 so many days
    before their paper; on their first day at the earliest, and with the paper at the latest.

    `without` is when the paper would be due if they had been given nothing: what they are given
    later for the paper moves the day of the run too. `start` is where their own days begin.
    """
    if not asks_for_proposal(settings):
        return None
    if due is None:
        return moved_to
    if moved_to is not None:
        return min(due, moved_to + (due - (without or due)))
    days = int(settings.get(PROPOSAL_DAYS.key, PROPOSAL_DAYS.default))
    first = start.day if start is not None else span.first
    day = max(moments.day_in(due, span.zone) - timedelta(days=days), first)
    return min(due, moments.at(day, LAST_MINUTE, span.zone))


def waits_until(sent_at: datetime, *, due: datetime) -> datetime:
    """Until when a proposal that nobody answers keeps its paper from being handed in: nobody's
    paper waits for an answer that does not come, nor so long that it would be late. `due` is when
    the paper is, or when the run ends."""
    return max(sent_at, min(sent_at + PATIENCE, due - TIME_TO_HAND_IN))


@dataclass(frozen=True)
class Facilitator:
    """Who guides a run, in the order in which they were named."""

    key: int
    is_marker: bool


def lead(facilitators: Sequence[Facilitator], *, writer: int | None) -> int | None:
    """Who decides where two markers do not agree: the first facilitator of the run who is neither
    of them, or, where there is no other, the first of the two; never the writer."""
    others = [each for each in facilitators if each.key != writer]
    unbound = [each for each in others if not each.is_marker]
    return next((each.key for each in (*unbound, *others)), None)
