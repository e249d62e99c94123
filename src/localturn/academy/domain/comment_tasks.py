"""On whose work each of many people comments, where it is on some of the groups and not on all.

Each person gets so many of the groups that are not theirs, by chance, but so that every group has
as many readers as every other, and readers of as many universities as can be.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random


@dataclass(frozen=True, slots=True)
class Commenter:
    """Somebody who is to comment: their own group, where they come from ("" where it is not
    known), and the groups that they comment on already."""

    key: int
    own: int | None
    organisation: str = ""
    has: frozenset[int] = frozenset()


def allot(
    readers: Sequence[Commenter], groups: Sequence[int], *, number: int, seed: int
) -> Mapping[int, tuple[int, ...]]:
    """By reader, the groups that come to those they have, until they have so many of `groups`, or
    all that are not their own. The same seed gives the same."""
    chance = Random(seed)  # noqa: S311 (nobody gains by guessing it)
    readers = sorted(readers, key=lambda each: each.key)
    chance.shuffle(readers)
    order = list(groups)
    chance.shuffle(order)
    readers_of: Counter[int] = Counter(group for each in readers for group in each.has)
    alike: Counter[tuple[int, str]] = Counter(
        (group, each.organisation) for each in readers for group in each.has if each.organisation
    )
    found: defaultdict[int, list[int]] = defaultdict(list)
    for _round in range(number):
        for each in readers:
            has = each.has | set(found[each.key])
            free = [group for group in order if group != each.own and group not in has]
            if each.own is None or not free or len(has.intersection(order)) >= number:
                continue
            best = min(free, key=lambda g: (readers_of[g], alike[g, each.organisation]))
            found[each.key].append(best)
            readers_of[best] += 1
            if each.organisation:
                alike[best, each.organisation] += 1
    while _evened(readers, found, readers_of, order):
        pass
    return {key: tuple(more) for key, more in found.items() if more}


def _evened(
    readers: Sequence[Commenter],
    found: Mapping[int, list[int]],
    readers_of: Counter[int],
    order: Sequence[int],
) -> bool:
    """Let a group with most readers give one up to a group with fewer by two or more, over others
    where nobody can change from one to the other; False where there is nothing to even out."""
    most = max((readers_of[group] for group in order), default=0)
    came_from: dict[int, tuple[int, Commenter] | None] = {
        group: None for group in order if readers_of[group] == most
    }
    queue = list(came_from)
    for group in queue:
        if readers_of[group] <= most - 2:
            _give_on(group, came_from, found, readers_of)
            return True
        for each in readers:
            if group not in found.get(each.key, ()):
                continue
            taken = {each.own, *each.has, *found[each.key]}
            for other in order:
                if other not in taken and other not in came_from:
                    came_from[other] = (group, each)
                    queue.append(other)
    return False


def _give_on(
    group: int,
    came_from: Mapping[int, tuple[int, Commenter] | None],
    found: Mapping[int, list[int]],
    readers_of: Counter[int],
) -> None:
    """Each on the way changes to the next group."""
    readers_of[group] += 1
    while (step := came_from[group]) is not None:
        before, each = step
        mine = found[each.key]
        mine[mine.index(before)] = group
        group = before
    readers_of[group] -= 1


def surplus(
    given: Mapping[int, datetime], written: Mapping[int, datetime], *, number: int
) -> set[int]:
    """Of the groups that somebody was given, those that are too many by now, the latest first:
    they were given in place of one that is theirs again.

    Both are by group, without their own: since when they have it, and when they wrote on it. What
    is written on stays; what they wrote without having been asked counts if it was there before.
    """
    kept = set(given)
    for group in sorted(set(given) - set(written), key=lambda g: (given[g], g), reverse=True):
        before = {other for other, at in written.items() if at < given[group]}
        if len((kept | before) - {group}) >= number:
            kept.remove(group)
    return set(given) - kept
