"""What a listing says: every field typed, nothing about who wrote it or where it stands."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from localturn.exchange.domain.meetings import Plan
from localturn.exchange.domain.terms import CourseType, Delivery, Level, Slots
from localturn.foundation.languages import N_


@dataclass(frozen=True)
class Credit:
    """Credit points of one kind: 3 for taking part, 3 more for a paper."""

    points: Decimal
    label: str


NO_PLAN = Plan()


@dataclass(frozen=True)
class Content:
    """A listing's fields; empty or None where nothing is said yet."""

    title: str = ""
    course_number: str = ""
    academic_year: int | None = None
    """The year in which it begins: 2026 for 2026/27."""
    delivery: tuple[Delivery, ...] = ()
    field: str = ""
    """A code of ISCED-F 2013."""
    faculty: str = ""
    offering_year: int | None = None
    first_month: int | None = None
    last_month: int | None = None
    plan: Plan = NO_PLAN
    participants: int | None = None
    slots_kind: Slots = Slots.UNLIMITED
    slots: int | None = None
    credits: tuple[Credit, ...] = ()
    level: Level | None = None
    language: str = ""
    """Of instruction, a tag of BCP 47."""
    written_in: str = "en"
    """Of the listing's own texts."""
    overview: str = ""
    achievement: str = ""
    prerequisites: str = ""
    grading: str = ""
    schedule: str = ""
    course_type: CourseType | None = None
    online_requirement: str = ""
    lecturers: tuple[str, ...] = ()
    programme: str = ""
    other: str = ""
    inquiry: str = ""
    email: str = ""
    website: str = ""
    outside_url: str = ""
    apply_until: date | None = None
    """The last day on which one may apply, on the calendar of the plan's zone; so the next two."""
    nominate_until: date | None = None
    decide_until: date | None = None
    run: int | None = None
    """The academy's run that it leads to."""

    @property
    def points(self) -> Decimal:
        return sum((each.points for each in self.credits), Decimal(0))


def print_of(content: Content) -> str:
    """A few letters that change with what a listing says."""
    return sha256(repr(content).encode()).hexdigest()[:16]


PROSE = (
    *("overview", "achievement", "prerequisites", "grading", "schedule"),
    *("online_requirement", "other", "inquiry"),
)
"""The fields that are Markdown, in their order on the page."""

LABELS = {
    "title": N_("Course title"),
    "course_number": N_("Course number"),
    "academic_year": N_("Academic year"),
    "delivery": N_("Course delivery methods"),
    "field": N_("Field of study"),
    "faculty": N_("Faculty"),
    "offering_year": N_("Course offering year"),
    "first_month": N_("First month"),
    "last_month": N_("Last month"),
    "zone": N_("Time zone of the meetings"),
    "first_day": N_("First day"),
    "last_day": N_("Last day"),
    "dated": N_("Meetings on certain days"),
    "weekly": N_("Meetings every week"),
    "left_out": N_("Days without a meeting"),
    "participants": N_("Anticipated number of participants"),
    "slots_kind": N_("Places for students of partner universities"),
    "slots": N_("Number of places"),
    "apply_until": N_("Students apply until"),
    "nominate_until": N_("Their universities nominate until"),
    "decide_until": N_("We answer until"),
    "credits": N_("Credit points (ECTS)"),
    "level": N_("Level"),
    "language": N_("Language of instruction"),
    "written_in": N_("Language of this listing"),
    "overview": N_("Course overview"),
    "achievement": N_("Learning achievement"),
    "prerequisites": N_("Course prerequisites"),
    "grading": N_("Grading philosophy"),
    "schedule": N_("Course schedule"),
    "course_type": N_("Course type"),
    "online_requirement": N_("Online course requirement"),
    "lecturers": N_("Lecturers"),
    "programme": N_("Programme"),
    "other": N_("Other information"),
    "inquiry": N_("Where to inquire"),
    "email": N_("E-mail address for inquiries"),
    "website": N_("Website for inquiries"),
    "outside_url": N_("Where the course is held, outside this house"),
    "run": N_("Run of a course of the academy"),
}
"""What each field is called on the form and on the page; marked."""
