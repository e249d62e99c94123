"""Places that several partners share: what is set apart for each, and who moves up.

Each partner has a quota within the total. What no quota covers, the rest, goes to whoever comes
otherwise, and, where it is shared, to partners beyond their quota.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Generic, TypeVar

from localturn.foundation.seats.capacity import Capacity, Taken, free

P = TypeVar("P", bound=Hashable)
"""Whatever names a partner."""


@dataclass(frozen=True)
class Division(Generic[P]):
    """How places are divided, and how many of them are gone.

    `quotas` and `taken` are by partner; who came otherwise is counted in `others`. A partner that
    stands in `taken` alone has no quota, and its people take from the rest.
    """

    capacity: Capacity
    quotas: Mapping[P, int] = field(default_factory=dict)
    taken: Mapping[P, int] = field(default_factory=dict)
    others: int = 0
    is_rest_shared: bool = False

    @property
    def everybody(self) -> Taken:
        return Taken(self.others + sum(self.taken.values()))


@dataclass(frozen=True)
class Waiting(Generic[P]):
    """Somebody who waits for one of a partner's places; who has the smaller rank is before them."""

    key: int
    partner: P
    rank: int
    since: datetime


def quotas_fit(capacity: Capacity, quotas: Mapping[P, int]) -> bool:
    """Whether a capacity holds what is to be set apart."""
    return capacity.total is None or sum(quotas.values()) <= capacity.total


def left_in_quota(division: Division[P], partner: P) -> int:
    """How much of a partner's quota nobody has taken."""
    return max(division.quotas.get(partner, 0) - division.taken.get(partner, 0), 0)


def free_in_rest(division: Division[P]) -> int | None:
    """How many places are left for whoever comes otherwise; None where there is no limit."""
    whole = free(division.capacity, division.everybody)
    if whole is None:
        return None
    return max(whole - sum(left_in_quota(division, partner) for partner in division.quotas), 0)


def free_for(division: Division[P], partner: P) -> int | None:
    """How many places a partner can still fill; None where there is no limit."""
    whole, own = free(division.capacity, division.everybody), left_in_quota(division, partner)
    if division.is_rest_shared or partner not in division.quotas:
        rest = free_in_rest(division)
        if rest is None or whole is None:
            return None
        own += rest
    return own if whole is None else min(own, whole)


def order(waiting: Iterable[Waiting[P]]) -> list[Waiting[P]]:
    """By rank, then by who has waited longer."""
    return sorted(waiting, key=lambda each: (each.rank, each.since, each.key))


def who_moves_up(division: Division[P], waiting: Iterable[Waiting[P]]) -> list[Waiting[P]]:
    """Who of those who wait gets a place now: first what is left in each partner's quota, then,
    where it is shared, the rest; of one partner's people nobody passes another."""
    moved: list[Waiting[P]] = []
    in_order = order(waiting)
    for left in (left_in_quota, free_for):
        for each in in_order:
            places, whole = left(division, each.partner), free_for(division, each.partner)
            if each not in moved and places != 0 and whole != 0:
                moved.append(each)
                division = _with_one_more(division, each.partner)
    return moved


def _with_one_more(division: Division[P], partner: P) -> Division[P]:
    taken = {**division.taken, partner: division.taken.get(partner, 0) + 1}
    return replace(division, taken=taken)
