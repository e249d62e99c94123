"""Saying what an announcement is related to; each room decides who sees its own things."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.agenda import permissions
from localturn.agenda.actions import following
from localturn.agenda.models import Event
from localturn.agenda.queries.related import card_of, named_things, thing_of
from localturn.foundation.links import Thing
from localturn.foundation.links.actions import set_links
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, require
from localturn.foundation.trail.actions import record

MOST = 20
RELATED = frozenset({("academy", "course"), ("academy", "meeting"), ("agenda", "event")})
"""Of which room and kind a thing is that an announcement is related to."""


@transaction.atomic
def relate(event: Event, thing: Thing | None, *, by: Person, now: datetime) -> None:
    """Only to what they may see themselves; saying it twice is saying it once."""
    _require(event, by, now)
    there = named_things(event)
    if thing is None or thing == thing_of(event) or not _can_be_related(thing, by):
        raise Invalid(_("Give the address of a course, of a webinar or of an event of this house."))
    if len(there) >= MOST:
        raise Invalid(_("It is related to too much already."))
    set_links(thing_of(event), [*there, thing], now=now)
    following.take_up(event, by=by)
    _record("related", event, thing, by, now)


@transaction.atomic
def part(event: Event, thing: Thing, *, by: Person, now: datetime) -> None:
    """Take that back."""
    _require(event, by, now)
    left = [each for each in named_things(event) if each != thing]
    set_links(thing_of(event), left, now=now)
    following.let_go(event, thing)
    _record("parted", event, thing, by, now)


def _can_be_related(thing: Thing, by: Person) -> bool:
    return (thing.room, thing.kind) in RELATED and card_of(thing, by) is not None


def _require(event: Event, by: Person, now: datetime) -> None:
    Event.objects.select_for_update(of=("self",)).filter(pk=event.pk).first()
    allowed = permissions.can_edit(by, now=now) or permissions.can_change_suggestion(by, event)
    require(allowed, _(permissions.FOR_EDITORS))


def _record(what: str, event: Event, thing: Thing, by: Person, now: datetime) -> None:
    subject = f"agenda/event/{event.pk}"
    after = {"thing": str(thing)}
    record(what=f"agenda.event.{what}", by=by, subject=subject, after=after, now=now)
