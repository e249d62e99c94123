"""A run whose places associations give: who asks, who is nominated, who waits, who moves up."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from localturn.academy.actions import enrolment, looks, sharing
from localturn.academy.demo import doing, setting
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
)


def fill(
    course: doing.Course,
    roles: setting.Roles,
    bodies: dict[str, Organisation],
    *,
    now: datetime,
) -> None:
    """Six nominated for four places: one has said no, one waits; four others ask."""
    run, vardar = course.run, bodies["vardar"]
    begun = min(max(run.created_at, now - timedelta(days=5)), now)
    enrolment.set_places(
        run,
        quotas={vardar.pk: 4, bodies["adria"].pk: 3},
        is_rest_shared=False,
        confirmation_days=7,
        by=course.facilitator,
        now=begun,
    )
    enrolment.make_link(
        run,
        note="Speakers of the opening webinar",
        most=3,
        expires_at=None,
        by=course.facilitator,
        now=begun,
    )
    nominated = [
        enrolment.nominate(
            run,
            organisation=vardar,
            name=name,
            email=f"place{number}@demo.example",
            language="en",
            reason="Works with newcomers every day.",
            by=roles.coordinator,
            now=begun,
        )
        for number, name in enumerate(NOMINATED, 1)
    ]
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
        if number == len(ASKING):
            _decline(interest, roles, now=now)


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
