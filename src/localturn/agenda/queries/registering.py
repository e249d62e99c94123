"""Registration for events, as pages and actions ask for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from localturn.agenda import permissions
from localturn.agenda.domain.marks import Purpose, key_of, token_for
from localturn.agenda.domain.registering import (
    ACTIVE,
    Asks,
    Held,
    Openness,
    Place,
    Question,
    Standing,
    Terms,
    Window,
)
from localturn.agenda.domain.terms import Kind, State, Status
from localturn.agenda.models import Event, Registrant, Registration
from localturn.agenda.models import Question as QuestionRow
from localturn.agenda.queries.events import event_seen_by
from localturn.agenda.queries.marking import mark_secret
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.people.reader import Reader
from localturn.foundation.refusals import NotFound, require


def of_event(event: Event) -> Registration | None:
    """The registration for an event."""
    return Registration.objects.filter(event=event).select_related("event").first()


def has_registration(event: Event) -> bool:
    """Whether people register for it here; nobody could look after them if it were no event any
    longer, or were made one with another."""
    return Registration.objects.filter(event=event).exists()


def event_of(registration: Registration) -> Event:
    """The event as it is announced now."""
    rows = Event.objects.select_related("organiser", "city", "country")
    return rows.prefetch_related("texts", "topics").get(pk=registration.event_id)


def terms_of(registration: Registration) -> Terms:
    opens = registration.opens
    there = opens.astimezone(moments.zone(registration.opens_zone)) if opens else None
    begun = Terms()
    return Terms(
        opens_day=there.date() if there else None,
        opens_clock=there.time() if there else begun.opens_clock,
        opens_zone=registration.opens_zone,
        is_closed=registration.is_closed,
        has_waiting_list=registration.has_waiting_list,
        offer_days=registration.offer_days,
        remind_days=registration.remind_days,
        keep_months=registration.keep_months,
        note=registration.note,
        places=tuple(Place(each.name, each.total, each.pk) for each in registration.places.all()),
        questions=questions_of(registration),
    )


def questions_of(registration: Registration) -> tuple[Question, ...]:
    """What is asked at present."""
    return tuple(question_of(each) for each in registration.questions.all() if each.is_asked)


def question_of(row: QuestionRow) -> Question:
    return Question(row.words, Asks(row.asks), tuple(row.choices), row.is_required, row.pk)


def window_of(registration: Registration, event: Event) -> Window:
    """When one can register: until the event's deadline, else until it begins."""
    closes = min(filter(None, (event.closes, event.starts)), default=None)
    return Window(
        opens=registration.opens,
        closes=closes,
        is_closed=registration.is_closed,
        is_published=event.state == State.PUBLISHED,
        status=Status(event.status),
    )


def held_in(registration: Registration) -> dict[int, Held]:
    """How the places of each kind stand (1 statement)."""
    counts = {
        each.value: Count("registrants", filter=Q(registrants__standing=each.value))
        for each in ACTIVE
    }
    rows = registration.places.annotate(**counts).order_by("position", "pk")
    return {
        pk: Held(total, confirmed, offered, waiting)
        for pk, total, confirmed, offered, waiting in rows.values_list(
            "pk",
            "total",
            *(each.value for each in (Standing.CONFIRMED, Standing.OFFERED)),
            Standing.WAITING.value,
        )
    }


def stands_as(event: Event) -> str:
    """A few letters that change with what who is registered has to be told."""
    parts = (event.sequence, event.state, event.status, event.venue, event.online_link)
    return sha256(repr(parts).encode()).hexdigest()[:16]


def public_link(event: Event) -> str:
    """Where everybody joins online; empty where people register here, for then it is for who has
    a place."""
    return "" if event.online_link and of_event(event) is not None else event.online_link


def link_shown_to(reader: Reader, event: Event, *, now: datetime) -> str:
    """Where a reader joins online: by who has a place or looks after the places it is seen in any
    case."""
    if not event.online_link or permissions.can_keep_registration(reader, event, now=now):
        return event.online_link
    registration = of_event(event)
    if registration is None:
        return event.online_link
    if not isinstance(reader, Person):
        return ""
    own = registration.registrants.filter(person=reader, standing=Standing.CONFIRMED.value)
    return event.online_link if own.exists() else ""


def is_off(event: Event) -> bool:
    """Whether it is not held."""
    return event.state != State.PUBLISHED or event.status == Status.CANCELLED


def link_for(purpose: Purpose, key: str) -> str:
    """The whole address behind which somebody looks after, takes or gives up their place."""
    token = token_for(purpose, key, secret=mark_secret())
    return f"{settings.PUBLIC_URL}{reverse(f'agenda:registrant-{purpose}', args=[token])}"


