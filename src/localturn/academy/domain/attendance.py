"""Who was at a meeting for how long, and what of it counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

ATTENDED_FROM = 75
"""Percent of a meeting from which partly being there counts, unless the course says otherwise."""

PARTLY_FROM = 75
"""Percent of a meeting from which being there in part counts for an award, unless it says
otherwise."""

LINK_BEFORE = 30
"""Minutes before a meeting from which its link is shown, unless the course says otherwise."""


class Presence(StrEnum):
    """How somebody stands to a meeting."""

    UNMARKED = ""
    PRESENT = "present"
    PARTLY = "partly"
    EXCUSED = "excused"
    ABSENT = "absent"
    WATCHED = "watched"
    """Was not there and has watched the recording."""


@dataclass(frozen=True)
class Mark:
    """How somebody stands to a meeting, and for how many minutes they were there, if known."""

    state: Presence
    minutes: int | None = None


@dataclass(frozen=True)
class Terms:
    """How long a meeting lasts in a run and what counts as having been there."""

    length: int
    """Minutes."""
    attended_from: int = ATTENDED_FROM
    link_before: int = LINK_BEFORE
    recording_counts: bool = False

    @property
    def needed(self) -> int:
        """Minutes from which partly being there counts: the share, rounded up."""
        return -(-self.length * self.attended_from // 100)

    def ends(self, starts: datetime) -> datetime:
        return starts + timedelta(minutes=self.length)

    def link_opens(self, starts: datetime) -> datetime:
        return starts - timedelta(minutes=self.link_before)

    def counts(self, mark: Mark) -> bool:
        """Whether the meeting is done for who stands to it like this."""
        match mark.state:
            case Presence.PRESENT:
                return True
            case Presence.PARTLY:
                return mark.minutes is not None and mark.minutes >= self.needed
            case Presence.WATCHED:
                return self.recording_counts
            case _:
                return False

    def weighs_otherwise(self, other: "Terms") -> bool:
        """Whether the same mark may count by one of them and not by the other."""
        return (self.needed, self.recording_counts) != (other.needed, other.recording_counts)

    def mark_for(self, minutes: int) -> Mark:
        """What so many minutes are called."""
        if minutes >= self.needed:
            return Mark(Presence.PRESENT, minutes)
        return Mark(Presence.PARTLY if minutes else Presence.ABSENT, minutes)


def terms_of(settings: Mapping[str, Any], *, minutes: int, of_run: int | None = None) -> Terms:
    """From an activity's settings and minutes; a run may have given it another length."""
    return Terms(
        length=max(of_run or minutes, 1),
        attended_from=settings.get("attended_from", ATTENDED_FROM),
        link_before=settings.get("link_before", LINK_BEFORE),
        recording_counts=settings.get("recording_counts", False),
    )


@dataclass(frozen=True, slots=True)
class Stands:
    """How somebody stands to one meeting, as far as awards ask."""

    state: Presence = Presence.UNMARKED
    share: int | None = None
    """Percent of the meeting that they were there for, if known."""
    recording_counts: bool = False

    @property
    def is_excused(self) -> bool:
        return self.state is Presence.EXCUSED

    def attended(self, partly_from: int) -> bool:
        """Whoever is known to have been there for a share of it was there in part, whatever share
        the meeting itself calls present."""
        match self.state:
            case Presence.PRESENT:
                return self.share is None or self.share >= partly_from
            case Presence.PARTLY:
                return self.share is not None and self.share >= partly_from
            case Presence.WATCHED:
                return self.recording_counts
            case _:
                return False


def stands(mark: Mark, terms: Terms) -> Stands:
    """How a mark stands by the terms of its meeting; a share is rounded down."""
    share = None if mark.minutes is None else min(mark.minutes * 100 // terms.length, 100)
    return Stands(mark.state, share, terms.recording_counts)


@dataclass(frozen=True)
class Span:
    """From a moment to a later one, without it."""

    since: datetime
    until: datetime


def minutes_in(spans: Iterable[Span], *, window: Span | None = None) -> int:
    """Whole minutes, rounded to the nearest, that the spans cover together: what they share is
    counted once, and what lies outside of the window is not."""
    covered = timedelta(0)
    reached: datetime | None = None
    for span in sorted(spans, key=lambda each: (each.since, each.until)):
        since, until = span.since, span.until
        if window is not None:
            since, until = max(since, window.since), min(until, window.until)
        if reached is not None:
            since = max(since, reached)
        if until > since:
            covered += until - since
            reached = until
    return round(covered / timedelta(minutes=1))
