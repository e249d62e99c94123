"""What of the agenda can be found by everybody."""

from collections.abc import Iterator

from django.urls import reverse

from localturn.agenda.domain.terms import State
from localturn.agenda.models import Event
from localturn.foundation.prose import text_of
from localturn.foundation.search import PUBLIC, Document

ROOM = "agenda"
KIND = "event"
LONGEST_YEARS = 30


def documents_of(event: Event) -> list[Document]:
    """A published announcement, once in each of its languages."""
    if event.state != State.PUBLISHED:
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
            audience=PUBLIC,
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
            marks=tuple(lasting_in(year) for year in _years(event)),
            group=group_of(event.pk),
        )
        for text in event.texts.all()
    ]


def lasting_in(year: int) -> str:
    """The mark of what is not over before this year: what is asked for words among what is to come
    need not look at a whole archive."""
    return f"agendanotoverin{year}"


def _years(event: Event) -> range:
    """From a year before it was first published, for clocks differ."""
    if event.ends is None or event.published_at is None:
        return range(0)
    first = event.published_at.year - 1
    return range(first, min(event.ends.year, first + LONGEST_YEARS) + 1)


def group_of(pk: int) -> str:
    return f"event:{pk}"


def all_documents() -> Iterator[Document]:
    shown = Event.objects.filter(state=State.PUBLISHED.value)
    shown = shown.select_related("organiser", "city", "country")
    shown = shown.prefetch_related("texts", "speakers", "sessions").order_by("pk")
    for event in shown.iterator(chunk_size=500):
        yield from documents_of(event)
