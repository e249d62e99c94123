"""Announcements as they are read: what each says, and which there are."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from localturn.agenda import permissions
from localturn.agenda.domain.content import Content, Document, Session, Speaker, Text
from localturn.agenda.domain.terms import Kind, Mode, State
from localturn.agenda.domain.when import Deadline, When
from localturn.agenda.models import Event, EventText, Joining, Provenance
from localturn.foundation.people.reader import Reader
from localturn.foundation.refusals import NotFound, require

_MOST_STEPS = 10


def whole(events: QuerySet[Event]) -> QuerySet[Event]:
    """With everything that `content_of` reads."""
    return events.select_related("organiser", "city", "country").prefetch_related(
        "texts", "topics", "sessions", "speakers", "documents"
    )


def content_of(event: Event) -> Content:
    """What an announcement says; fetch it `whole` for a list."""
    return Content(
        kind=Kind(event.kind),
        texts=tuple(text_of(each) for each in event.texts.all()),
        when=when_of(event),
        deadline=deadline_of(event),
        mode=Mode(event.mode) if event.mode else None,
        city=event.city_id,
        country="" if event.city_id else event.country_id or "",
        venue=event.venue,
        online_link=event.online_link,
        website=event.website,
        registration_link=event.registration_link,
        organiser=event.organiser_id,
        organiser_name=event.organiser_name,
        languages=tuple(event.languages),
        topics=tuple(each.slug for each in event.topics.all()),
        sessions=tuple(
            Session(
                title=each.title,
                day=each.day,
                begins=each.begins,
                ends=each.end_time,
                track=each.track,
                summary=each.summary,
                speakers=tuple(each.speakers),
            )
            for each in event.sessions.all()
        ),
        speakers=tuple(Speaker(each.name, each.role) for each in event.speakers.all()),
        documents=tuple(
            Document(each.title, each.address, each.language) for each in event.documents.all()
        ),
    )


def text_of(row: EventText) -> Text:
    return Text(
        language=row.language,
        title=row.title,
        summary=row.summary,
        body=row.body,
        is_original=row.is_original,
        is_machine=row.is_machine,
    )


def when_of(event: Event) -> When:
    return When(
        zone=event.zone,
        first_day=event.first_day,
        begins=event.begins,
        last_day=event.last_day,
        ends=event.end_time,
    )


def deadline_of(event: Event) -> Deadline | None:
    if event.deadline_day is None:
        return None
    return Deadline(event.deadline_day, event.deadline_time, event.deadline_zone or event.zone)


def in_language(texts: list[EventText], language: str) -> EventText:
    """The text in a reader's language, else the original."""
    own = next((each for each in texts if each.language == language), None)
    return own or next((each for each in texts if each.is_original), texts[0])


def stands_for(pk: int) -> int | None:
    """The published announcement that an address leads to, which was made one with it."""
    event = Event.objects.filter(pk=pk, merged_into__isnull=False).first()
    kept = kept_for(event) if event else None
    return kept.pk if kept and kept.pk != pk and kept.state == State.PUBLISHED else None


def kept_for(event: Event) -> Event:
    """The announcement that stands for it: itself, or what it was made one with."""
    for _step in range(_MOST_STEPS):
        if event.merged_into is None:
            break
        event = event.merged_into
    return event


def joined_into(event: Event) -> QuerySet[Joining]:
    """Those that were made one with it, the newest first."""
    rows = event.joined.filter(undone_at=None).select_related("absorbed", "by")
    return rows.prefetch_related("absorbed__texts")


def sources_of(event: Event) -> list[Provenance]:
    """Where it comes from, and where what was made one with it does."""
    of_it = Q(event=event) | Q(event__merged_into=event)
    return list(Provenance.objects.filter(of_it).order_by("at", "pk"))


def event_seen_by(person: Reader, pk: int, *, now: datetime) -> Event:
    """An announcement on its page. Raises NotFound."""
    found = whole(permissions.events_visible_to(person, now=now)).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def event_edited_by(person: Reader, pk: int, *, now: datetime) -> Event:
    """An announcement to be changed.

    Raises NotFound where they may not know of it, NotAllowed where they may only read it.
    """
    event = event_seen_by(person, pk, now=now)
    allowed = permissions.can_edit(person, now=now)
    require(
        allowed or permissions.can_change_suggestion(person, event),
        _(permissions.FOR_EDITORS),
    )
    return event


def waiting_for_editors() -> QuerySet[Event]:
    """What was suggested or begun and is not published, the longest waiting first."""
    waits = Event.objects.filter(state__in=[State.SUGGESTED.value, State.DRAFT.value])
    return whole(waits).order_by("created_at", "pk")
