"""Registering for an event, changing it, taking an offered place, giving a place up.

Whoever counts places holds the registration's row first, so that of two who want the last place
one has it. What is sent is sent from the outbox, after the commit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from localturn.agenda import permissions
from localturn.agenda.actions.registration_letters import key_of, tell
from localturn.agenda.domain.registering import (
    ACTIVE,
    Openness,
    Standing,
    offered_until,
    read_answers,
)
from localturn.agenda.domain.terms import Status
from localturn.agenda.models import Event, PlaceKind, Registrant, Registration
from localturn.agenda.queries.registering import (
    active_of,
    event_of,
    held_in,
    is_off,
    questions_of,
    stands_as,
    window_of,
)
from localturn.foundation import moments
from localturn.foundation.mail.forgetting import forget_keys
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotFound, NotNow, require
from localturn.foundation.seats import stands
from localturn.foundation.tasks import task
from localturn.foundation.trail.actions import record


@dataclass(frozen=True)
class Entry:
    """What somebody fills in."""

    name: str
    email: str
    place: int
    """Which kind of places."""
    answers: Mapping[int, str] = field(default_factory=dict)
    language: str = "en"
    zone: str = "UTC"


def held(registration: Registration) -> tuple[Registration, Event]:
    """The registration as it is now, held until the transaction ends, and its event."""
    rows = Registration.objects.select_for_update(of=("self",)).select_related("event")
    found = rows.get(pk=registration.pk)
    return found, event_of(found)


@transaction.atomic
def register(
    registration: Registration, entry: Entry, *, once: str, by: Person | None, now: datetime
) -> Registrant:
    """Take a place, or a place on the waiting list; the same form a second time does nothing more.

    An address that is registered already stays as it is: only its owner is told, by a letter.
    """
    registration, event = held(registration)
    sent = registration.registrants.filter(once=once)
    again = sent.filter(email__iexact=entry.email, standing__in=[each.value for each in ACTIVE])
    if (found := again.first()) is not None:
        return found
    if sent.exists():  # by another address, or by who has left since
        once = uuid4().hex
    _require_open(registration, event, now)
    entry = _checked(registration, entry)
    there = active_of(registration, entry.email)
    if there is not None:
        return _known_already(there, event, by=by, now=now)
    standing = _first_standing(registration, _place(registration, entry.place))
    before = registration.registrants.filter(email__iexact=entry.email)
    invited = before.aggregate(last=Max("invited"))["last"]
    registrant = Registrant.objects.create(
        registration=registration,
        place_id=entry.place,
        person=by,
        name=entry.name,
        email=entry.email,
        language=entry.language,
        zone=entry.zone,
        answers={str(key): said for key, said in entry.answers.items()},
        standing=standing.value,
        once=once,
        invited=0 if invited is None else invited + 1,
        asked_at=now,
    )
    tell(registrant, event, standing.value, now=now)
    return registrant


@transaction.atomic
def change(registrant: Registrant, entry: Entry, *, now: datetime) -> Registrant:
    """Another name, other answers, another kind of place if one is free. The address stays."""
    registrant, event = _held_one(registrant)
    _require_before(event, now)
    if registrant.standing not in ACTIVE:
        raise NotNow(_("This registration is over. Register once more if you want to come."))
    registration = registrant.registration
    entry = _checked(registration, entry)
    before = registrant.place_id
    if entry.place != before:
        place = _place(registration, entry.place)
        if registrant.standing == Standing.OFFERED:
            raise NotNow(_("Take the place that is offered first, then change its kind."))
        if registrant.standing == Standing.CONFIRMED and not _is_free(registration, place):
            raise NotNow(
                _("There is no free place of the kind “%(name)s”. You keep the one that you have.")
                % {"name": place.name}
            )
        registrant.place = place
    registrant.name = entry.name
    asked = _asked(registration)
    kept = {key: said for key, said in registrant.answers.items() if int(key) not in asked}
    registrant.answers = kept | {str(key): said for key, said in entry.answers.items()}
    registrant.save(update_fields=["place", "name", "answers"])
    if entry.place != before:
        settle(registration, event, now=now)
        registrant.refresh_from_db()
    return registrant


@transaction.atomic
def take(registrant: Registrant, *, now: datetime) -> None:
    """Take the place that is offered; taking it twice is taking it once."""
    registrant, event = _held_one(registrant)
    if registrant.standing == Standing.CONFIRMED:
        return
    until = registrant.offered_until
    if until is None or not stands(until, now=now):
        raise NotNow(
            _("This place is no longer kept for you: the offer has run out, or was given up.")
        )
    if is_off(event):
        raise NotNow(_("This event is not held as announced, so its places cannot be taken."))
    _require_before(event, now)
    registrant.standing, registrant.offered_until = Standing.CONFIRMED.value, None
    registrant.save(update_fields=["standing", "offered_until"])
    tell(registrant, event, "confirmed", now=now)


@transaction.atomic
def give_up(registrant: Registrant, *, now: datetime) -> None:
    """Give a place back, or leave the waiting list; the next who waits is offered the place."""
    registrant, event = _held_one(registrant)
    if registrant.standing not in ACTIVE:
        return
    _require_before(event, now)
    _end(registrant, event, "cancelled", now=now)


@transaction.atomic
def remove(registrant: Registrant, *, reason: str, by: Person, now: datetime) -> None:
    """Take somebody off the list and tell them; the reason stands in the letter alone."""
    registrant, event = _held_one(registrant)
    require(permissions.can_keep_registration(by, event, now=now))
    if registrant.standing not in ACTIVE:
        raise NotNow(_("This registration is over already."))
    _end(registrant, event, "removed", reason=reason, now=now)
    record(
        what="agenda.registrant.removed",
        by=by,
        about=[registrant.person] if registrant.person else [],
        subject=f"agenda/registrant/{registrant.pk}",
        now=now,
    )


@transaction.atomic
def mark_attendance(registrant: Registrant, *, was_there: bool, by: Person, now: datetime) -> None:
    """Tick that somebody is there, or take that back."""
    registrant, event = _held_one(registrant)
    require(permissions.can_keep_registration(by, event, now=now))
    if registrant.standing != Standing.CONFIRMED:
        raise NotNow(_("Only who has a place can be ticked."))
    if was_there == (registrant.attended_at is not None):
        return
    registrant.attended_at = now if was_there else None
    registrant.save(update_fields=["attended_at"])


def settle(registration: Registration, event: Event, *, now: datetime) -> None:
    """Let offers that have run out go, and offer what is free to who has waited longest. Whoever
    calls it holds the registration's row.

    Where the event has changed, and who is registered was not told yet, no offer goes: it may have
    run out while nobody could take it.
    """
    window = window_of(registration, event)
    starts = event.starts
    if window.at(now) is Openness.OFF or starts is None or starts <= now:
        return
    offered = registration.registrants.filter(standing=Standing.OFFERED, offered_until__lte=now)
    over = offered if registration.told == stands_as(event) else offered.none()
    for registrant in over.order_by("offered_until", "pk"):
        registrant.standing, registrant.offered_until = Standing.EXPIRED.value, None
        registrant.ended_at = now
        registrant.save(update_fields=["standing", "offered_until", "ended_at"])
        tell(registrant, event, "expired", now=now)
    until = offered_until(now, days=registration.offer_days, starts=starts)
    for place, standing in held_in(registration).items():
        waiting = registration.registrants.filter(place=place, standing=Standing.WAITING)
        for registrant in waiting.order_by("asked_at", "pk")[: standing.to_offer]:
            registrant.standing, registrant.offered_until = Standing.OFFERED.value, until
            registrant.save(update_fields=["standing", "offered_until"])
            tell(registrant, event, "offered", now=now)


def offer_anew(registration: Registration, event: Event, *, now: datetime) -> None:
    """Keep what is offered as long as if it were offered now, once the event has changed. Whoever
    calls it holds the registration's row."""
    starts = event.starts
    if is_off(event) or event.status != Status.SCHEDULED or starts is None or starts <= now:
        return
    until = offered_until(now, days=registration.offer_days, starts=starts)
    offered = registration.registrants.filter(standing=Standing.OFFERED)
    offered.update(offered_until=until)


