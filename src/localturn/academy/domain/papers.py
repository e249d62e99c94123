"""Papers: a proposal that is approved, then the work; and how two marks become one result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from localturn.academy.domain.kinds.paper import PROPOSAL, PROPOSAL_DAYS
from localturn.academy.domain.schedule import LAST_MINUTE, Span
from localturn.foundation import moments

PAPER = "paper"

PATIENCE = timedelta(days=7)
"""How long a proposal waits for an answer until its paper may be handed in without one."""

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
    due: datetime | None, settings: Mapping[str, Any], span: Span, *, moved_to: datetime | None
) -> datetime | None:
    """When a proposal is due: on the day that a run says, or at 23:59 so many days before the
    paper, on the run's first day at the earliest."""
    if not asks_for_proposal(settings):
        return None
    if moved_to is not None or due is None:
        return moved_to
    days = int(settings.get(PROPOSAL_DAYS.key, PROPOSAL_DAYS.default))
    day = max(moments.day_in(due, span.zone) - timedelta(days=days), span.first)
    return min(due, moments.at(day, LAST_MINUTE, span.zone))


def may_be_handed_in(stage: Stage, sent_at: datetime | None, *, now: datetime) -> bool:
    """Whether the proposal is through: nobody's paper waits for an answer that does not come."""
    if stage is Stage.WAITING and sent_at is not None:
        return now >= sent_at + PATIENCE
    return stage is Stage.APPROVED


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
