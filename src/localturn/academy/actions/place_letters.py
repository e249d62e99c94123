"""Mail about places that somebody asks for, waits for, confirms or gives back.

Who was proposed may have no account: they are written to at the address that the association gave.
"""

from datetime import datetime
from typing import Any

from django.urls import reverse

from localturn.academy.actions.letters import about, nominee_of
from localturn.academy.models import Interest, Invitation, Nomination
from localturn.foundation.mail.actions import Address, post
from localturn.foundation.people.models import Organisation, Role
from localturn.foundation.people.queries import people_of


def interest_expressed(interest: Interest, *, now: datetime) -> None:
    """Tell an association's coordinators that somebody would like one of its places."""
    context = about(interest.run) | {
        "organisation": str(interest.organisation),
        "who": str(interest.person),
        "reason": interest.reason,
        "address": _list_of(interest),
    }
    _to_coordinators(
        interest.organisation, "interest_expressed", f"interest/{interest.pk}", context, now
    )


def interest_declined(interest: Interest, *, now: datetime) -> None:
    """Tell somebody that the association does not nominate them, in its words."""
    _to_person(interest, "interest_declined")


def put_forward(interest: Interest, *, now: datetime) -> None:
    """Tell somebody that they were nominated, and that the facilitators answer."""
    _to_person(interest, "put_forward")


def queued(nomination: Nomination, *, now: datetime) -> None:
    """Tell somebody that they are on the waiting list."""
    _to_nominee(nomination, "queued", now)


def near(invitation: Invitation) -> None:
    """Remind somebody that a place is kept for them, and until when; once for each such moment."""
    run = invitation.run
    post(
        to=Address(invitation.email, invitation.name, invitation.language, run.zone),
        template="academy/mail/place_near",
        key=f"academy/place-near/{invitation.pk}/{invitation.expires_at:%Y%m%dT%H%M}",
        context=about(run)
        | {
            "expires": invitation.expires_at,
            "address": reverse("academy:invitation", args=[invitation.token]),
        },
    )


def lapsed(nomination: Nomination, *, now: datetime) -> None:
    """Tell somebody that their place went on, and their association that it did."""
    _to_nominee(nomination, "place_lapsed", now)
    _left(nomination, now)


def withdrawn(nomination: Nomination, *, now: datetime) -> None:
    """Tell somebody that their association has taken the nomination back."""
    _to_nominee(nomination, "nomination_withdrawn", now)


def given_back(nomination: Nomination, *, now: datetime) -> None:
    """Tell an association that one of its people has a place no longer."""
    _left(nomination, now)


def _left(nomination: Nomination, now: datetime) -> None:
    context = about(nomination.run) | nominee_of(nomination) | {"how": nomination.state}
    _to_coordinators(
        nomination.organisation, "nominee_left", f"nominee-left/{nomination.pk}", context, now
    )


def _to_person(interest: Interest, template: str) -> None:
    post(
        to=interest.person,
        template=f"academy/mail/{template}",
        key=f"academy/{template}/{interest.pk}",
        context=about(interest.run)
        | {
            "organisation": str(interest.organisation),
            "answer": interest.answer,
            "address": reverse("academy:interest", args=[interest.run.slug]),
        },
    )


def _to_nominee(nomination: Nomination, template: str, now: datetime) -> None:
    run = nomination.run
    post(
        to=Address(nomination.email, nomination.name, nomination.language, run.zone),
        template=f"academy/mail/{template}",
        key=f"academy/{template}/{nomination.pk}/{now.isoformat()}",
        context=about(run) | {"organisation": str(nomination.organisation)},
    )


def _to_coordinators(
    organisation: Organisation, template: str, key: str, context: dict[str, Any], now: datetime
) -> None:
    for person in people_of(organisation, on=now.date(), roles=[Role.COORDINATOR]):
        post(
            to=person,
            template=f"academy/mail/{template}",
            key=f"academy/{key}/{person.pk}/{now.isoformat()}",
            context=context,
        )


def _list_of(interest: Interest) -> str:
    return reverse("academy:nominations", args=[interest.run.slug])
