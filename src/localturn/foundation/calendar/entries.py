"""One entry of a calendar, and the order they stand in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from localturn.foundation import moments
from localturn.foundation.languages import N_


class Kind(Enum):
    """What an entry is about; the values are marked texts, translated where they are shown."""

    OPENS = N_("Opens")
    DUE = N_("Due")
    MEETING = N_("Meeting")
    EVENT = N_("Event")

    @property
    def takes_time(self) -> bool:
        """Whether who has it in their calendar is busy meanwhile."""
        return self in {Kind.MEETING, Kind.EVENT}


@dataclass(frozen=True)
class Entry:
    """Something that happens on a day or at a moment.

    `ends` is the first moment (or day) after it; None for a mere moment or for one whole day.
    """

    uid: str
    """Stays the same whatever changes, and is unique in this installation: "academy/run/5/…"."""
    kind: Kind
    title: str
    starts: datetime | date
    zone: str
    changed_at: datetime
    ends: datetime | date | None = None
    within: str = ""
    """What it belongs to, such as the title of a course."""
    text: str = ""
    url: str = ""
    """Its page in this house, as a path."""
    link: str = ""
    """Where to join, as a whole address."""
    place: str = ""
    """Where it is held, in words."""
    language: str = ""
    """Of the title, where it is not the reader's."""
    sequence: int = 0
    """How often its time was moved."""
    is_done: bool = False
    """Whether the person whose calendar it is has done what it asks for."""

    def __post_init__(self) -> None:
        if isinstance(self.starts, datetime) and self.starts.tzinfo is None:
            raise ValueError(f"{self.uid}: {self.starts} is in no zone")
        if self.ends is not None:
            if isinstance(self.ends, datetime) != isinstance(self.starts, datetime):
                raise ValueError(f"{self.uid} starts on a day and ends at a moment, or the reverse")
            if self.ends <= self.starts:
                raise ValueError(f"{self.uid} ends before it starts")

    @property
    def is_all_day(self) -> bool:
        return not isinstance(self.starts, datetime)

    def first_day(self, zone: str) -> date:
        """The day on which it begins for a reader in a zone."""
        if isinstance(self.starts, datetime):
            return moments.day_in(self.starts, zone)
        return self.starts


def in_order(entries: Iterable[Entry], zone: str) -> list[Entry]:
    """Entries by day in a reader's zone, whole days first, then by time, then by title."""

    def key(entry: Entry) -> tuple[date, float, str, str]:
        moment = entry.starts.timestamp() if isinstance(entry.starts, datetime) else float("-inf")
        return entry.first_day(zone), moment, entry.title, entry.uid

    return sorted(entries, key=key)
