"""What a written date says."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum


class Role(StrEnum):
    """What a date is the date of."""

    EVENT = "event"
    DEADLINE = "deadline"
    PUBLICATION = "publication"


class Flag(StrEnum):
    """Why somebody should look at a date before it is believed."""

    WEEKDAY = "weekday"
    """The day of the week that is named is another."""
    NO_YEAR = "no-year"
    """The year is inferred from the day of publication."""
    MONTH_FIRST = "month-first"
    """In figures, and only right if the month comes first."""
    SEPARATE_DAYS = "separate-days"
    """Days that do not follow each other; the first and the last are kept."""
    BACKWARDS = "backwards"
    """The end is before the beginning."""
    FAR_OFF = "far-off"
    """More than five years from the day of publication."""


@dataclass(frozen=True)
class Written:
    """A date or a span of days, with the hours that stand beside it."""

    first: date
    last: date
    begins: time | None
    ends: time | None
    role: Role
    zone: str
    """The zone as it is written: "CET", "Uhr MEZ" gives "MEZ"; "" where none is."""
    start: int
    """Where in the text it begins."""
    stop: int
    """Where in the text it ends."""
    confidence: float
    flags: frozenset[Flag] = frozenset()

    @property
    def is_all_day(self) -> bool:
        """Without hours, or from midnight to midnight."""
        whole = self.begins == time(0) and self.ends in {time(23, 59), time(0)}
        return self.begins is None or whole
