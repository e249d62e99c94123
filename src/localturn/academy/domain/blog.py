"""A course blog: posts on what was read and comments under them, due before a meeting.

What counts is what was written in time, or later and then accepted by a facilitator. Whether
something was late is noted when it is written, so that a meeting that is brought forward makes
nobody late; one that is put off takes back that something was.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from localturn.academy.domain.kinds.blog import BEFORE, COMMENTS, HOURS_BEFORE, POSTS
from localturn.foundation import moments

BLOG = "blog"
HOURS_A_DAY = 24


class State(StrEnum):
    """How somebody stands to a blog."""

    OWED = "owed"
    LATE = "late"
    """All is written, but some of it came late and is not accepted."""
    EXCUSED = "excused"
    IN_TIME = "in-time"


@dataclass(frozen=True, slots=True)
class Written:
    """What of one person's stands in a blog; comments are those under others' posts."""

    posts: int = 0
    """That count."""
    late_posts: int = 0
    """That came late and are not accepted."""
    comments: int = 0
    late_comments: int = 0


NOTHING = Written()


@dataclass(frozen=True, slots=True)
class Terms:
    """What a blog asks of each person, and before which meeting."""

    posts: int = 1
    comments: int = 0
    before: str = ""
    """The id of the meeting; "" for a blog with a deadline of its own."""
    hours: int = 0
    """How long before it begins."""

    def posts_left(self, written: Written) -> int:
        return max(self.posts - written.posts, 0)

    def comments_left(self, written: Written) -> int:
        return max(self.comments - written.comments, 0)

    def are_met(self, written: Written) -> bool:
        return not self.posts_left(written) and not self.comments_left(written)

    def state(self, written: Written, *, is_excused: bool) -> State:
        if self.are_met(written):
            return State.IN_TIME
        if is_excused:
            return State.EXCUSED
        everything = Written(
            posts=written.posts + written.late_posts,
            comments=written.comments + written.late_comments,
        )
        return State.LATE if self.are_met(everything) else State.OWED


def terms_of(settings: Mapping[str, Any]) -> Terms:
    """From an activity's settings."""
    return Terms(
        posts=int(settings.get(POSTS.key, POSTS.default)),
        comments=int(settings.get(COMMENTS.key, COMMENTS.default)),
        before=str(settings.get(BEFORE.key) or ""),
        hours=int(settings.get(HOURS_BEFORE.key, HOURS_BEFORE.default)),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How one person stands to one blog."""

    terms: Terms
    written: Written = NOTHING
    is_excused: bool = False

    @property
    def state(self) -> State:
        return self.terms.state(self.written, is_excused=self.is_excused)

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do, nor to accept."""
        return self.state in (State.IN_TIME, State.EXCUSED)


def due_before(starts: datetime, hours: int, zone: str) -> datetime:
    """The moment so many hours before a meeting.

    Each 24 of them are a day on the wall of the meeting's zone, also where its clocks change in
    between, and what is left are hours that pass (as iCalendar reckons, RFC 5545, 3.3.6).
    """
    days, rest = divmod(hours, HOURS_A_DAY)
    if days:
        local = starts.astimezone(moments.zone(zone))
        starts = moments.at(local.date() - timedelta(days=days), local.time(), zone)
    return starts - timedelta(hours=rest)
