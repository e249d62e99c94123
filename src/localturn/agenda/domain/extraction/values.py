"""What is found in an announcement."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from localturn.agenda.domain.extraction.gazetteer import Places
from localturn.agenda.domain.terms import Kind
from localturn.foundation.languages import N_


class Field(StrEnum):
    """A value of an announcement; the order is that of the form."""

    TITLE = "title"
    FIRST_DAY = "first_day"
    LAST_DAY = "last_day"
    BEGINS = "begins"
    ENDS = "ends"
    ZONE = "zone"
    VENUE = "venue"
    CITY = "city"
    ONLINE_LINK = "online_link"
    ORGANISER = "organiser"
    DEADLINE = "deadline"
    DEADLINE_TIME = "deadline_time"
    REGISTRATION_LINK = "registration_link"
    LINK = "link"
    LANGUAGE = "language"
    SPEAKERS = "speakers"
    SUMMARY = "summary"

    @property
    def label(self) -> str:
        return _FIELDS[self]


_FIELDS = {
    Field.TITLE: N_("Title"),
    Field.FIRST_DAY: N_("First day"),
    Field.LAST_DAY: N_("Last day"),
    Field.BEGINS: N_("Begins at"),
    Field.ENDS: N_("Ends at"),
    Field.ZONE: N_("Time zone"),
    Field.VENUE: N_("Venue"),
    Field.CITY: N_("City"),
    Field.ONLINE_LINK: N_("Link to take part online"),
    Field.ORGANISER: N_("Organiser"),
    Field.DEADLINE: N_("Deadline"),
    Field.DEADLINE_TIME: N_("Time of the deadline"),
    Field.REGISTRATION_LINK: N_("Link to register"),
    Field.LINK: N_("Link to more"),
    Field.LANGUAGE: N_("Language"),
    Field.SPEAKERS: N_("Speakers"),
    Field.SUMMARY: N_("Summary"),
}


class Doubt(StrEnum):
    """Why an editor should look twice."""

    WEEKDAY = "weekday"
    TITLE_AND_TEXT = "title-and-text"
    NO_DATE = "no-date"
    SEPARATE_DAYS = "separate-days"
    BACKWARDS = "backwards"
    FAR_OFF = "far-off"
    MONTH_FIRST = "month-first"
    NO_YEAR = "no-year"
    ZONE = "zone"
    NO_ZONE = "no-zone"
    SEVERAL_CITIES = "several-cities"
    DEADLINE_AFTER = "deadline-after"
    PAST = "past"
    DOCUMENT = "document"

    @property
    def sentence(self) -> str:
        return _DOUBTS[self]


_DOUBTS = {
    Doubt.WEEKDAY: N_("The day of the week in the text is not the one of this date."),
    Doubt.TITLE_AND_TEXT: N_("The title and the text name different days."),
    Doubt.NO_DATE: N_("No day was found in the text."),
    Doubt.SEPARATE_DAYS: N_("The days do not follow each other: the first and the last are kept."),
    Doubt.BACKWARDS: N_("The end is before the beginning."),
    Doubt.FAR_OFF: N_("The year is far from when this was published."),
    Doubt.MONTH_FIRST: N_("The date is only possible if the month is written first."),
    Doubt.NO_YEAR: N_("No year is written: it is taken from when this was published."),
    Doubt.ZONE: N_("The time zone that is written is not the one of the place on that day."),
    Doubt.NO_ZONE: N_("Nothing says on which clocks it begins: no place, no time zone."),
    Doubt.SEVERAL_CITIES: N_("There are several cities of this name."),
    Doubt.DEADLINE_AFTER: N_("The deadline is after the event."),
    Doubt.PAST: N_("The event was over when this was published."),
    Doubt.DOCUMENT: N_("A PDF that it leads to names another day."),
}
GRAVE = frozenset(
    {
        Doubt.WEEKDAY,
        Doubt.TITLE_AND_TEXT,
        Doubt.BACKWARDS,
        Doubt.FAR_OFF,
        Doubt.MONTH_FIRST,
        Doubt.ZONE,
        Doubt.NO_ZONE,
        Doubt.DEADLINE_AFTER,
        Doubt.DOCUMENT,
    }
)
"""What an editor sees first."""


def gravity_of(doubts: Iterable[Doubt]) -> int:
    """From 0 to 9: by how many of them are grave, and whether there is no date."""
    found = list(doubts)
    return min(9, 3 * sum(each in GRAVE for each in found) + (Doubt.NO_DATE in found))


LENT = "lent"
"""How hours, and their clocks, are found that stand beside another day than the one chosen."""


@dataclass(frozen=True)
class Found:
    """A value, where in the text it stands, how it was found, and how sure that is."""

    value: str
    """Days as 2022-11-16, hours as 09:30; several speakers a line each."""
    start: int = -1
    """-1 where it stands nowhere in the text."""
    stop: int = -1
    method: str = ""
    confidence: float = 0.5

    def written(self) -> dict[str, str | int | float]:
        """As it is kept."""
        return {
            "value": self.value,
            "start": self.start,
            "stop": self.stop,
            "method": self.method,
            "confidence": self.confidence,
        }


@dataclass(frozen=True)
class Session:
    """A part of a programme."""

    day: date | None
    begins: time
    ends: time | None
    title: str

    def written(self) -> dict[str, str]:
        """As it is kept."""
        return {
            "day": self.day.isoformat() if self.day else "",
            "begins": self.begins.strftime("%H:%M"),
            "ends": self.ends.strftime("%H:%M") if self.ends else "",
            "title": self.title,
        }


@dataclass(frozen=True)
class Announcement:
    kind: Kind
    text: str
    fields: Mapping[Field, Found] = field(default_factory=dict)
    sessions: tuple[Session, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    def value(self, name: Field) -> str:
        """ "" where it was not found."""
        found = self.fields.get(name)
        return found.value if found else ""


@dataclass(frozen=True)
class Known:
    """What is known beforehand about a text."""

    published: date
    language: str = ""
    """Of the source; a text that is plainly in another language is read in that one."""
    zone: str = ""
    """Of the source: used where no city gives one."""
    places: Places = field(default_factory=Places)
    organisers: Mapping[str, str] = field(default_factory=dict)
    """Names of the register, folded, and how they are written."""
