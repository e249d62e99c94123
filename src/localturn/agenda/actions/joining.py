"""Two events that are both there are made one, and two again where that was wrong."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.agenda import permissions
from localturn.agenda.actions import events, filling
from localturn.agenda.domain.former import said_now
from localturn.agenda.domain.matching import canonicals
from localturn.agenda.domain.sources import Stage
from localturn.agenda.domain.terms import State
from localturn.agenda.models import Candidate, Event, EventAddress, Joining
from localturn.agenda.queries.events import content_of
from localturn.agenda.queries.registering import has_registration
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotNow, require
from localturn.foundation.trail.actions import record


@transaction.atomic
def make_one(event: Event, kept: Event, *, by: Person, now: datetime) -> Joining:
    """Take out an announcement in favour of another of the same event.

    Its address leads to the other, which gains what it lacks: languages, empty fields, addresses by
    which it is known. A calendar that has it is told that it is off. Raises NotNow where people
    register for it here, whose letters and calendars name it.
    """
    require(permissions.can_edit(by, now=now), _(permissions.FOR_EDITORS))
    if event.pk == kept.pk:
        raise Invalid(_("That is this announcement itself. Give the address of the other one."))
    event, kept = _both(event, kept)
    if not event.state == kept.state == State.PUBLISHED:
        raise NotNow(_("Only what is published can be made one."))
    if has_registration(event):
        raise NotNow(
            _(
                "People register for this one here, so it stays. Make the other one into it, if "
                "nobody registers for that."
            )
        )
    before = filling.fill(kept, content_of(event), adds_texts=True, now=now)
    kept = events.held(kept)
    addresses = _new_addresses(event, kept)
    EventAddress.objects.bulk_create(EventAddress(event=kept, address=each) for each in addresses)
    events.withdraw(event, by=by, now=now)
    Event.objects.filter(pk=event.pk).update(merged_into=kept)
    waiting = Candidate.objects.filter(suggested=event, stage=Stage.WAITING.value)
    waiting.update(suggested=kept)
    _record("made-one", event, kept, by, now)
    return Joining.objects.create(
        absorbed=event,
        kept=kept,
        at=now,
        by=by,
        before=before,
        brought=said_now(content_of(kept), before),
        addresses=addresses,
    )


@transaction.atomic
def make_two(joining: Joining, *, by: Person, now: datetime) -> None:
    """Publish again what was taken out, and take back what it brought and nobody has changed."""
    require(permissions.can_edit(by, now=now), _(permissions.FOR_EDITORS))
    event, kept = _both(joining.absorbed, joining.kept)
    still = Joining.objects.filter(pk=joining.pk, undone_at=None)
    if not still.update(undone_at=now, undone_by=by):
        raise NotNow(_("This was undone already."))
    stands = said_now(content_of(kept), joining.brought)
    held = {
        key: value for key, value in joining.before.items() if stands[key] == joining.brought[key]
    }
    filling.take_back(kept, held, kept=(), since=joining.at, by=by, now=now)
    EventAddress.objects.filter(event=kept, address__in=joining.addresses).delete()
    Event.objects.filter(pk=event.pk).update(merged_into=None)
    events.publish(event, by=by, now=now)
    _record("made-two", event, kept, by, now)


def _both(event: Event, other: Event) -> tuple[Event, Event]:
    """The rows as they are now, held in one order, whichever is asked for first."""
    held = {each.pk: events.held(each) for each in sorted((event, other), key=lambda e: e.pk)}
    return held[event.pk], held[other.pk]


def _new_addresses(event: Event, kept: Event) -> list[str]:
    own = canonicals([event.website, event.registration_link])
    known = set(kept.addresses.values_list("address", flat=True))
    return sorted({*own, *event.addresses.values_list("address", flat=True)} - known)


def _record(what: str, event: Event, kept: Event, by: Person, now: datetime) -> None:
    subject = f"agenda/event/{event.pk}"
    record(what=f"agenda.event.{what}", by=by, subject=subject, after={"event": kept.pk}, now=now)
