"""Dividing people into groups so that universities, countries and languages mix.

What is asked for is kept in the order in which it is asked: first that groups are of one size, then
that as few as can be of the same first thing (say, university) are together, then of the second.
The same people always give the same groups.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, product
from math import ceil

SWEEPS = 12
"""How often all pairs are looked at for an exchange that mixes better; few are ever needed."""

MOST_TO_EXCHANGE = 400
"""With more people than this, they are dealt out and not exchanged."""


class Mix(StrEnum):
    """What should mix."""

    ORGANISATION = "organisation"
    COUNTRY = "country"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody to be in a group; what is not known of them is "" and mixes with everything."""

    key: int
    name: str = ""
    organisation: str = ""
    country: str = ""
    language: str = ""

    def of(self, mix: Mix) -> str:
        value: str = getattr(self, mix)
        return value


Groups = tuple[tuple[Member, ...], ...]


def propose(
    members: Sequence[Member],
    *,
    number: int,
    mixes: Sequence[Mix],
    seated: Mapping[int, int] | None = None,
) -> Groups:
    """So many groups of everybody, whose sizes differ by one at most.

    `seated` says by key who sits in which group (from 0) already: they stay there. Raises
    ValueError where there are fewer people than groups, or no group.
    """
    if not 1 <= number <= len(members):
        raise ValueError(f"{len(members)} people do not make {number} groups")
    seated = seated or {}
    groups: list[list[Member]] = [[] for _ in range(number)]
    for member in members:
        if member.key in seated:
            groups[seated[member.key]].append(member)
    waiting = _hardest_first([m for m in members if m.key not in seated], mixes)
    targets = _sizes([len(group) for group in groups], len(waiting))
    for member in waiting:
        free = [at for at in range(number) if len(groups[at]) < targets[at]]
        best = min(free, key=lambda at: (_met(member, groups[at], mixes), len(groups[at]), at))
        groups[best].append(member)
    if len(members) <= MOST_TO_EXCHANGE:
        _exchange(groups, {m.key for m in waiting}, mixes)
    return tuple(tuple(sorted(group, key=lambda m: (m.name, m.key))) for group in groups)


def _sizes(taken: Sequence[int], more: int) -> list[int]:
    """How large each group becomes when the smallest is always filled next."""
    sizes = list(taken)
    for _ in range(more):
        at = min(range(len(sizes)), key=lambda each: (sizes[each], each))
        sizes[at] += 1
    return sizes


def _hardest_first(members: Sequence[Member], mixes: Sequence[Mix]) -> list[Member]:
    """Those first of whom there are most alike: they have to be spread while there is room."""
    alike = {mix: Counter(m.of(mix) for m in members if m.of(mix)) for mix in mixes}

    def place(member: Member) -> tuple[object, ...]:
        wanted = [(-alike[mix][member.of(mix)], member.of(mix)) for mix in mixes]
        return (*wanted, member.name, member.key)

    return sorted(members, key=place)


def _met(member: Member, group: Iterable[Member], mixes: Sequence[Mix]) -> tuple[int, ...]:
    """How many of a group somebody would meet who are like them, for each that should mix."""
    others = list(group)
    return tuple(
        sum(other.of(mix) == member.of(mix) for other in others) if member.of(mix) else 0
        for mix in mixes
    )


def _exchange(groups: list[list[Member]], free: set[int], mixes: Sequence[Mix]) -> None:
    """Let two people change places wherever that mixes better, until it does nowhere."""
    for _ in range(SWEEPS):
        is_better = False
        for first, second in combinations(groups, 2):
            for i, j in product(range(len(first)), range(len(second))):
                one, two = first[i], second[j]
                if {one.key, two.key} <= free and _gains(one, two, first, second, mixes):
                    first[i], second[j] = two, one
                    is_better = True
        if not is_better:
            return


def _gains(
    one: Member, two: Member, first: list[Member], second: list[Member], mixes: Sequence[Mix]
) -> bool:
    for mix in mixes:
        mine, theirs = one.of(mix), two.of(mix)
        if mine == theirs:
            continue
        before = _like(mine, first, mix) - bool(mine) + _like(theirs, second, mix) - bool(theirs)
        after = _like(theirs, first, mix) + _like(mine, second, mix)
        if after != before:
            return after < before
    return False


def _like(value: str, group: Iterable[Member], mix: Mix) -> int:
    return sum(each.of(mix) == value for each in group) if value else 0


@dataclass(frozen=True, slots=True)
class Together:
    """That so many who are alike are in one group; `best` would do if they were spread evenly."""

    group: int
    """From 0."""
    value: str
    number: int
    best: int

    @property
    def is_needed(self) -> bool:
        return self.number <= self.best


@dataclass(frozen=True, slots=True)
class Mixed:
    """How well one thing mixes in some groups."""

    mix: Mix
    together: tuple[Together, ...]
    unknown: int
    """Of how many it is not known."""

    @property
    def is_kept(self) -> bool:
        """Whether nobody could be spread more evenly."""
        return all(each.is_needed for each in self.together)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What came out, so that somebody can say why it is so."""

    people: int
    smallest: int
    largest: int
    mixed: tuple[Mixed, ...]


def explain(groups: Sequence[Sequence[Member]], mixes: Sequence[Mix]) -> Explanation:
    """How some groups keep what was asked for, however they were made."""
    sizes = [len(group) for group in groups] or [0]
    everybody = [member for group in groups for member in group]
    return Explanation(
        len(everybody), min(sizes), max(sizes), tuple(_mixed(groups, everybody, m) for m in mixes)
    )


def _mixed(groups: Sequence[Sequence[Member]], everybody: Sequence[Member], mix: Mix) -> Mixed:
    number = Counter(member.of(mix) for member in everybody)
    together = []
    for at, group in enumerate(groups):
        for value, times in sorted(Counter(member.of(mix) for member in group).items()):
            if value and times > 1:
                together.append(Together(at, value, times, ceil(number[value] / len(groups))))
    return Mixed(mix, tuple(together), number[""])