@task()
def pass_offers_on() -> None:
    """What nobody has taken in time is offered to the next."""
    pass_on(now=moments.now())


def pass_on(*, now: datetime) -> None:
    over = Registrant.objects.filter(standing=Standing.OFFERED, offered_until__lte=now)
    for pk in over.order_by("registration").values_list("registration", flat=True).distinct():
        with transaction.atomic():
            settle(*held(Registration(pk=pk)), now=now)


def leave_behind(registrant: Registrant, *, now: datetime) -> None:
    """Delete a registration, and the letters about it; its place is free for the next."""
    registration, event = held(registrant.registration)
    forget_keys([key_of(registrant)], now=now)
    Registrant.objects.filter(pk=registrant.pk).delete()
    settle(registration, event, now=now)


def _held_one(registrant: Registrant) -> tuple[Registrant, Event]:
    """The registrant as they are now, held with all others of the event."""
    registration, event = held(registrant.registration)
    found = Registrant.objects.select_related("person", "place").filter(pk=registrant.pk).first()
    if found is None:
        raise NotFound(_("This registration was deleted."))
    found.registration = registration
    return found, event


def _end(
    registrant: Registrant, event: Event, what: str, *, now: datetime, reason: str = ""
) -> None:
    had_place = registrant.standing == Standing.CONFIRMED
    registrant.standing, registrant.offered_until = Standing.CANCELLED.value, None
    registrant.ended_at, registrant.attended_at = now, None
    registrant.invited += 1
    registrant.save()
    tell(registrant, event, what, had_place=had_place, reason=reason, now=now)
    settle(registrant.registration, event, now=now)


