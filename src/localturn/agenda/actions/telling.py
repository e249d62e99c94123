"""An announcement as programs are told it, in one of its languages."""

import json
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from localturn.agenda.domain.terms import AHEAD, Kind, State, Status
from localturn.agenda.models import Event, EventText
from localturn.agenda.queries.events import deadline_of, when_of
from localturn.agenda.queries.prose import html_of
from localturn.agenda.queries.registering import public_link
from localturn.agenda.queries.saying import deadline_label, deadline_words, where_words
from localturn.agenda.queries.schema_org import event_data
from localturn.agenda.standards import atom, vevent
from localturn.foundation.languages import INTERFACE_LANGUAGES
from localturn.foundation.prose import text_of

PRODUCT = "-//Local Turn//Agenda//EN"


@dataclass(frozen=True)
class Written:
    ics: str
    atom: str
    json: str
    jsonld: str


def uid_of(event: Event) -> str:
    """The same in every calendar of this installation, for ever."""
    return f"agenda/event/{event.uid}@{urlsplit(settings.PUBLIC_URL).hostname}"


def written(event: Event, text: EventText) -> Written:
    """As it stands in each kind of feed; fetch it `whole`."""
    language = text.language if text.language in INTERFACE_LANGUAGES else "en"
    with translation.override(language):
        address = settings.PUBLIC_URL + event.get_absolute_url()
        if event.state != State.PUBLISHED:
            return Written(vevent.vevent(_gone(event)), "", "", "")
        html = html_of(text.body) if text.body else ""
        data = event_data(event, text, address=address)
        return Written(
            ics=vevent.vevent(entry_of(event, text)),
            atom=_atom(event, text, html, address),
            json=json.dumps(_item(event, text, html, address), ensure_ascii=False),
            jsonld=json.dumps(data, ensure_ascii=False),
        )


def entry_of(event: Event, text: EventText) -> vevent.Entry:
    """Its entry in a calendar, in the current language where words are added."""
    kind, deadline = Kind(event.kind), deadline_of(event)
    told = [text.summary or text_of(html_of(text.body))[:1000]]
    if deadline:
        words = text_of(str(deadline_words(deadline)))
        told.append(f"{deadline_label(kind)}: {words}")
    address = settings.PUBLIC_URL + event.get_absolute_url()
    links = (event.registration_link, event.website, address)
    title = text.title
    if kind is Kind.CALL:
        title = _("Due: %(title)s") % {"title": title}
    return vevent.Entry(
        uid=uid_of(event),
        sequence=event.sequence,
        changed_at=event.changed_at,
        title=title,
        when=when_of(event),
        deadline=deadline,
        status=Status(event.status),
        categories=_categories(event, text.language),
        text="\n\n".join(filter(None, (*told, *dict.fromkeys(links)))),
        place=where_words(event),
        url=address,
        link=public_link(event),
        organiser=str(event.organiser or event.organiser_name),
        language=text.language,
    )


def _gone(event: Event) -> vevent.Entry:
    """What calendars that have it are told of what was taken out: nothing but that."""
    return vevent.Entry(
        uid=uid_of(event),
        sequence=event.sequence,
        changed_at=event.changed_at,
        title=_("Taken out"),
        when=when_of(event),
        deadline=deadline_of(event),
        status=Status.CANCELLED,
    )


def _categories(event: Event, language: str) -> list[str]:
    return [_(Kind(event.kind).label), *(each.called(language) for each in event.topics.all())]


def _atom(event: Event, text: EventText, html: str, address: str) -> str:
    when = when_of(event)
    told = text.summary
    if event.kind in AHEAD and when.first_day:
        day = f"{when.first_day:%Y-%m-%d}"
        if when.last_day != when.first_day:
            day = f"{day} – {when.last_day:%Y-%m-%d}"
        if when.begins:
            day = f"{day} {when.begins:%H:%M} ({when.zone.replace('_', ' ')})"
        told = " · ".join(filter(None, (day, where_words(event), told)))
    topics = [(each.slug, each.called(text.language)) for each in event.topics.all()]
    return atom.entry(
        atom.Entry(
            identity=f"urn:uuid:{event.uid[:8]}-{event.uid[8:12]}-{event.uid[12:16]}-"
            f"{event.uid[16:20]}-{event.uid[20:]}",
            title=text.title,
            url=address,
            published=event.published_at or event.changed_at,
            updated=event.changed_at,
            summary=told,
            html=html,
            author=str(event.organiser or event.organiser_name),
            categories=((event.kind, _(Kind(event.kind).label)), *topics),
            language=text.language,
        )
    )


def _item(event: Event, text: EventText, html: str, address: str) -> dict[str, object]:
    """An item of a JSON feed (jsonfeed.org, 1.1); under `_event` what it knows of the event."""
    when, deadline = when_of(event), deadline_of(event)
    item: dict[str, object] = {
        "id": event.uid,
        "url": address,
        "title": text.title,
        "language": text.language,
        "summary": text.summary,
        "content_html": html or escape(text.summary),
        "date_published": (event.published_at or event.changed_at).isoformat(),
        "date_modified": event.changed_at.isoformat(),
        "tags": [each.slug for each in event.topics.all()],
    }
    organiser = str(event.organiser or event.organiser_name)
    if organiser:
        item["authors"] = [{"name": organiser}]
    item["_event"] = {
        "kind": event.kind,
        "status": event.status,
        "sequence": event.sequence,
        "zone": when.zone,
        "all_day": when.is_all_day,
        "first_day": when.first_day.isoformat() if when.first_day else None,
        "begins": when.begins.isoformat("minutes") if when.begins else None,
        "last_day": when.last_day.isoformat() if when.last_day else None,
        "ends": when.ends.isoformat("minutes") if when.ends else None,
        "deadline": deadline.passes_at.isoformat() if deadline else None,
        "mode": event.mode or None,
        "city": event.city.code if event.city else None,
        "country": event.country_id,
        "venue": event.venue,
        "languages": event.languages,
        "registration": event.registration_link,
    }
    return {key: value for key, value in item.items() if value not in ("", [])}
