"""An announcement as schema.org describes it, for search engines and other calendars."""

from datetime import datetime, timedelta
from typing import Any

from localturn.agenda.domain.terms import AHEAD, Kind, Mode, Status
from localturn.agenda.domain.when import When
from localturn.agenda.models import Event, EventText
from localturn.agenda.queries.events import when_of
from localturn.agenda.queries.prose import html_of
from localturn.agenda.queries.registering import public_link
from localturn.foundation import moments
from localturn.foundation.prose import text_of

_STATUS = {
    Status.SCHEDULED: "EventScheduled",
    Status.POSTPONED: "EventPostponed",
    Status.CANCELLED: "EventCancelled",
}
_MODES = {
    Mode.ON_SITE: "OfflineEventAttendanceMode",
    Mode.ONLINE: "OnlineEventAttendanceMode",
    Mode.BOTH: "MixedEventAttendanceMode",
}
_TYPES = {
    Kind.EVENT: "Event",
    Kind.CALL: "Event",
    Kind.NEWS: "NewsArticle",
    Kind.REPORT: "Report",
    Kind.AWARD: "NewsArticle",
    Kind.DECISION: "NewsArticle",
}


def event_data(event: Event, text: EventText, *, address: str) -> dict[str, Any]:
    """JSON-LD of type Event, or of an article for news; `address` is its page with its host."""
    kind = Kind(event.kind)
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": _TYPES[kind],
        "@id": address,
        "url": address,
        "identifier": event.uid,
        "name": text.title,
        "description": text.summary or text_of(html_of(text.body))[:5000],
        "inLanguage": event.languages or [text.language],
    }
    if kind in AHEAD:
        data |= _happening(event, when_of(event))
    else:
        published = event.first_day or (event.published_at.date() if event.published_at else None)
        data["datePublished"] = published.isoformat() if published else ""
        data["dateModified"] = event.changed_at.isoformat()
        data["headline"] = text.title
    if organiser := str(event.organiser or event.organiser_name):
        named = {"@type": "Organization", "name": organiser}
        if event.organiser and event.organiser.website:
            named["url"] = event.organiser.website
        data["organizer" if kind in AHEAD else "publisher"] = named
    return {key: value for key, value in data.items() if value not in ("", [], None)}


def _happening(event: Event, when: When) -> dict[str, Any]:
    start = _written(when, when.starts_at) or (event.closes.isoformat() if event.closes else "")
    data: dict[str, Any] = {
        "startDate": start,
        "endDate": _end(when),
        "eventStatus": f"https://schema.org/{_STATUS[Status(event.status)]}",
        "location": _locations(event),
        "performer": [{"@type": "Person", "name": each.name} for each in event.speakers.all()],
        "subEvent": [
            {
                "@type": "Event",
                "name": each.title,
                "startDate": moments.at(each.day, each.begins, event.zone).isoformat(),
            }
            for each in event.sessions.all()
            if each.day and each.begins
        ],
    }
    if event.mode:
        data["eventAttendanceMode"] = f"https://schema.org/{_MODES[Mode(event.mode)]}"
    if event.registration_link:
        data["offers"] = {"@type": "Offer", "url": event.registration_link}
        if event.closes:
            data["offers"]["availabilityEnds"] = event.closes.isoformat()
    return data


def _locations(event: Event) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if event.mode != Mode.ONLINE and (event.venue or event.city or event.country):
        address = {"@type": "PostalAddress", "addressCountry": event.country_id or ""}
        if event.city:
            address["addressLocality"] = event.city.name
        place: dict[str, Any] = {"@type": "Place", "address": address}
        place["name"] = event.venue or str(event.city or event.country)
        if event.city:
            place["geo"] = {
                "@type": "GeoCoordinates",
                "latitude": event.city.latitude,
                "longitude": event.city.longitude,
            }
        found.append(place)
    if event.mode in (Mode.ONLINE, Mode.BOTH):
        online = {"@type": "VirtualLocation"}
        if link := public_link(event) or event.website:
            online["url"] = link
        found.append(online)
    return found


def _written(when: When, moment: datetime | None) -> str:
    if moment is None:
        return ""
    local = moment.astimezone(moments.zone(when.zone))
    return local.date().isoformat() if when.is_all_day else local.isoformat()


def _end(when: When) -> str:
    if when.is_all_day:
        last = when.last_day or when.first_day
        return last.isoformat() if last else ""
    if when.ends is None and (when.last_day or when.first_day) == when.first_day:
        return ""
    ends = when.ends_at
    if ends is not None and when.ends is None:
        ends -= timedelta(minutes=1)
    return _written(when, ends)
