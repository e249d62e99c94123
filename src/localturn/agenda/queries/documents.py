"""What of the agenda can be found by everybody."""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.db.models import Q
from django.urls import reverse

from localturn.agenda.domain.terms import State
from localturn.agenda.models import Event
from localturn.agenda.queries.index import TOLD_FOR
from localturn.foundation import moments
from localturn.foundation.prose import text_of
from localturn.foundation.search import PUBLIC, Document

ROOM = "agenda"
KIND = "event"
TAKEN_OUT = "agenda:taken-out"
"""The audience of what was taken out, to which no reader belongs."""
LONGEST = 30 * 12
"""Months for which an announcement is marked as not over."""


def documents_of(event: Event) -> list[Document]:
    """A published announcement, once in each of its languages; one that was taken out for nobody
    but the calendars of searches that found it, which are told so."""
    is_gone = event.state == State.WITHDRAWN and event.published_at is not None
    if event.state != State.PUBLISHED and not is_gone:
        return []
    organiser = str(event.organiser or event.organiser_name)
    place = str(event.city or event.country or "")
    people = [each.name for each in event.speakers.all()]
    sessions = [each.title for each in event.sessions.all()]
    return [
        Document(
            room=ROOM,
            kind=KIND,
            key=f"{event.pk}/{text.language}",
            title=text.title,
            href=reverse("agenda:event", args=[event.pk]),
            audience=TAKEN_OUT if is_gone else PUBLIC,
            changed_at=event.changed_at,
            language=text.language,
            summary=text.summary,
            text="\n".join(
                filter(
                    None,
                    [text_of(text.body), organiser, place, event.venue, *people, *sessions],
                )
            ),
            trail=tuple(filter(None, (organiser, place))),
            marks=tuple(map(_mark, _months(event))),
            group=group_of(event.pk),
        )
        for text in event.texts.all()
    ]


def lasting_in(moment: datetime) -> str:
    """The mark of what is not over before this month: what is asked for words among what is to
    come need not look at a whole archive."""
    return _mark(_month(moment))


def _months(event: Event) -> range:
    """From a month before it was first published, for clocks differ."""
    if event.ends is None or event.published_at is None:
        return range(0)
    first = _month(event.published_at) - 1
    return range(first, min(_month(event.ends), first + LONGEST) + 1)


def _mark(month: int) -> str:
    return f"agendanotoverin{month // 12}m{month % 12 + 1}"


def _month(moment: datetime) -> int:
    """Since the year 0, in UTC."""
    there = moment.astimezone(UTC)
    return there.year * 12 + there.month - 1


def group_of(pk: int) -> str:
    return f"event:{pk}"


def all_documents() -> Iterator[Document]:
    lately = Q(
        state=State.WITHDRAWN.value,
        published_at__isnull=False,
        settled_at__gt=moments.now() - TOLD_FOR,
    )
    shown = Event.objects.filter(Q(state=State.PUBLISHED.value) | lately)
    shown = shown.select_related("organiser", "city", "country")
    shown = shown.prefetch_related("texts", "speakers", "sessions").order_by("pk")
    for event in shown.iterator(chunk_size=500):
        yield from documents_of(event)
