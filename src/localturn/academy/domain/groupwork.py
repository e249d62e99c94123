"""Group work: one hand-in a group, then a comment of everybody on every other group's, or on some
of them (`comment_tasks`).

Who owes what follows from rows alone. A comment is owed on what was handed in in time; who handed
in nothing is owed nothing, and on what came late a comment is asked for, by a later day, but no
award waits for it: nobody's work is undone by what another group does or does not do.
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from localturn.academy.domain.schedule import LAST_MINUTE, Span, is_in_time
from localturn.foundation import moments


class Cell(StrEnum):
    """How somebody stands to one group, on the board."""

    OWN = "own"
    NOTHING = "nothing"
    """The group has handed in nothing: nobody owes it a comment."""
    WRITTEN = "written"
    WAIVED = "waived"
    OWED = "owed"
    FREE = "free"
    """They comment on some groups, and this is none of them."""
    ASKED = "asked"
    """The group was late: a comment is asked for, but nothing waits for it."""


@dataclass(frozen=True, slots=True)
class GroupState:
    """A group, and whether there is anything of it to comment on."""

    key: int
    number: int
    name: str = ""
    handed_in_at: datetime | None = None
    """When it first did."""
    is_late: bool = False

    @property
    def may_be_commented_on(self) -> bool:
        return self.handed_in_at is not None

    @property
    def is_in_time(self) -> bool:
        """Whether everybody else owes it a comment."""
        return self.handed_in_at is not None and not self.is_late


@dataclass(frozen=True, slots=True)
class Owes:
    """How one person stands in a group work; `group` None for who is in no group."""

    group: int | None
    has_handed_in: bool
    """Whether their group has."""
    is_settled: bool
    """Whether it is certain by now which groups have handed in in time."""
    owed: tuple[GroupState, ...]
    """On whose work they owe a comment, in the order of the groups."""
    asked: tuple[GroupState, ...]
    """On whose late work one is asked for."""
    written: int
    due: datetime | None = None
    """By when comments are due."""

    @property
    def has_commented(self) -> bool:
        return self.group is not None and self.is_settled and not self.owed

    @property
    def is_done(self) -> bool:
        return self.has_handed_in and self.has_commented


def cell(
    own: int | None,
    group: GroupState,
    *,
    written: Set[int],
    waived: Set[int],
    theirs: Set[int] | None = None,
    had_time: Set[int] = frozenset(),
) -> Cell:
    """What one person has to do with one group; what they wrote stays written wherever they are
    moved. `theirs` are the groups that they comment on, where these are not all; `had_time` are
    those that came late because they were given more time, on which everybody is asked to."""
    if group.key == own:
        return Cell.OWN
    if group.key in written:
        return Cell.WRITTEN
    if not group.may_be_commented_on or own is None:
        return Cell.NOTHING
    if group.key in waived:
        return Cell.WAIVED
    if theirs is not None and group.key not in theirs and group.key not in had_time:
        return Cell.FREE
    return Cell.ASKED if group.is_late else Cell.OWED


def owes(
    own: int | None,
    groups: Sequence[GroupState],
    *,
    written: Set[int],
    waived: Set[int],
    is_settled: bool,
    due: datetime | None = None,
    theirs: Set[int] | None = None,
    had_time: Set[int] = frozenset(),
) -> Owes:
    """All that one person still has to do. Nothing is certain for who comments on some groups as
    long as they have none, and there are some."""
    found = [
        (group, cell(own, group, written=written, waived=waived, theirs=theirs, had_time=had_time))
        for group in groups
    ]
    return Owes(
        group=own,
        has_handed_in=any(g.key == own and g.may_be_commented_on for g in groups),
        is_settled=is_settled and (theirs is None or _has_some(own, groups, theirs | written)),
        owed=tuple(group for group, each in found if each is Cell.OWED),
        asked=tuple(group for group, each in found if each is Cell.ASKED),
        written=len(written),
        due=due,
    )


def _has_some(own: int | None, groups: Sequence[GroupState], has: Set[int]) -> bool:
    """Whether somebody comments on the work of another group that was in time, or there is none."""
    others = {group.key for group in groups if group.key != own and group.is_in_time}
    return not others or not others.isdisjoint(has)


def is_settled(
    due: datetime | None, groups: Iterable[GroupState], *, now: datetime, ends_at: datetime
) -> bool:
    """Whether no group can hand in in time any more, or all that have members have: until then
    nobody can know on how many works they will comment."""
    if due is not None:
        return not is_in_time(now, due)
    return now >= ends_at or all(group.may_be_commented_on for group in groups)


def comments_due(due: datetime | None, days: int, span: Span) -> datetime | None:
    """When comments are due unless a run says otherwise: at 23:59 so many days after the first
    deadline, on the last day of the run at the latest."""
    if due is None:
        return None
    day = min(moments.day_in(due, span.zone) + timedelta(days=days), span.last)
    return moments.at(day, LAST_MINUTE, span.zone)


def asked_by(
    group: GroupState, *, due: datetime | None, comments: datetime | None, span: Span
) -> datetime | None:
    """By when a comment on a late hand-in is asked for: it leaves as many days as all others had,
    while the run lasts."""
    if due is None or comments is None or group.handed_in_at is None or not group.is_late:
        return comments
    days = moments.day_in(comments, span.zone) - moments.day_in(due, span.zone)
    day = min(moments.day_in(group.handed_in_at, span.zone) + days, span.last)
    return max(comments, moments.at(day, LAST_MINUTE, span.zone))
