"""The academy's seminar as the exchange has it: listed, and filled by those who were nominated."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from localturn.academy.actions import enrolment as seats
from localturn.academy.demo import seminar
from localturn.academy.models import Enrolment, Run
from localturn.exchange.actions import applications as actions
from localturn.exchange.demo.applying import WORDS, bring
from localturn.exchange.domain.applications import Prior, Stage
from localturn.exchange.domain.content import Content, Credit
from localturn.exchange.domain.meetings import Dated, Plan
from localturn.exchange.domain.terms import Slots
from localturn.exchange.models import Application, Listing, Partner
from localturn.exchange.queries.applications import whole
from localturn.foundation import moments
from localturn.foundation.people.models import Membership, Person

DAY = timedelta(days=1)
AN_HOUR = timedelta(hours=1)
CREDITS = (("Taking part", 3), ("A paper", 3))


def listed_at(now: datetime) -> datetime:
    """When the run was there, and nobody in it yet."""
    return now - 13 * DAY + AN_HOUR


def content(like: Content, *, now: datetime) -> Content:
    """What is said of another course, said of the run."""
    run = Run.objects.get(slug=seminar.RUN)
    last_days = [moments.day_in(now - ago * DAY, run.zone) for ago in (11, 10, 1)]
    return replace(
        like,
        run=run.pk,
        outside_url="",
        first_month=run.starts_on.month,
        last_month=run.ends_on.month,
        offering_year=run.starts_on.year,
        plan=Plan(run.zone, dated=tuple(_meetings(run))),
        participants=run.capacity,
        slots_kind=Slots.UNLIMITED,
        slots=None,
        credits=tuple(Credit(Decimal(points), name) for name, points in CREDITS),
        apply_until=last_days[0],
        nominate_until=last_days[1],
        decide_until=last_days[2],
    )


def happen(
    partners: Mapping[str, Partner],
    people: Mapping[str, Person],
    *,
    late: list[Person],
    now: datetime,
) -> None:
    """The two partners send five students each, who confirm their places. Of two students of a
    third university one gave the place back, and the other has not confirmed it yet."""
    run = Run.objects.get(slug=seminar.RUN)
    listing = Listing.objects.get(run=run)
    host = people[seminar.UNIVERSITIES[0][0]]
    begun = listed_at(now) + AN_HOUR
    for at, (key, _name, _country) in enumerate(seminar.UNIVERSITIES[1:], 1):
        home, keepers = partners[key], (people[key], host)
        for student in seminar.students_of(at):
            Membership.objects.create(
                person=student, organisation=home.organisation, since=run.created_at.date()
            )
            _comes(_sent(listing, home, student, now=begun), keepers, now=begun + AN_HOUR)
    home, keepers = partners["tsurumi"], (people["tsurumi"], host)
    left, kept = (_sent(listing, home, student, now=begun) for student in late[:2])
    seat = _comes(left, keepers, now=begun + AN_HOUR)
    seats.withdraw(seat, by=late[0], now=now - 8 * DAY)
    bring(kept, Stage.NOMINATED, late[1], keepers, now=begun + AN_HOUR)
    actions.decide(kept, accept=True, reason="", by=host, now=now - 2 * DAY)
    seminar.go_on(run, now=now)


def _meetings(run: Run) -> list[Dated]:
    rows = run.schedule.exclude(starts_at=None).select_related("activity").order_by("starts_at")
    found = []
    for row in rows:
        if row.starts_at is not None:
            local = row.starts_at.astimezone(moments.zone(run.zone))
            found.append(
                Dated(local.date(), local.time(), row.activity.minutes, row.activity.title)
            )
    return found


def _sent(listing: Listing, home: Partner, student: Person, *, now: datetime) -> Application:
    university = str(home.organisation)
    courses = (Prior("Introduction to urban studies", university, 2025, Decimal(4), "B"),)
    words = replace(WORDS, courses=courses)
    return actions.apply(
        listing, home=home.organisation, words=words, send=True, by=student, now=now
    )


def _comes(application: Application, keepers: tuple[Person, Person], *, now: datetime) -> Enrolment:
    """Nominated and accepted within hours, and confirmed on the next day."""
    home, host = keepers
    actions.answer(application, approve=True, reason="", by=home, now=now)
    actions.nominate(application, by=home, now=now + AN_HOUR)
    actions.decide(application, accept=True, reason="", by=host, now=now + 2 * AN_HOUR)
    accepted = whole(Application.objects.filter(pk=application.pk)).get()
    student, nomination = accepted.student, accepted.nomination
    if student is None or nomination is None or nomination.invitation is None:
        raise ValueError("a place is kept for who was accepted")
    return seats.accept_invitation(nomination.invitation, by=student, now=now + 20 * AN_HOUR)
