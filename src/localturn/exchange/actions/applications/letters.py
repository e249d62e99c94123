"""Mail at each step of an application, to those whom it concerns."""

from collections.abc import Iterable
from datetime import datetime

from localturn.exchange.domain.applications import Party
from localturn.exchange.models import Application
from localturn.exchange.permissions import KEEPERS
from localturn.foundation.mail.actions import post
from localturn.foundation.people.models import Person
from localturn.foundation.people.queries import people_of

MOST_KEEPERS = 50
"""How many people of one university are written to."""


def tell(
    application: Application,
    what: str,
    *,
    to: Iterable[Party],
    key: object,
    now: datetime,
    reason: str = "",
    until: datetime | None = None,
    besides: Person | None = None,
) -> None:
    """Write to each of these parties, `besides` who did it; `key` tells this time from others."""
    listing = application.listing
    for party in to:
        for person in people_in(application, party, now=now):
            if person == besides:
                continue
            post(
                to=person,
                template="exchange/mail/application",
                key=f"exchange/application/{application.pk}/{what}/{key}/{person.pk}",
                context={
                    "what": what,
                    "party": party.value,
                    "course": listing.title,
                    "student": str(application.student or ""),
                    "home": str(application.home),
                    "host": str(listing.host),
                    "reason": reason,
                    "until": until,
                    "course_zone": listing.zone,
                    "address": application.get_absolute_url(),
                },
            )


def people_in(application: Application, party: Party, *, now: datetime) -> list[Person]:
    """Who stands for a party."""
    if party is Party.STUDENT:
        return [application.student] if application.student else []
    university = application.home if party is Party.HOME else application.listing.host
    return list(people_of(university, on=now.date(), roles=list(KEEPERS))[:MOST_KEEPERS])
