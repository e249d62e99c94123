"""Registering for an event: when one can, what is asked, what an answer may be, who is next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum

from localturn.agenda.domain.terms import Status, Term
from localturn.foundation import moments
from localturn.foundation.languages import N_
from localturn.foundation.seats import Capacity, Taken, free, term

MOST_PLACES = 20
"""Kinds of places of one event."""
MOST_QUESTIONS = 30
LONGEST_ANSWER = 2_000
REMINDED_AT = time(9)
"""When reminders leave, on the clocks where the event is held."""


class Standing(Term):
    """Where a registration stands."""

    CONFIRMED = "confirmed", N_("Has a place")
    WAITING = "waiting", N_("Waits")
    OFFERED = "offered", N_("Is offered a place")
    CANCELLED = "cancelled", N_("Cancelled")
    EXPIRED = "expired", N_("Did not take the offer")


ACTIVE = (Standing.CONFIRMED, Standing.WAITING, Standing.OFFERED)
"""Those that still count; an address has one of them at an event."""
HOLDING = (Standing.CONFIRMED, Standing.OFFERED)
"""Those that take a place."""


class Asks(Term):
    """What kind of answer a question wants."""

    TEXT = "text", N_("A text")
    CHOICE = "choice", N_("One of several answers")
    YES_NO = "yes-no", N_("Yes or no")


@dataclass(frozen=True)
class Place:
    """A kind of places, such as "In the hall" or "Student"; as many as wanted where `total` is
    None. `key` is None for one that is new."""

    name: str
    total: int | None = None
    key: int | None = None


@dataclass(frozen=True)
class Question:
    words: str
    asks: Asks = Asks.TEXT
    choices: tuple[str, ...] = ()
    is_required: bool = False
    key: int | None = None


@dataclass(frozen=True)
class Terms:
    """How people register: from when, what becomes of who waits, for how long it is kept."""

    opens_day: date | None = None
    """None where registration is open at once."""
    opens_clock: time = time(0)
    opens_zone: str = "UTC"
    is_closed: bool = False
    """Whether its keepers take no more, whatever the deadline."""
    has_waiting_list: bool = True
    offer_days: int = 3
    """For how long a place that has become free is kept for who is next."""
    remind_days: int | None = 1
    keep_months: int = 6
    note: str = ""
    """What who registers has to know."""
    places: tuple[Place, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def opens_at(self) -> datetime | None:
        if self.opens_day is None:
            return None
        return moments.at(self.opens_day, self.opens_clock, self.opens_zone)


class Openness(Enum):
    """Whether one can register, and if not, why."""

    OPEN = "open"
    NOT_YET = "not yet"
    CLOSED = "closed"
    OFF = "off"
    """Cancelled, postponed, or taken out."""


@dataclass(frozen=True)
class Window:
    """From `opens` to before `closes`; an event without a deadline closes when it begins."""

    opens: datetime | None
    closes: datetime | None
    is_closed: bool = False
    is_published: bool = True
    status: Status = Status.SCHEDULED

    def at(self, now: datetime) -> Openness:
        if not self.is_published or self.status is not Status.SCHEDULED:
            return Openness.OFF
        if self.is_closed or (self.closes is not None and now >= self.closes):
            return Openness.CLOSED
        if self.opens is not None and now < self.opens:
            return Openness.NOT_YET
        return Openness.OPEN


def lacks(terms: Terms) -> list[str]:
    """What is wrong with how people are to register, in marked sentences."""
    found = []
    names = [each.name.strip().casefold() for each in terms.places]
    if not names:
        found.append(N_("Name at least one kind of places."))
    if not all(names) or len(set(names)) < len(names):
        found.append(N_("Each kind of places needs a name of its own."))
    if not all(each.words.strip() for each in terms.questions):
        found.append(N_("Each question needs its words."))
    if any(
        each.asks is Asks.CHOICE and len(set(each.choices)) < max(2, len(each.choices))
        for each in terms.questions
    ):
        found.append(N_("A question with several answers needs at least two different ones."))
    return found


@dataclass(frozen=True)
class Answers:
    """What somebody said, by question; and what is missing or no answer, in marked sentences."""

    said: Mapping[int, str] = field(default_factory=dict)
    wrong: Mapping[int, str] = field(default_factory=dict)


def read_answers(questions: Iterable[Question], given: Mapping[int, str]) -> Answers:
    """Take the answers to these questions, and nothing else."""
    said: dict[int, str] = {}
    wrong: dict[int, str] = {}
    for each in questions:
        if each.key is None:
            continue
        answer = " ".join(given.get(each.key, "").split(" ")).strip()
        if each.asks is Asks.YES_NO:
            # a yes that is required is a consent: "no" is as good as nothing
            answer = "yes" if answer == "yes" else "no"
            if each.is_required and answer == "no":
                wrong[each.key] = N_("Without this you cannot register.")
        elif not answer:
            if each.is_required:
                wrong[each.key] = N_("This needs an answer.")
            continue
        elif each.asks is Asks.CHOICE and answer not in each.choices:
            wrong[each.key] = N_("Choose one of the answers.")
        elif len(answer) > LONGEST_ANSWER:
            wrong[each.key] = N_("This is too long.")
        said[each.key] = answer
    return Answers(said, wrong)


@dataclass(frozen=True)
class Held:
    """How the places of one kind stand."""

    total: int | None
    confirmed: int = 0
    offered: int = 0
    waiting: int = 0

    @property
    def free(self) -> int | None:
        """Places for who comes now; None without limit. Who waits comes first."""
        left = free(Capacity(self.total), Taken(self.confirmed, self.offered))
        return left if left is None else max(left - self.waiting, 0)

    @property
    def taken(self) -> int:
        return self.confirmed + self.offered

    @property
    def to_offer(self) -> int:
        """How many of those who wait are to be offered a place."""
        left = free(Capacity(self.total), Taken(self.confirmed, self.offered))
        return self.waiting if left is None else min(left, self.waiting)


def offered_until(now: datetime, *, days: int, starts: datetime) -> datetime:
    """Until when an offered place may be taken: some days, but not past the beginning."""
    return min(term(now, days=days), starts)


def reminder_at(first_day: date, days: int, zone: str) -> datetime:
    """The morning, where the event is held, on which its reminders leave."""
    return moments.at(first_day - timedelta(days=days), REMINDED_AT, zone)


def months_after(moment: datetime, months: int) -> datetime:
    """So many months later, the last day of a month where it has no such day."""
    year, month = divmod(moment.month - 1 + months, 12)
    for day in range(moment.day, 27, -1):
        try:
            return moment.replace(year=moment.year + year, month=month + 1, day=day)
        except ValueError:
            continue
    return moment.replace(year=moment.year + year, month=month + 1)
