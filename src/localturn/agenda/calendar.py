"""What of the agenda stands in somebody's own calendar: events at which they have a place."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils.translation import get_language

from localturn.agenda.domain.registering import Standing
from localturn.agenda.domain.terms import State, Status
from localturn.agenda.models import Event, Registrant
from localturn.agenda.queries.events import in_language, when_of
from localturn.agenda.queries.saying import where_words
from localturn.foundation.calendar import Entry, Kind
from localturn.foundation.people.models import Person

MOST = 500


def calendar_entries(person: Person, *, since: datetime, until: datetime) -> list[Entry]:
    """In the reader's language, where it is told in it; with the UID of the feeds, so that nobody
    has an event twice."""
    own = Registrant.objects.filter(
        registration__event=OuterRef("pk"), person=person, standing=Standing.CONFIRMED.value
    )
    events = Event.objects.filter(
        Exists(own), state=State.PUBLISHED.value, starts__lt=until, ends__gt=since
    )
    events = events.exclude(status=Status.CANCELLED.value).select_related("city", "country")
    made = (_entry(event) for event in events.prefetch_related("texts")[:MOST])
    return [entry for entry in made if entry is not None]


def _entry(event: Event) -> Entry | None:
    when, text = when_of(event), in_language(list(event.texts.all()), get_language() or "en")
    starts, first, last = when.starts_at, when.first_day, when.last_day
    if starts is None or first is None or last is None:
        return None
    is_day = when.is_all_day
    return Entry(
        uid=f"agenda/event/{event.uid}",
        kind=Kind.EVENT,
        title=text.title,
        starts=first if is_day else starts,
        ends=last + timedelta(days=1) if is_day else when.lasts_until,
        zone=event.zone,
        changed_at=event.changed_at,
        text=text.summary,
        url=event.get_absolute_url(),
        link=event.online_link,
        place=where_words(event),
        language=text.language,
        sequence=event.sequence,
    )