def _known_already(
    there: Registrant, event: Event, *, by: Person | None, now: datetime
) -> Registrant:
    if by is not None and there.person_id is None:
        there.person = by  # the address of an account is proved to be its owner's
        there.save(update_fields=["person"])
    if by is None:
        tell(there, event, "already", now=now)
    return there


def _first_standing(registration: Registration, place: PlaceKind) -> Standing:
    if _is_free(registration, place):
        return Standing.CONFIRMED
    if registration.has_waiting_list:
        return Standing.WAITING
    raise NotNow(
        _("All places of the kind “%(name)s” are taken, and there is no waiting list.")
        % {"name": place.name}
    )


def _is_free(registration: Registration, place: PlaceKind) -> bool:
    left = held_in(registration)[place.pk].free
    return left is None or left > 0


def _place(registration: Registration, pk: int) -> PlaceKind:
    found = registration.places.filter(pk=pk).first()
    if found is None:
        raise Invalid(_("Choose one of the kinds of places."))
    return found


def _asked(registration: Registration) -> set[int]:
    return {each.key for each in questions_of(registration) if each.key is not None}


def _checked(registration: Registration, entry: Entry) -> Entry:
    name = " ".join(entry.name.split())
    if not name or len(name) > 200:
        raise Invalid(_("Give your name, in at most 200 letters."))
    if "://" in name or "www." in name.casefold():  # it stands in a letter to whatever address
        raise Invalid(_("Give a name, without an address of the web."))
    try:
        validate_email(entry.email)
    except ValidationError:
        raise Invalid(_("Give an e-mail address.")) from None
    answers = read_answers(questions_of(registration), entry.answers)
    if answers.wrong:
        raise Invalid(" ".join(dict.fromkeys(_(each) for each in answers.wrong.values())))
    return Entry(name, entry.email, entry.place, answers.said, entry.language, entry.zone)


def _require_open(registration: Registration, event: Event, now: datetime) -> None:
    match window_of(registration, event).at(now):
        case Openness.OFF:
            raise NotNow(_("This event is not held as announced, so nobody can register."))
        case Openness.CLOSED:
            raise NotNow(_("Registration is closed."))
        case Openness.NOT_YET:
            raise NotNow(_("Registration is not open yet."))


def _require_before(event: Event, now: datetime) -> None:
    if event.starts is not None and now >= event.starts:
        raise NotNow(_("The event has begun, so this can no longer be changed."))
