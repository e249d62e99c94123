"""When something takes place, as it is written: days and times on the clocks of its zone."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from localturn.foundation import moments

DAY = timedelta(days=1)


@dataclass(frozen=True)
class When:
    """From a day, and a time of it, to another; whole days where no time is said.

    `last_day` is included, and is the first where nothing else is said. Without `begins` it lasts
    for whole days; without `ends` nobody said when it is over.
    """

    zone: str = "UTC"
    first_day: date | None = None
    begins: time | None = None
    last_day: date | None = None
    ends: time | None = None

    def __post_init__(self) -> None:
        if self.last_day is None:
            object.__setattr__(self, "last_day", self.first_day)

    @property
    def is_all_day(self) -> bool:
        return self.begins is None

    @property
    def starts_at(self) -> datetime | None:
        """The moment at which it begins; of whole days, the first one's midnight."""
        if self.first_day is None:
            return None
        return moments.at(self.first_day, self.begins or time(), self.zone)

    @property
    def ends_at(self) -> datetime | None:
        """The first moment after it; where no end is said, that of its last day."""
        starts = self.starts_at
        if self.first_day is None or starts is None:
            return None
        last = self.last_day or self.first_day
        if self.begins is not None and self.ends is not None:
            end = moments.at(last, self.ends, self.zone)
            if end > starts:
                return end
        return moments.at(last + DAY, time(), self.zone)

    @property
    def lasts_until(self) -> datetime | None:
        """As a calendar draws it: an hour where it has a time and no end is said, or to the last
        minute of its last day."""
        starts, ends = self.starts_at, self.ends_at
        if starts is None or ends is None or self.is_all_day or self.ends is not None:
            return ends
        if self.last_day == self.first_day:
            return starts + timedelta(hours=1)
        return ends - timedelta(minutes=1)

    @property
    def is_backwards(self) -> bool:
        """Whether it would end before it begins."""
        if self.first_day is None:
            return self.last_day is not None
        last = self.last_day or self.first_day
        if last < self.first_day:
            return True
        if self.begins is None or self.ends is None:
            return False
        return last == self.first_day and self.ends <= self.begins


@dataclass(frozen=True)
class Deadline:
    """The last day, and the time of it, until which something may be done."""

    day: date
    clock: time | None = None
    zone: str = "UTC"

    @property
    def passes_at(self) -> datetime:
        """The first moment at which it is too late."""
        if self.clock is None:
            return moments.at(self.day + DAY, time(), self.zone)
        return moments.at(self.day, self.clock, self.zone)
