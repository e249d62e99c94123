"""Letters to who registered: in their language, with an entry for their calendar."""

from datetime import datetime
from typing import Any

from django.utils import translation

from localturn.agenda.actions.inviting import invitation
from localturn.agenda.domain.marks import Purpose
from localturn.agenda.domain.registering import Standing
from localturn.agenda.models import Event, Registrant
from localturn.agenda.queries.events import in_language
from localturn.agenda.queries.registering import is_off, link_for
from localturn.agenda.queries.saying import where_words
from localturn.foundation.mail.actions import Address, post

CALLED_OFF = ("cancelled", "removed", "called-off")
INVITED = ("confirmed", "changed", "postponed")


def key_of(registrant: Registrant) -> str:
    """With what the keys of all letters to somebody about their registration begin."""
    return f"agenda/registrant/{registrant.pk}/"


def tell(
    registrant: Registrant,
    event: Event,
    what: str,
    *,
    now: datetime,
    had_place: bool = True,
    reason: str = "",
    key: str = "",
) -> None:
    """Write to somebody what became of their registration; `key` tells this time from others.

    Who has a place gets the event for their calendar, and it is taken out when they have not.
    """
    calendar = ""
    if what in INVITED and registrant.standing == Standing.CONFIRMED:
        calendar = invitation(registrant, event, now=now, is_off=False)
    elif what in CALLED_OFF and had_place:
        calendar = invitation(registrant, event, now=now, is_off=True)
    person = registrant.person
    to = person or Address(registrant.email, registrant.name, registrant.language, registrant.zone)
    post(
        to=to,
        template="agenda/mail/registration",
        key=f"{key_of(registrant)}{what}/{key or f'{now:%Y%m%d%H}'}",
        context={
            "what": what,
            "reason": reason,
            "has_place": registrant.standing == Standing.CONFIRMED,
            "place": registrant.place.name if _has_kinds(registrant) else "",
            **_told(event, to.language),
            **_links(registrant),
            "until": registrant.offered_until,
            "note": registrant.registration.note,
        },
        calendar=calendar,
    )


def _has_kinds(registrant: Registrant) -> bool:
    return registrant.registration.places.count() > 1


def _told(event: Event, language: str) -> dict[str, Any]:
    with translation.override(language):
        where = where_words(event)
    return {
        "title": in_language(list(event.texts.all()), language).title,
        "zone": event.zone,
        "starts": None if event.all_day else event.starts,
        "first_day": event.first_day,
        "last_day": event.last_day if event.last_day != event.first_day else None,
        "where": where,
        "join": event.online_link if not is_off(event) else "",
        "address": event.get_absolute_url(),
    }


def _links(registrant: Registrant) -> dict[str, str]:
    return {
        "look": link_for(Purpose.REGISTRATION, registrant.key),
        "take": link_for(Purpose.TAKE_PLACE, registrant.key),
        "give_up": link_for(Purpose.GIVE_UP, registrant.key),
    }
