"""A run whose places associations give: who asks, who is nominated, who waits, who moves up."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from localturn.academy.actions import enrolment, looks, sharing
from localturn.academy.demo import doing, setting
from localturn.academy.domain.invitees import Invitee
from localturn.academy.models import Enrolment, Interest, Nomination, Run
from localturn.foundation.people.models import Organisation

NOMINATED = (
    "Ilinka Markovska",
    "Sashko Pavlovski",
    "Emine Demirovska",
    "Toni Blazhevski",
    "Ruzha Nikolovska",
    "Visar Iseni",
)
ASKING = (
    ("Gordana Ristevska", "Municipality of Gorno Vodno, registry", "I issue the first papers."),
    ("Burim Selmani", "Municipality of Brezovo Pole, schools", "We open a class for newcomers."),
    ("Lence Atanasova", "Open Door Centre, counsellor", "I go with families to the counters."),
    ("Kiro Naumov", "Ministry of Transport", "I am interested in courses."),
    ("Snezhana Petkova", "Municipality of Gorno Vodno, housing", "We let flats to newcomers."),
    ("Ardit Limani", "Municipality of Brezovo Pole, library", "People ask us first."),
)

NOMINATED_AFTER_ASKING, DECLINED, WITHDRAWN = 2, 4, 6
"""Who of those who ask, counted from 1."""


def fill(
    course: doing.Course,
    roles: setting.Roles,
    bodies: dict[str, Organisation],
    *,
    now: datetime,
) -> None:
    """Six nominated for four places: one has said no, and others wait; before them one let the
    place lapse, and one was taken back. Six others ask: one is nominated, one declined, one has
    thought better of it."""
    run, vardar = course.run, bodies["vardar"]
    begun = min(max(run.created_at, now - timedelta(days=5)), now)

    def give(days: int, at: datetime) -> None:
        enrolment.set_places(
            run,
            quotas={vardar.pk: 4, bodies["adria"].pk: 3},
            is_rest_shared=False,
            confirmation_days=days,
            by=course.facilitator,
            now=at,
        )

    first = run.created_at
    give(1, first)
    _nominate(course, roles, vardar, "Goran Stojchev", "lapsed1", now=first)
    give(7, begun)
    enrolment.make_link(
        run,
        note="Speakers of the opening webinar",
        most=3,
        expires_at=None,
        by=course.facilitator,
        now=begun,
    )
    nominated = [
        _nominate(course, roles, vardar, name, f"place{number}", now=begun)
        for number, name in enumerate(NOMINATED, 1)
    ]
    taken_back = _nominate(course, roles, vardar, "Biljana Ristova", "takenback1", now=begun)
    enrolment.withdraw_nomination(taken_back, by=roles.coordinator, now=begun)
    _confirm(nominated[0], now=begun)
    if nominated[2].invitation is None:
        raise AssertionError("Whoever is nominated within the quota has a place")
    enrolment.decline_invitation(nominated[2].invitation, now=now)
    for number, (name, works_for, reason) in enumerate(ASKING, 1):
        person = setting.former(f"asking{number}", name, now=begun)
        interest = enrolment.express_interest(
            person,
            run=run,
            organisation=vardar,
            works_for=works_for,
            reason=reason,
            by=person,
            now=now,
        )
        if number == DECLINED:
            _decline(interest, roles, now=now)
        elif number == NOMINATED_AFTER_ASKING:
            enrolment.answer_interest(
                interest, accept=True, answer="", by=roles.coordinator, now=now
            )
        elif number == WITHDRAWN:
            enrolment.withdraw_interest(interest, by=person, now=now)


def wait(
    course: doing.Course,
    roles: setting.Roles,
    bodies: dict[str, Organisation],
    *,
    now: datetime,
    with_declined: bool = False,
) -> None:
    """Nominations that nobody has answered, or one that was declined, and an invitation that
    nobody has taken up."""
    day = max(course.run.created_at, now - timedelta(days=1))
    for number, name in enumerate(("Hristina Bojkovska", "Dejan Radevski"), 1):
        _nominate(course, roles, bodies["vardar"], name, f"nominee{number}", now=day)
    if with_declined:
        enrolment.decide_nomination(
            _nominate(course, roles, bodies["vardar"], "Oliver Kitanov", "nominee3", now=day),
            accept=False,
            answer="He took part in the first run and has its certificate.",
            by=course.facilitator,
            now=day,
        )
    enrolment.invite(
        course.run,
        invitees=[Invitee("sanela@demo.example", "Sanela Huskanović", "en")],
        by=roles.facilitator,
        now=day,
    )


def state_and_share(runs: Sequence[Run], *, now: datetime) -> None:
    """Most say their sex, some let their association see how far they are; all are counted."""
    for run in runs:
        seats = run.enrolments.filter(withdrawn_at=None).select_related("person", "run")
        for number, seat in enumerate(seats.order_by("pk")):
            if seat.person is not None and number % 7:
                sharing.answer(
                    seat,
                    shares=seat.way == Enrolment.Way.NOMINATION and number % 4 == 1,
                    sex="woman" if number % 5 > 1 else "man",
                    by=seat.person,
                    now=now,
                )
        looks.take_looks_at(run, now=now)


def _nominate(
    course: doing.Course,
    roles: setting.Roles,
    organisation: Organisation,
    name: str,
    address: str,
    *,
    now: datetime,
) -> Nomination:
    return enrolment.nominate(
        course.run,
        organisation=organisation,
        name=name,
        email=f"{address}@demo.example",
        language="en",
        reason="Works at the one counter where newcomers register.",
        by=roles.coordinator,
        now=now,
    )


def _confirm(nomination: Nomination, *, now: datetime) -> Enrolment:
    person = setting.former(nomination.email.partition("@")[0], nomination.name, now=now)
    if nomination.invitation is None:
        raise AssertionError("Whoever is nominated within the quota has a place")
    return enrolment.accept_invitation(nomination.invitation, by=person, now=now)


def _decline(interest: Interest, roles: setting.Roles, *, now: datetime) -> None:
    enrolment.answer_interest(
        interest,
        accept=False,
        answer="Our places are for people of our municipalities.",
        by=roles.coordinator,
        now=now,
    )
