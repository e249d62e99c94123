"""Events for which people register, and people who do, for tests."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from localturn.agenda.actions import registering, registration_forms
from localturn.agenda.actions.registering import Entry
from localturn.agenda.domain.registering import Place, Standing, Terms
from localturn.agenda.models import Event, Registrant, Registration
from localturn.agenda.queries.registering import of_event
from localturn.foundation.people.models import Person
from makers.agenda import NOON, make_editor, make_event

SEATS = Terms(places=(Place("In the hall", 2),))


def make_registration(
    event: Event | None = None, terms: Terms = SEATS, *, now: datetime = NOON, **changed: Any
) -> Registration:
    """Registration for an event, by an editor; fields of `Terms` may be given other values."""
    event = event or make_event()
    return registration_forms.save(event, replace(terms, **changed), by=make_editor(), now=now)


def make_entry(registration: Registration, name: str = "Ana Kovač", **fields: Any) -> Entry:
    told: dict[str, Any] = {
        "email": f"{name.split(maxsplit=1)[0].lower()}@example.org",
        "place": registration.places.order_by("position")[0].pk,
        "zone": "Europe/Stockholm",
    }
    return Entry(name=name, **told | fields)


def make_registrant(
    registration: Registration,
    name: str = "Ana Kovač",
    *,
    once: str = "",
    by: Person | None = None,
    now: datetime = NOON,
    **fields: Any,
) -> Registrant:
    """Somebody who has sent the form."""
    entry = make_entry(registration, name, **fields)
    return registering.register(registration, entry, once=once or entry.email, by=by, now=now)


def make_seated(registration: Registration, number: int) -> list[Registrant]:
    """So many who have a place, without letters; to fill a hall quickly."""
    return Registrant.objects.bulk_create(
        Registrant(
            registration=registration,
            place=registration.places.all()[0],
            name=f"Guest {n}",
            email=f"guest{n}@example.org",
            language="en",
            zone="UTC",
            standing=Standing.CONFIRMED.value,
            once=f"seated-{n}",
            asked_at=NOON,
        )
        for n in range(number)
    )


def registration_of(event: Event) -> Registration:
    found = of_event(event)
    assert found is not None
    return found
