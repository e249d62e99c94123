"""How the agenda draws what others link to, and what is going on in a city."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from localturn.agenda import permissions
from localturn.agenda.domain.terms import Kind, State, Status
from localturn.agenda.models import Event
from localturn.agenda.queries.events import in_language, when_of
from localturn.agenda.queries.related import thing_of
from localturn.agenda.queries.saying import when_words
from localturn.foundation import moments
from localturn.foundation.links import Card, Readable, Thing
from localturn.foundation.people.reader import Reader
from localturn.foundation.places.models import City
from localturn.foundation.prose import text_of

MOST_AT_PLACE = 20


def thing_at(name: str, words: Mapping[str, Any]) -> Thing | None:
    """What a page of the agenda shows: an announcement."""
    event = Event.objects.filter(pk=words["event"]).first() if name == "event" else None
    return thing_of(event) if event else None


def cards(things: Sequence[Thing], *, reader: Reader) -> list[Card]:
    """Those of these things that the reader may see."""
    uids = [each.id for each in things if each.room == "agenda" and each.kind == "event"]
    seen = permissions.events_visible_to(reader, now=moments.now()).filter(uid__in=uids)
    return _drawn(seen.prefetch_related("texts").order_by("starts", "pk"))


def readable(thing: Thing, *, reader: Reader) -> list[Readable]:
    """The documents of an announcement that the reader may see."""
    seen = permissions.events_visible_to(reader, now=moments.now())
    event = seen.filter(uid=thing.id).first() if thing.kind == "event" else None
    rows = event.documents.order_by("position") if event is not None else ()
    return [Readable(each.title, each.address, each.language) for each in rows]


def announced_at(city: City, *, reader: Reader, now: datetime) -> list[Card]:
    """What is to come in a city, soonest first."""
    coming = Event.objects.filter(city=city, state=State.PUBLISHED.value, ends__gt=now)
    return _drawn(coming.prefetch_related("texts").order_by("starts", "pk")[:MOST_AT_PLACE])


def _drawn(events: Iterable[Event]) -> list[Card]:
    made = []
    for event in events:
        text = in_language(list(event.texts.all()), get_language() or "en")
        when, status = when_of(event), Status(event.status)
        made.append(
            Card(
                thing=thing_of(event),
                kind=_(Kind(event.kind).label),
                title=text.title,
                href=event.get_absolute_url(),
                detail=text_of(str(when_words(when))) if when.first_day else "",
                language=text.language,
                begins=None if event.all_day else event.starts,
                ends=None if event.all_day else event.ends,
                zone=event.zone,
                state="" if status is Status.SCHEDULED else _(status.label),
            )
        )
    return made
