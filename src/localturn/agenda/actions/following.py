"""An event that announces a live session goes with it when that is moved, renamed or called off.

Who is registered is told as of any change (`telling_registrants`). An event is held before what it
announces, as where it is related: no two wait for each other.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.agenda import permissions
from localturn.agenda.actions import events
from localturn.agenda.domain.content import Content, lacks
from localturn.agenda.domain.following import (
    STATUS,
    WHEN,
    Said,
    Stands,
    followed,
    is_at,
    taken_over,
)
from localturn.agenda.domain.terms import Kind, State, Status
from localturn.agenda.models import Announced, Event
from localturn.agenda.queries.events import content_of, kept_for, when_of
from localturn.agenda.queries.related import card_of, named_things, thing_named
from localturn.foundation import moments
from localturn.foundation.links import Held, Thing
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotNow, require
from localturn.foundation.room import held
from localturn.foundation.tasks import task
from localturn.foundation.trail.actions import record

_LATELY = timedelta(days=1)
_STATUS = {Stands.UNDATED: Status.POSTPONED, Stands.GONE: Status.CANCELLED}


def follow(things: Sequence[Thing], *, now: datetime) -> None:
    """These have changed in their own room: the events that announce them follow afterwards."""
    rows = Announced.objects.filter(thing__in=[str(each) for each in things]).order_by("pk")
    for pk in rows.values_list("event_id", flat=True):
        follow_one.enqueue(pk)


@task(tries=3)
def follow_one(event_id: int) -> None:
    bring_up_to_date(event_id, now=moments.now())


@task()
def follow_all() -> None:
    """Once a day, whatever became of what was told; one that fails keeps no other from it."""
    lasting = Announced.objects.filter(event__ends__gt=moments.now() - _LATELY).order_by("pk")
    for pk in lasting.values_list("event_id", flat=True):
        follow_one.enqueue(pk)


@transaction.atomic
def take_up(event: Event, *, by: Person) -> None:
    """Let an event follow the one thing that it is related to and that is held when it is; what
    has another time, or is one of several, is only related, and so is what `by` may not know the
    time of: everybody would know it by and by."""
    event = events.held(event)
    if event.kind != Kind.EVENT or Announced.objects.filter(event=event).exists():
        return
    there = held(named_things(event))
    if len(there) != 1:
        return
    ((thing, told),) = there.items()
    said, card = _said(told), card_of(thing, by)
    may_know = card is not None and card.begins is not None
    if may_know and said is not None and is_at(when_of(event), said):
        Announced.objects.create(event=event, thing=str(thing), **_columns(said))


@transaction.atomic
def let_go(event: Event, thing: Thing) -> None:
    """They are not related any longer."""
    events.held(event)
    Announced.objects.filter(event=event, thing=str(thing)).delete()


@transaction.atomic
def bring_up_to_date(event_id: int, *, now: datetime) -> None:
    """Hold an event against what it announces; run twice, the second time changes nothing."""
    told_of = Event.objects.filter(pk=event_id, announces__isnull=False).first()
    if told_of is None:
        return
    event = events.held(kept_for(told_of))
    row = Announced.objects.select_for_update().filter(event=event_id).first()
    thing = thing_named(row.thing) if row is not None else None
    if row is None or thing is None:
        return
    before = _said_before(row)
    after = _now(held([thing]).get(thing), before)
    if after == before:
        return
    content = content_of(event)
    wanted, differs = followed(content, before, after)
    if wanted != content:
        differs |= _rewrite(event, content, wanted, now=now)
    differs |= _settle(event, row, before, after, now=now)
    vars(row).update(_columns(after), differs=sorted({*row.differs, *differs}))
    row.save()
    what = "agenda.event.followed"
    told = {"thing": row.thing, "differs": ", ".join(sorted(differs))}
    record(what=what, by=None, subject=f"agenda/event/{event.pk}", after=told, now=now)


@transaction.atomic
def take_over(event: Event, *, by: Person, now: datetime) -> None:
    """Let an event say what the session says, whatever was written by hand; from then on it follows
    again. Raises Invalid where it could not be published so."""
    require(permissions.can_edit(by, now=now), _(permissions.FOR_EDITORS))
    event = events.held(event)
    row = Announced.objects.select_for_update().filter(event=event).first()
    if row is None or not row.differs:
        raise NotNow(_("It says what the session says."))
    content, said = content_of(event), _said_before(row)
    wanted = taken_over(content, said)
    missing = lacks(wanted) if event.state == State.PUBLISHED else []
    if missing:
        raise Invalid(" ".join(_(each) for each in missing))
    if wanted != content:
        events.rewrite(event, content, wanted, now=now)
    if STATUS in row.differs and event.state == State.PUBLISHED:
        _settle_as(event, row, _STATUS.get(said.stands, Status.SCHEDULED), now=now)
    row.differs = []
    row.save()
    subject = f"agenda/event/{event.pk}"
    record(what="agenda.event.taken_over", by=by, subject=subject, now=now)


def _rewrite(event: Event, before: Content, after: Content, *, now: datetime) -> set[str]:
    """Fields that stay as they are, because it could not be published otherwise. Calendars that
    have it get another name as they get another time."""
    if after.texts != before.texts and after.when == before.when:
        event.sequence += 1
    if event.state == State.PUBLISHED and lacks(after):
        after = Content(**{**vars(after), WHEN: before.when})
        if after != before:
            events.rewrite(event, before, after, now=now)
        return {WHEN}
    events.rewrite(event, before, after, now=now)
    return set()


def _settle(event: Event, row: Announced, before: Said, after: Said, *, now: datetime) -> set[str]:
    """Postpone or cancel it, or take back that this was done; what a person settled stays."""
    if before.stands is after.stands or event.state != State.PUBLISHED:
        return set()
    wanted = _STATUS.get(after.stands, Status.SCHEDULED)
    is_own = row.settled_at is not None and row.settled_at == event.settled_at
    if event.status == wanted:
        return set()
    if not is_own and (event.status != Status.SCHEDULED or not is_at(when_of(event), after)):
        return {STATUS}
    _settle_as(event, row, wanted, now=now)
    return set()


def _settle_as(event: Event, row: Announced, wanted: Status, *, now: datetime) -> None:
    event.refresh_from_db()
    if event.status != wanted:
        events.settle_as(event, wanted, by=None, now=now)
    row.settled_at = None if wanted is Status.SCHEDULED else now


def _now(told: Held | None, before: Said) -> Said:
    if told is None:
        return Said(before.title, before.begins, before.ends, before.zone, Stands.GONE)
    said = _said(told)
    if said is None:
        title = told.title[:300]
        return Said(title, before.begins, before.ends, before.zone, Stands.UNDATED)
    return said


def _said(told: Held) -> Said | None:
    if told.begins is None or told.ends is None:
        return None
    return Said(told.title[:300], told.begins, told.ends, told.zone)


def _said_before(row: Announced) -> Said:
    return Said(row.title, row.begins, row.ends, row.zone, Stands(row.stands))


def _columns(said: Said) -> dict[str, object]:
    return {**vars(said), "stands": said.stands.value}
