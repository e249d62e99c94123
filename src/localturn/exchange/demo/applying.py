"""Applications of the demonstration, in every stage but those that only a run has."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from localturn.exchange.actions import applications as actions
from localturn.exchange.domain.agreements import Terms
from localturn.exchange.domain.applications import Party, Prior, Stage, Words
from localturn.exchange.models import Application, Listing, Partner
from localturn.foundation.people.models import Person

A_DAY = timedelta(days=1)
WORDS = Words(
    statement="In my town every tenth neighbour has come from abroad, and the town hall has one "
    "counter for all of them. I would like to know what other towns have tried.",
    follows_language=True,
    courses=(
        Prior("Introduction to urban studies", "Tsurumi Bay University", 2025, Decimal(4), "A"),
        Prior("Statistics 1", "Tsurumi Bay University", 2025, Decimal(6), "B"),
    ),
)
STAGES = (
    *(Stage.DRAFT, Stage.ACCEPTED, Stage.NOMINATED),
    *(Stage.SENT, Stage.ACCEPTED, Stage.REFUSED),
    *(Stage.WITHDRAWN, Stage.WAITING, Stage.APPROVED),
    *(Stage.SENT, Stage.REFUSED_AT_HOME, Stage.APPROVED),
)
"""An application each: of every student one for each course that is held elsewhere, of which the
second has two places for three who are accepted. The first accepted one has its agreement."""


def apply(
    students: list[Person],
    home: Partner,
    host: Partner,
    *,
    people: Mapping[int, Person],
    now: datetime,
) -> None:
    """Students of one university apply at another; `people` keeps each, by organisation."""
    listings = list(
        Listing.objects.filter(host=host.organisation, state="published", run=None).order_by("pk")
    )
    keepers = people[home.organisation_id], people[host.organisation_id]
    for number, stage in enumerate(STAGES):
        listing = listings[number % len(listings)]
        student = students[number // len(listings)]
        since = now - timedelta(days=9)
        made = actions.apply(
            listing,
            home=home.organisation,
            words=WORDS,
            send=stage is not Stage.DRAFT,
            by=student,
            now=since,
        )
        bring(made, stage, student, keepers, now=since + A_DAY)
        if stage is Stage.ACCEPTED and number == STAGES.index(Stage.ACCEPTED):
            _agree(made, student, keepers, now=since + 6 * A_DAY)


def bring(
    made: Application,
    stage: Stage,
    student: Person,
    keepers: tuple[Person, Person],
    *,
    now: datetime,
) -> None:
    """Let everybody do what leads to a stage, a day each."""
    home, host = keepers
    if stage is Stage.WITHDRAWN:
        actions.withdraw(made, by=student, now=now, reason="The days are those of an exam.")
    if stage is Stage.REFUSED_AT_HOME:
        why = "The course overlaps with one that you have to take."
        actions.answer(made, approve=False, reason=why, by=home, now=now)
    if stage in (Stage.DRAFT, Stage.SENT, Stage.WITHDRAWN, Stage.REFUSED_AT_HOME):
        return
    actions.answer(made, approve=True, reason="", by=home, now=now)
    if stage is Stage.APPROVED:
        return
    actions.nominate(made, by=home, now=now + A_DAY)
    if stage is Stage.NOMINATED:
        return
    is_accepted = stage is not Stage.REFUSED
    why = "" if is_accepted else "The seminar builds on a course in methods."
    actions.decide(made, accept=is_accepted, reason=why, by=host, now=now + 2 * A_DAY)


def _agree(
    made: Application, student: Person, keepers: tuple[Person, Person], *, now: datetime
) -> None:
    points = Decimal(6)
    terms = Terms(made.listing.title, made.listing.course_number, points, "Free elective", points)
    agreement = actions.propose(made, terms, by=student, now=now)
    confirmed = {Party.STUDENT: student, Party.HOME: keepers[0]}
    for party, by in confirmed.items():
        actions.confirm(made, party=party, digest=agreement.digest, by=by, now=now + A_DAY)
