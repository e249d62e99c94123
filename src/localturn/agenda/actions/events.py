"""Announcements: written, suggested, published, postponed, cancelled, taken out.

`by` is None where the house itself acts: what a source told is written by the pipeline.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from localturn.agenda import permissions
from localturn.agenda.actions.indexing import index_event
from localturn.agenda.domain.content import (
    LABELS,
    Content,
    Document,
    Text,
    differing,
    lacks,
    print_of,
)
from localturn.agenda.domain.terms import State, Status
from localturn.agenda.models import (
    AgendaState,
    Event,
    EventDocument,
    EventText,
    Provenance,
    Session,
    Speaker,
    Topic,
)
from localturn.agenda.queries.events import content_of, whole
from localturn.agenda.queries.registering import has_registration
from localturn.foundation.people.models import Person
from localturn.foundation.places.models import City
from localturn.foundation.prose import is_tangled
from localturn.foundation.refusals import Invalid, NotNow, require
from localturn.foundation.trail.actions import record

_TIMES = ("when", "deadline")
_WRITTEN = ("venue", "online_link", "website", "registration_link", "organiser_name")
"""Fields that the row has as they are written."""


@transaction.atomic
def write(content: Content, *, by: Person | None, now: datetime) -> Event:
    """Begin a draft. What a person wrote is marked as theirs."""
    require(by is None or permissions.can_edit(by, now=now), _(permissions.FOR_EDITORS))
    return _begin(content, State.DRAFT, by=by, now=now)


@transaction.atomic
def suggest(content: Content, *, by: Person, now: datetime) -> Event:
    """Hand in an announcement that waits for an editor. Raises Invalid where something lacks."""
    require(
        permissions.can_suggest(by, now=now),
        _("Announcements are handed in by people who belong to an organisation here."),
    )
    _require_whole(content)
    return _begin(content, State.SUGGESTED, by=by, now=now)


@transaction.atomic
def edit(event: Event, content: Content, *, seen: str = "", by: Person, now: datetime) -> None:
    """Write what it says; the fields that differ are marked as edited by a person.

    `seen` is the print of what was there when the form was shown. Raises NotNow where that is no
    longer so, Invalid where it is published and would lack something.
    """
    allowed = permissions.can_edit(by, now=now) or permissions.can_change_suggestion(by, event)
    require(allowed, _(permissions.FOR_EDITORS))
    event = held(event)
    before = content_of(event)
    if seen and seen != print_of(before):
        raise NotNow(
            _(
                "Somebody has changed this announcement since you opened it. Look at it in another "
                "window; if you save once more, what you have written here takes its place."
            )
        )
    if event.state != State.DRAFT:
        _require_whole(content)
    refuse_to_registrants(event, before, content, by=by, now=now)
    changed = differing(before, content)
    event.edited = sorted({*event.edited, *changed})
    rewrite(event, before, content, now=now)


@transaction.atomic
def remember_source(
    event: Event,
    *,
    key: str,
    source: str,
    address: str = "",
    words: Mapping[str, str] | None = None,
    now: datetime,
) -> Provenance:
    """Write down where an announcement came from; the same item a second time changes nothing."""
    row, _is_new = Provenance.objects.get_or_create(
        key=key,
        defaults={
            "event": event,
            "source": source[:300],
            "address": address,
            "words": dict(words or {}),
            "at": now,
        },
    )
    return row


@transaction.atomic
def publish(event: Event, *, by: Person | None, now: datetime) -> None:
    """Let everybody read it. Raises Invalid where something is missing or contradictory."""
    event = _held_by(event, by, now)
    if event.state == State.PUBLISHED:
        raise NotNow(_("This announcement is published already."))
    if event.merged_into_id is not None:
        raise NotNow(_("This is one with another announcement. Make them two again first."))
    _require_whole(content_of(event))
    if event.state == State.WITHDRAWN:  # calendars were told that it is off
        event.sequence += 1
    event.state = State.PUBLISHED.value
    event.published_at = event.published_at or now
    _settle(event, by=by, now=now, what="published")


@transaction.atomic
def withdraw(event: Event, *, by: Person | None, now: datetime) -> None:
    """Take it out: nobody but editors sees it. A calendar that has it is told that it is off."""
    event = _held_by(event, by, now)
    if event.state == State.WITHDRAWN:
        raise NotNow(_("This announcement is taken out already."))
    event.state = State.WITHDRAWN.value
    event.sequence, event.settled_at = event.sequence + 1, now
    _settle(event, by=by, now=now, what="withdrawn")


@transaction.atomic
def postpone(event: Event, *, by: Person | None, now: datetime) -> None:
    """Say that it will not be held when it was announced, and that the new time is not known."""
    settle_as(event, Status.POSTPONED, by=by, now=now)


@transaction.atomic
def cancel(event: Event, *, by: Person | None, now: datetime) -> None:
    """Say that it is not held."""
    settle_as(event, Status.CANCELLED, by=by, now=now)


@transaction.atomic
def reinstate(event: Event, *, by: Person | None, now: datetime) -> None:
    """Say that it is held after all."""
    settle_as(event, Status.SCHEDULED, by=by, now=now)


@transaction.atomic
def settle_as(event: Event, status: Status, *, by: Person | None, now: datetime) -> None:
    """Say whether what is published is held."""
    event = _held_by(event, by, now)
    if event.state != State.PUBLISHED:
        raise NotNow(_("Only what is published can be postponed or cancelled."))
    if event.status == status:
        raise NotNow(_("It says so already."))
    event.status, event.settled_at = status.value, now
    event.sequence += 1
    _settle(event, by=by, now=now, what=status.value)


def _begin(content: Content, state: State, *, by: Person | None, now: datetime) -> Event:
    event = Event(state=state.value, created_at=now, created_by=by, changed_at=now)
    if by is not None:
        event.edited = sorted(differing(Content(), content))
    _write(event, content, now=now)
    return event


def held(event: Event) -> Event:
    """The row as it is now, held until the end."""
    Event.objects.select_for_update(of=("self",)).filter(pk=event.pk).first()
    return whole(Event.objects.filter(pk=event.pk)).get()


def _held_by(event: Event, by: Person | None, now: datetime) -> Event:
    require(by is None or permissions.can_edit(by, now=now), _(permissions.FOR_EDITORS))
    return held(event)


def _require_whole(content: Content) -> None:
    if sentences := [_(each) for each in lacks(content)]:
        raise Invalid(" ".join(sentences))


def rewrite(event: Event, before: Content, after: Content, *, now: datetime) -> None:
    """Moved in time, it is a newer entry of every calendar; a new date ends being postponed."""
    if any(getattr(before, name) != getattr(after, name) for name in (*_TIMES, "city", "venue")):
        event.sequence += 1
    if before.when != after.when and event.status == Status.POSTPONED:
        event.status, event.settled_at = Status.SCHEDULED.value, now
    _write(event, after, now=now)


def _write(event: Event, content: Content, *, now: datetime) -> None:
    _refuse_tangled(content)
    when, deadline = content.when, content.deadline
    if when.is_backwards:
        raise Invalid(_("It ends before it begins."))
    event.kind = content.kind.value
    event.zone, event.first_day, event.begins = when.zone, when.first_day, when.begins
    event.last_day, event.end_time = when.last_day or when.first_day, when.ends
    event.deadline_day = deadline.day if deadline else None
    event.deadline_time = deadline.clock if deadline else None
    event.deadline_zone = deadline.zone if deadline else ""
    event.mode = content.mode.value if content.mode else ""
    event.city_id, event.country_id = content.city, content.country or None
    if content.city is not None:
        event.country_id = City.objects.values_list("country_id", flat=True).get(pk=content.city)
    event.organiser_id = content.organiser
    for name in _WRITTEN:
        setattr(event, name, getattr(content, name))
    event.languages = list(content.languages)
    _refuse_unusable(event, content)
    _work_out_moments(event, content, now)
    event.changed_at = now
    if event.state == State.PUBLISHED:
        event.revision = next_revision()
    event.save()
    _write_parts(event, content)
    if event.published_at is not None:
        index_event(event)


def _work_out_moments(event: Event, content: Content, now: datetime) -> None:
    event.closes = content.deadline.passes_at if content.deadline else None
    told = event.published_at or now
    event.starts = content.when.starts_at or event.closes or told
    event.ends = content.when.ends_at or event.closes or event.starts


def _write_parts(event: Event, content: Content) -> None:
    event.texts.all().delete()
    original = content.original
    texts = [_text_row(each) for each in content.texts]
    for row, each in zip(texts, content.texts, strict=True):
        row.event, row.is_original = event, each is original
    EventText.objects.bulk_create(texts)
    event.topics.set(Topic.objects.filter(slug__in=content.topics))
    for rows in (event.speakers, event.sessions, event.documents):
        rows.all().delete()
    Speaker.objects.bulk_create(
        Speaker(event=event, position=n, name=each.name, role=each.role)
        for n, each in enumerate(content.speakers)
    )
    Session.objects.bulk_create(
        Session(
            event=event,
            position=n,
            day=each.day,
            begins=each.begins,
            end_time=each.ends,
            track=each.track,
            title=each.title,
            summary=each.summary,
            speakers=list(each.speakers),
        )
        for n, each in enumerate(content.sessions)
    )
    documents = [_document_row(n, each) for n, each in enumerate(content.documents)]
    for document in documents:
        document.event = event
    EventDocument.objects.bulk_create(documents)
    vars(event).pop("_prefetched_objects_cache", None)


def _text_row(text: Text) -> EventText:
    return EventText(
        language=text.language,
        title=text.title.strip(),
        summary=text.summary,
        body=text.body,
        is_machine=text.is_machine,
    )


def _document_row(position: int, document: Document) -> EventDocument:
    return EventDocument(
        position=position,
        title=document.title,
        address=document.address,
        language=document.language,
    )


def _refuse_unusable(event: Event, content: Content) -> None:
    """Refuse what no page or calendar could show: no title, too long, an address that is none."""
    if content.original is None or not all(each.title.strip() for each in content.texts):
        raise Invalid(_("It has no title."))
    if len({each.language for each in content.texts}) < len(content.texts):
        raise Invalid(_("There are two texts in one language."))
    others = {each.name for each in Event._meta.fields} - set(_WRITTEN)
    rows = [
        (event, others),
        *((_text_row(each), {"event"}) for each in content.texts),
        *((_document_row(n, each), {"event"}) for n, each in enumerate(content.documents)),
    ]
    for row, left_out in rows:
        try:
            row.clean_fields(exclude=left_out)
        except ValidationError as wrong:
            name, sentences = next(iter(wrong.message_dict.items()))
            label = _(LABELS[name]) if name in LABELS else name
            raise Invalid(f"{label}: {' '.join(sentences)}") from wrong


def refuse_to_registrants(
    event: Event, before: Content, after: Content, *, by: Person, now: datetime
) -> None:
    """Refuse what those who register for it here did not expect: that it is no event any longer, or
    that somebody else sees who they are (decision 27); a change by who does is in the trail."""
    if not has_registration(event):
        return
    if after.kind is not before.kind:
        raise Invalid(_("People register for it here, so it stays an event."))
    if after.organiser != before.organiser:
        keeps = permissions.can_keep_registration(by, event, now=now)
        require(keeps, _(permissions.FOR_ITS_ORGANISER))
        record(
            what="agenda.event.organiser",
            by=by,
            subject=f"agenda/event/{event.pk}",
            before={"organiser": before.organiser},
            after={"organiser": after.organiser},
            now=now,
        )


def _refuse_tangled(content: Content) -> None:
    """Refuse a text that is made to be slow before it stands on a page."""
    if any(is_tangled(text) for each in content.texts for text in (each.body, each.summary)):
        raise Invalid(
            _(
                "The text has too many marks (such as *, [ and |) and short lines. Use fewer, or "
                "divide it."
            )
        )


def _settle(event: Event, *, by: Person | None, now: datetime, what: str) -> None:
    event.revision = next_revision()
    event.changed_at = now
    if event.first_day is None and event.deadline_day is None:
        event.starts = event.ends = event.published_at or now
    event.save()
    index_event(event)
    record(what=f"agenda.event.{what}", by=by, subject=f"agenda/event/{event.pk}", now=now)


def draw_up_anew(event: Event) -> None:
    """Let the agenda find it by what has changed beside it."""
    if event.state == State.PUBLISHED:
        Event.objects.filter(pk=event.pk).update(revision=next_revision())


def next_revision() -> int:
    """One more than the last, held to the end of the transaction, so that who has read up to a
    revision has missed none before it."""
    AgendaState.objects.get_or_create(pk=1)
    state = AgendaState.objects.select_for_update().get(pk=1)
    state.revision, state.stamp = state.revision + 1, secrets.token_hex(16)
    state.save()
    return state.revision