def registrant_by(token: str, purpose: Purpose) -> Registrant:
    """Whose registration a link is for. Raises NotFound where it is no link of ours, or no longer
    one."""
    key = key_of(token, purpose, secret=mark_secret())
    rows = Registrant.objects.select_related("registration__event", "place")
    found = rows.filter(key=key).first() if key is not None else None
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class AtEvent:
    """What an event's page says of registering for it."""

    openness: Openness
    opens: datetime | None
    opens_zone: str
    closes: datetime | None
    places: tuple[tuple[str, Held], ...]
    has_waiting_list: bool

    @property
    def is_open(self) -> bool:
        return self.openness is Openness.OPEN

    @property
    def is_early(self) -> bool:
        return self.openness is Openness.NOT_YET

    @property
    def is_full(self) -> bool:
        return all(held.free == 0 for _name, held in self.places)

    @property
    def free(self) -> int | None:
        """How many places are left in all; None where one kind has no limit."""
        left = [held.free for _name, held in self.places]
        return None if None in left else sum(filter(None, left))


@dataclass(frozen=True)
class OnPage:
    """The part of an event's page that is about registering."""

    at: AtEvent | None
    """None where nobody registers here."""
    may_keep: bool
    own: str
    """Where the reader looks after their own registration; empty where there is none."""


def on_page(event: Event, reader: Reader, *, now: datetime) -> OnPage | None:
    """None for what nobody could register for."""
    if event.kind != Kind.EVENT:
        return None
    registration = of_event(event)
    may_keep = permissions.can_keep_registration(reader, event, now=now)
    if registration is None:
        return OnPage(None, may_keep, "") if may_keep else None
    own = own_place(registration, reader)
    return OnPage(at_event(registration, event, now=now), may_keep, own)


def at_event(registration: Registration, event: Event, *, now: datetime) -> AtEvent:
    window = window_of(registration, event)
    held = held_in(registration)
    names = {each.pk: each.name for each in registration.places.all()}
    return AtEvent(
        openness=window.at(now),
        opens=window.opens,
        opens_zone=registration.opens_zone,
        closes=window.closes,
        places=tuple((names[pk], each) for pk, each in held.items() if pk in names),
        has_waiting_list=registration.has_waiting_list,
    )


def own_place(registration: Registration, reader: Reader) -> str:
    """Where a reader looks after their own registration."""
    if not isinstance(reader, Person):
        return ""
    rows = registration.registrants.filter(person=reader, standing__in=_active())
    key = rows.values_list("key", flat=True).first()
    return link_for(Purpose.REGISTRATION, key) if key else ""


def own_registrations(person: Person) -> QuerySet[Registrant]:
    """What somebody registered for while signed in, each with its event."""
    rows = Registrant.objects.filter(person=person, standing__in=_active())
    return rows.select_related("registration__event", "place").prefetch_related(
        "registration__event__texts"
    )


def own_ahead(person: Person, *, now: datetime) -> QuerySet[Registrant]:
    """Of these what is not over yet, what comes first before; what has no day yet comes last."""
    event = "registration__event"
    is_ahead = Q(**{f"{event}__ends": None}) | Q(**{f"{event}__ends__gt": now})
    rows = own_registrations(person).filter(is_ahead)
    return rows.order_by(F(f"{event}__starts").asc(nulls_last=True), "pk")


def own_over(person: Person, *, now: datetime) -> QuerySet[Registrant]:
    """Of these what is over, the latest first."""
    rows = own_registrations(person).filter(registration__event__ends__lte=now)
    return rows.order_by("-registration__event__starts", "-pk")


def active_of(registration: Registration, email: str) -> Registrant | None:
    """Who has an address at an event and has not left."""
    rows = registration.registrants.filter(standing__in=_active(), email__iexact=email)
    return rows.select_related("place").first()


def registrants_of(
    registration: Registration, *, standing: str = "", words: str = ""
) -> QuerySet[Registrant]:
    """Who registered, those who did first before; the places of the waiting list are its order."""
    rows = registration.registrants.select_related("place").order_by("asked_at", "pk")
    if standing in set(Standing):
        rows = rows.filter(standing=standing)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(email__icontains=words))
    return rows


def answers_in_order(
    registrant: Registrant, questions: Iterable[QuestionRow]
) -> list[tuple[QuestionRow, str]]:
    return [(each, registrant.answers.get(str(each.pk), "")) for each in questions]


def registration_kept_by(person: Reader, pk: int, *, now: datetime) -> tuple[Event, Registration]:
    """The registration of an event for who looks after it. Raises NotFound, NotAllowed."""
    event = event_kept_by(person, pk, now=now)
    found = of_event(event)
    if found is None:
        raise NotFound
    return event, found


def event_kept_by(person: Reader, pk: int, *, now: datetime) -> Event:
    """An event whose registration somebody looks after. Raises NotFound, NotAllowed."""
    event = event_seen_by(person, pk, now=now)
    require(permissions.can_keep_registration(person, event, now=now), _(permissions.FOR_KEEPERS))
    if event.kind != Kind.EVENT:
        raise NotFound
    return event


def _active() -> list[str]:
    return [each.value for each in ACTIVE]
