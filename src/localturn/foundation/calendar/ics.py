"""Entries as an iCalendar file (RFC 5545, 7986) that calendar programs subscribe to.

The same entries give the same bytes: `DTSTAMP` is when an entry was last changed, as the standard
has it where nothing is negotiated, so a program that asks again can be told that nothing is new.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard
from icalendar.prop import vDDDTypes, vDuration, vText, vUri

from localturn.foundation import moments
from localturn.foundation.calendar.entries import Entry, Kind
from localturn.foundation.calendar.zones import Change, changes

PRODUCT = "-//Local Turn//Calendar//EN"
TYPE = "text/calendar; charset=utf-8"
LOOK_AGAIN = timedelta(hours=6)


@dataclass(frozen=True)
class Feed:
    """What a calendar file says of itself."""

    name: str
    text: str
    base: str
    """Scheme and host of this installation: what paths are completed with."""
    zone: str
    """Of the reader, for programs that show the calendar in one."""


def write(entries: Sequence[Entry], feed: Feed) -> bytes:
    """A whole calendar, with a description of each zone that it uses."""
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("NAME", feed.name)
    calendar.add("X-WR-CALNAME", feed.name)
    calendar.add("DESCRIPTION", feed.text)
    calendar.add("X-WR-CALDESC", feed.text)
    calendar.add("X-WR-TIMEZONE", feed.zone)
    calendar.add("REFRESH-INTERVAL", vDuration(LOOK_AGAIN), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(LOOK_AGAIN))
    for zone, years in sorted(_zones(entries).items()):
        calendar.add_component(_zone(zone, changes(zone, min(years), max(years))))
    for entry in entries:
        calendar.add_component(_event(entry, feed.base))
    return bytes(calendar.to_ical())


@lru_cache(maxsize=256)
def zone_lines(name: str, first_year: int, last_year: int) -> bytes:
    """The description of a zone in these years, as it stands in a file; of UTC there is none.

    Written here and not by the library, which needs ten times as long for the same lines; names of
    zones are short and have nothing that is escaped.
    """
    if _is_plain(name):
        return b""
    parts = [
        f"BEGIN:{part}\r\nDTSTART:{change.on_the_wall:%Y%m%dT%H%M%S}\r\nTZNAME:{change.letters}\r\n"
        f"TZOFFSETFROM:{_offset(change.before)}\r\nTZOFFSETTO:{_offset(change.after)}\r\n"
        f"END:{part}\r\n"
        for change in changes(name, first_year, last_year)
        for part in ("DAYLIGHT" if change.is_daylight else "STANDARD",)
    ]
    return f"BEGIN:VTIMEZONE\r\nTZID:{name}\r\n{''.join(parts)}END:VTIMEZONE\r\n".encode()


def _offset(offset: timedelta) -> str:
    seconds = int(offset.total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    minutes, rest = divmod(rest, 60)
    return f"{'-' if seconds < 0 else '+'}{hours:02}{minutes:02}" + (f"{rest:02}" if rest else "")


def headline(entry: Entry) -> str:
    """The one line that a calendar shows of an entry."""
    if entry.kind is Kind.OPENS:
        return _("Opens: %(title)s") % {"title": entry.title}
    if entry.kind is Kind.DUE:
        return _("Due: %(title)s") % {"title": entry.title}
    return entry.title


def _event(entry: Entry, base: str) -> Event:
    event = Event()
    event.add("UID", f"{entry.uid}@{urlsplit(base).hostname}")
    event.add("DTSTAMP", entry.changed_at.astimezone(UTC))
    event.add("LAST-MODIFIED", entry.changed_at.astimezone(UTC))
    event.add("SEQUENCE", entry.sequence)
    event.add("SUMMARY", headline(entry))
    event.add("DTSTART", _time(entry.starts, entry.zone))
    if entry.ends is not None:
        event.add("DTEND", _time(entry.ends, entry.zone))
    elif entry.is_all_day:
        event.add("DTEND", _time(entry.starts + timedelta(days=1), entry.zone))
    event.add("CATEGORIES", [_(entry.kind.value)])
    event.add("STATUS", "CONFIRMED")
    event.add("TRANSP", "OPAQUE" if entry.kind.takes_time else "TRANSPARENT")
    address = urljoin(base, entry.url) if entry.url else ""
    described = [entry.within, entry.text, entry.link, address]
    if any(described):
        event.add("DESCRIPTION", "\n\n".join(filter(None, described)))
    if entry.place or entry.link:
        event.add("LOCATION", entry.place or entry.link)
    if entry.link:
        event.add("CONFERENCE", vUri(entry.link), parameters={"VALUE": "URI", "FEATURE": "VIDEO"})
    if address:
        event.add("URL", vUri(address))
    return event


def _time(when: datetime | date, zone: str) -> vDDDTypes:
    """On the wall of its zone; in UTC where the wall shows the same hour for the second time."""
    if not isinstance(when, datetime):
        return vDDDTypes(when)
    local = when.astimezone(moments.zone(zone))
    if _is_plain(zone) or local.fold:
        return vDDDTypes(when.astimezone(UTC))
    return vDDDTypes(local)


def _is_plain(zone: str) -> bool:
    return zone in {"UTC", "Etc/UTC"}


def _zones(entries: Iterable[Entry]) -> dict[str, set[int]]:
    """The zones that entries are written in, each with the years that it is needed for."""
    needed: dict[str, set[int]] = {}
    for entry in entries:
        for when in (entry.starts, entry.ends):
            if isinstance(when, datetime) and not _is_plain(entry.zone):
                years = needed.setdefault(entry.zone, set())
                years.update((when.year - 1, when.year + 1))
    return needed


def _zone(name: str, known: Sequence[Change]) -> Timezone:
    zone = Timezone()
    zone.add("TZID", name)
    for change in known:
        part = TimezoneDaylight() if change.is_daylight else TimezoneStandard()
        part.add("DTSTART", change.on_the_wall)
        part.add("TZOFFSETFROM", change.before)
        part.add("TZOFFSETTO", change.after)
        part.add("TZNAME", vText(change.letters))
        zone.add_component(part)
    return zone
