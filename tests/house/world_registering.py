"""An event for which people of the small world register: the participant has a place, others have
been offered one or wait."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from localturn.agenda.domain.marks import Purpose
from localturn.agenda.domain.registering import Place, Question
from localturn.agenda.domain.when import When
from localturn.agenda.queries.registering import link_for
from localturn.foundation.people.models import Person
from makers.agenda import CONFERENCE, make_event, titled
from makers.registering import make_registrant, make_registration

Things = dict[str, dict[str, Any]]


def make_registering(ana: Person, *, written: str, now: datetime) -> Things:
    day = _in_spring(now)
    event = make_event(
        replace(CONFERENCE, deadline=None),
        texts=titled("Seminar"),
        when=When("Europe/Stockholm", day, time(10), day, time(16)),
        now=now,
    )
    registration = make_registration(
        event,
        places=(Place("In the hall", 2),),
        questions=(Question("What would you like to hear of?"),),
        now=now,
    )
    place, question = registration.places.all()[0], registration.questions.all()[0]
    seated = make_registrant(
        registration, email=ana.email, by=ana, answers={question.pk: written}, now=now
    )
    make_registrant(registration, "Ina Iversen", now=now)
    offered = make_registrant(registration, "Ola Offered", now=now)
    offered.standing, offered.offered_until = "offered", now + timedelta(days=9)
    offered.save()
    return {
        "registering": {"event": event.pk},
        "hall": {"pk": place.pk},
        "registrant": {"registrant": seated.pk},
        "registrant-waiting": {"registrant": offered.pk},
        "to-registration": _token(Purpose.REGISTRATION, seated.key),
        "to-give-up": _token(Purpose.GIVE_UP, seated.key),
        "to-take-place": _token(Purpose.TAKE_PLACE, offered.key),
    }


def _in_spring(now: datetime) -> date:
    return date(now.year + 1, 4, 21)


def _token(purpose: Purpose, key: str) -> dict[str, str]:
    return {"token": link_for(purpose, key).rstrip("/").rpartition("/")[2]}
