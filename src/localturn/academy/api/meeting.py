"""Who was at a live session: read, and recorded for one person at a time."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import Field

from localturn.academy.actions.attendance import mark_attendance
from localturn.academy.domain.attendance import Mark, Presence
from localturn.academy.models import Enrolment
from localturn.academy.queries.attendance import Attendee, attendees
from localturn.academy.queries.places import ActivityPlace, place_of
from localturn.foundation import moments
from localturn.foundation.api.bearer import caller, scoped
from localturn.foundation.api.pages import Bounds, Page, page
from localturn.foundation.api.values import Answer, Version
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotAllowed, NotFound, require

router = Router(tags=["Live sessions"])
SESSION = "runs/{slug:run}/sessions/{slug:activity}/attendance"
MOST_MINUTES = 10_000
UNMARKED = "unmarked"
WITH_MINUTES = {Presence.PRESENT, Presence.PARTLY}


class AttendanceFacts(Answer):
    """`state` is present, partly, excused, absent, watched (the recording) or unmarked."""

    seat: int
    name: str
    organisation: str
    state: str
    minutes: int | None
    recorded_at: Version | None


class AttendanceMark(Answer):
    """How somebody stands to a session; minutes only for who was there."""

    state: Literal["present", "partly", "excused", "absent", "unmarked"]
    minutes: Annotated[int, Field(ge=0, le=MOST_MINUTES)] | None = None
    recorded_at: Version | None = None
    """As it was read, null where nothing was recorded: if something else was recorded since, 409.
    Left out, the last one who sends is right."""


@router.get(
    SESSION,
    response=Page[AttendanceFacts],
    summary="Who was at a live session",
    **scoped("facilitation:read"),
)
def attendance(
    request: HttpRequest, run: str, activity: str, bounds: Query[Bounds]
) -> dict[str, Any]:
    place = _session(caller(request), run, activity)
    every = attendees(place.run, place.activity, reader=caller(request))
    return page(request, every, bounds, _facts)


@router.put(
    f"{SESSION}/{{int:seat}}",
    response=AttendanceFacts,
    summary="Record how somebody stands to a live session",
    **scoped("attendance:write"),
)
def record(
    request: HttpRequest, run: str, activity: str, seat: int, mark: AttendanceMark
) -> AttendanceFacts:
    """Sent twice, it is recorded once. What follows, a completion or an award, is reckoned anew."""
    person = caller(request)
    place = _session(person, run, activity)
    presence = Presence.UNMARKED if mark.state == UNMARKED else Presence(mark.state)
    if mark.minutes is not None and presence not in WITH_MINUTES:
        raise Invalid(_("Minutes are for who was there: present or partly."))
    found = Enrolment.objects.filter(
        run=place.run, pk=seat, withdrawn_at=None, person__isnull=False
    ).first()
    if found is None:
        raise NotFound
    require(found.person_id != person.pk, _("Another facilitator marks whether you were there."))
    mark_attendance(
        place.activity,
        run=place.run,
        marks={seat: Mark(presence, mark.minutes)},
        seen={seat: mark.recorded_at} if "recorded_at" in mark.model_fields_set else None,
        by=person,
        now=place.now,
    )
    every = attendees(place.run, place.activity, reader=person)
    return _facts(next(each for each in every if each.seat == seat))


def _session(person: Person, run: str, activity: str) -> ActivityPlace:
    """A live session of a run that the person guides; raises NotFound and NotAllowed."""
    place = place_of(person, run, activity, now=moments.now())
    if not place.is_facilitator:
        raise NotAllowed(_("Only the facilitators of this run may do this."))
    if place.kind.name != "webinar" or place.is_retired:
        raise NotFound
    return place


def _facts(attendee: Attendee) -> AttendanceFacts:
    return AttendanceFacts(
        seat=attendee.seat,
        name=attendee.name,
        organisation=attendee.organisation,
        state=attendee.mark.state or UNMARKED,
        minutes=attendee.mark.minutes,
        recorded_at=attendee.recorded_at,
    )
