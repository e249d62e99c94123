"""iCalendar (RFC 5545) from other programs: entry by entry, so that a broken one loses no other.

Entries are read line by line here, a tenth of the cost of a library's tree; only what repeats goes
through `recurring_ical_events`, in a window.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from localturn.agenda.domain.extraction.values import Field
from localturn.agenda.domain.items import Item, Reading, Remark, Unreadable
from localturn.agenda.standards.calendar_lines import Entry, decoded, entries_in
from localturn.agenda.standards.markup import text_of
from localturn.foundation.languages import N_

LARGEST = 20 * 1024 * 1024
MOST = 60_000
MOST_OF_A_SERIES = 100
MOST_INSTANCES = 500
"""Of all series of a calendar."""
AHEAD = timedelta(days=548)
BEHIND = timedelta(days=14)
_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_DURATION = re.compile(r"([+-]?)P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_AREA_AND_CITY = re.compile(r"[A-Z][A-Za-z]+/[A-Z][A-Za-z_-]+(?:/[A-Z][A-Za-z_-]+)?$")
_LONGEST_TEXT = 20_000
"""Letters of an instance: each has the text of its series again."""
_WHERE = (Field.VENUE, Field.ONLINE_LINK)
_OF_TIME = frozenset(
    {
        "UID", "SEQUENCE", "DTSTART", "DTEND", "DURATION",
        "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID",
    }
)  # fmt: skip
_EXCEPTION = "X-LOCALTURN-EXCEPTION"
"""Says of an instance which exception of its series it is, by its place among them."""


@dataclass(frozen=True)
class _Exception:
    """One instance of a series that is told by itself: moved, cancelled, somewhere else."""

    entry: Entry
    item: Item


@dataclass(frozen=True)
class _Span:
    """When an entry takes place, on the wall of its zone."""

    first: date
    last: date
    begins: time | None
    ends: time | None
    zone: str
    is_certain: bool


def read_calendar(document: bytes, *, zone: str, today: date) -> Reading:
    """Every entry, and the instances of what repeats around today. Raises Unreadable.

    `zone` is where the source is at home: floating times and moments in UTC are meant there.
    """
    if len(document) > LARGEST:
        raise Unreadable(
            N_("It has %(size)s bytes; at most %(most)s are read."),
            size=len(document),
            most=LARGEST,
        )
    text = decoded(document)
    head, entries = entries_in(text)
    if "BEGIN:VCALENDAR" not in text[:100_000].upper() and not entries:
        raise Unreadable(N_("It is no calendar."))
    home = _known_zone(head.get("X-WR-TIMEZONE", "")) or zone or "UTC"
    items: dict[str, tuple[tuple[int, str], Item]] = {}
    series: list[Entry] = []
    exceptions: dict[str, list[_Exception]] = {}
    lost: list[int] = []
    for entry in entries[:MOST]:
        if "RRULE" in entry.properties or "RDATE" in entry.properties:
            series.append(entry)
            continue
        try:
            item = _item(entry, home)
        except (ValueError, OverflowError, LookupError):
            lost.append(entry.line)
            continue
        _put(items, entry, item)
        if "RECURRENCE-ID" in entry.properties:
            exceptions.setdefault(entry.value("UID"), []).append(_Exception(entry, item))
    remarks = list(_of_series(_newest(series), exceptions, items, home, today))
    if lost:
        remarks.append(
            Remark(
                N_("Malformed from line %(line)s: %(read)s of %(entries)s entries read."),
                {"line": lost[0], "read": len(entries) - len(lost), "entries": len(entries)},
            )
        )
    if len(entries) > MOST:
        remarks.append(Remark(N_("Only the first %(most)s entries are read."), {"most": MOST}))
    return Reading(
        tuple(item for _, item in items.values()),
        tuple(remarks),
        entries=len(entries),
        title=_plain(head.get("X-WR-CALNAME", ""))[:200],
    )


def _put(items: dict[str, tuple[tuple[int, str], Item]], entry: Entry, item: Item) -> None:
    """Of two with one identity the newer one stands."""
    age = _age(entry)
    before = items.get(item.key)
    if before is None or before[0] <= age:
        items[item.key] = (age, item)


def _age(entry: Entry) -> tuple[int, str]:
    """Greater for what is newer."""
    sequence = entry.value("SEQUENCE")
    changed = entry.value("LAST-MODIFIED") or entry.value("DTSTAMP")
    return (int(sequence) if sequence.isdigit() and len(sequence) < 10 else 0, changed)


def _newest(series: list[Entry]) -> list[Entry]:
    """Of two series with one identity the newer one."""
    found: dict[str, Entry] = {}
    for entry in series:
        uid = entry.value("UID") or f"line {entry.line}"
        if uid not in found or _age(found[uid]) <= _age(entry):
            found[uid] = entry
    return list(found.values())


def _of_series(
    series: list[Entry],
    exceptions: dict[str, list[_Exception]],
    items: dict[str, tuple[tuple[int, str], Item]],
    home: str,
    today: date,
) -> Iterator[Remark]:
    left, silent = MOST_INSTANCES, 0
    for number, entry in enumerate(series):
        if left <= 0:
            yield Remark(
                N_("%(number)s series are not read: they would be more than %(most)s entries."),
                {"number": len(series) - number, "most": MOST_INSTANCES},
            )
            return
        name = _plain(entry.text("SUMMARY"))[:80]
        told_apart = exceptions.get(entry.value("UID"), [])
        try:
            instances = _instances(entry, told_apart, home, today)
        except Unreadable:
            yield Remark(
                N_("The series of line %(line)s (“%(name)s”) is not read: it repeats too often."),
                {"line": entry.line, "name": name},
            )
            continue
        except Exception:  # noqa: BLE001 (whatever the library makes of a rule that is none)
            yield Remark(
                N_("The series of line %(line)s (“%(name)s”) cannot be read."),
                {"line": entry.line, "name": name},
            )
            continue
        for each in told_apart:  # it is among the instances, if it is near
            items.pop(each.item.key, None)
        for item in instances[:left]:
            items.setdefault(item.key, ((0, ""), item))
        left -= len(instances)
        silent += not instances
    if silent:
        yield Remark(
            N_("Series without a day from now to a year and a half ahead: %(number)s."),
            {"number": silent},
        )


def _instances(entry: Entry, exceptions: list[_Exception], home: str, today: date) -> list[Item]:
    """Those of a series from two weeks ago to a year and a half from now."""
    rule = entry.value("RRULE").upper()
    frequency = re.search(r"FREQ=(\w+)", rule)
    if rule and (frequency is None or frequency.group(1) in _TOO_OFTEN):
        raise Unreadable(N_("It repeats too often."))
    if any(f"{part}=" in rule for part in ("BYHOUR", "BYMINUTE", "BYSECOND")):
        raise Unreadable(N_("It repeats too often."))
    if _is_impossible(rule):
        return []
    import icalendar
    import recurring_ical_events

    own = _item(entry, home)
    own = replace(own, text=own.text[:_LONGEST_TEXT])
    events = [_times(entry)]
    events += [[*_times(each.entry), f"{_EXCEPTION}:{n}"] for n, each in enumerate(exceptions)]
    raw = "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//localturn//EN"]
        + [line for lines in events for line in ("BEGIN:VEVENT", *lines, "END:VEVENT")]
        + ["END:VCALENDAR", ""]
    )
    calendar = icalendar.Calendar.from_ical(raw)
    found: dict[str, Item] = {}
    since = today - BEHIND
    query = recurring_ical_events.of(calendar, skip_bad_series=True)
    for event in query.after(since):
        start = event.start  # type: ignore[attr-defined]
        if (start.date() if isinstance(start, datetime) else start) > today + AHEAD:
            break
        place = event.get(_EXCEPTION)
        told = own if place is None else _excepted(own, exceptions[int(place)].item)
        instance = _instance(told, own, event, home)
        if instance.external_id in found:  # a second one on the same day
            clock = instance.told.get(Field.BEGINS, "")
            instance = replace(instance, external_id=f"{instance.external_id}T{clock}")
        found[instance.external_id] = instance
        if len(found) >= MOST_OF_A_SERIES:
            break
    return list(found.values())


def _times(entry: Entry) -> list[str]:
    """Its lines of which the instances follow."""
    return [line for line in entry.raw if re.split("[;:]", line, maxsplit=1)[0].upper() in _OF_TIME]


def _excepted(own: Item, exception: Item) -> Item:
    """What an exception does not say, it has of its series."""
    told = exception.told
    if any(name in told for name in _WHERE):
        own = replace(own, told={name: own.told[name] for name in own.told if name not in _WHERE})
    title = exception.title if exception.title != "…" else own.title
    return replace(
        exception,
        title=title,
        text=exception.text[:_LONGEST_TEXT] or own.text,
        address=exception.address or own.address,
        told={**own.told, **told, Field.TITLE: title},
    )


def _instance(told: Item, own: Item, event: Any, home: str) -> Item:
    """Known again by the day on which the series has it, whatever the hour, wherever it is moved
    to."""
    start, end = event.start, event.end
    zone = _zone_of(start) or told.told.get(Field.ZONE, home)
    recurrence = event["RECURRENCE-ID"]
    follows = "RANGE" in recurrence.params  # of an exception from which all later ones follow
    meant = start if follows else recurrence.dt
    if isinstance(meant, datetime) and meant.tzinfo is not None:
        meant = meant.astimezone(ZoneInfo(own.told.get(Field.ZONE, home)))
    times = {Field.FIRST_DAY, Field.LAST_DAY, Field.BEGINS, Field.ENDS, Field.ZONE}
    rest = {name: value for name, value in told.told.items() if name not in times}
    return replace(
        told,
        external_id=f"{own.external_id}#{meant.strftime('%Y%m%d')}",
        told={**rest, **_told_of(_span_of(start, end, home, zone))},
    )


def _zone_of(moment: date) -> str:
    zone = getattr(moment, "tzinfo", None)
    return _known_zone(str(getattr(zone, "key", "") or "")) if zone is not None else ""


_DAYS = {1: 31, 2: 29, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}


def _is_impossible(rule: str) -> bool:
    """Whether a rule names days that no month of its has: searching them never ends."""
    months = re.search(r"BYMONTH=([\d,]+)", rule)
    days = re.search(r"BYMONTHDAY=([\d,-]+)", rule)
    if days is None:
        return False
    longest = max(
        (_DAYS.get(int(each), 0) for each in months.group(1).split(",") if each) if months else [31]
    )
    return min(abs(int(each)) for each in days.group(1).split(",") if each.strip("-")) > longest


def _item(entry: Entry, home: str) -> Item:
    span = _span(entry, home)
    title = " ".join(_plain(entry.text("SUMMARY")).split())[:300]
    text = _plain(entry.text("DESCRIPTION")) or text_of(entry.text("X-ALT-DESC"))
    uid = re.sub(r"<[^>]*>|\s", "", html.unescape(entry.value("UID")))
    recurrence = entry.value("RECURRENCE-ID")
    told = {Field.TITLE: title or text.split("\n", 1)[0][:300] or "…", **_told_of(span)}
    if venue := _plain(entry.text("LOCATION")).replace("\n", ", ")[:300]:
        is_address = venue.lower().startswith(("http://", "https://"))
        told[Field.ONLINE_LINK if is_address else Field.VENUE] = venue
    parameters, _address = entry.properties.get("ORGANIZER", ({}, ""))
    if name := parameters.get("CN", "").strip('" '):
        told[Field.ORGANISER] = name[:200]
    address = entry.value("URL").strip()
    written = entry.value("CREATED") or entry.value("DTSTAMP")
    return Item(
        external_id=f"{uid}#{recurrence}" if recurrence else uid,
        title=told[Field.TITLE],
        text=text,
        address=address[:1000] if address.lower().startswith(("http://", "https://")) else "",
        published=_date(written[:8]) if written[:8].isdigit() else None,
        told=told,
        kind="event",
        is_cancelled=entry.value("STATUS").strip().upper() == "CANCELLED",
        doubts=() if span.is_certain else ("zone",),
    )


def _told_of(span: _Span) -> dict[Field, str]:
    told = {
        Field.FIRST_DAY: span.first.isoformat(),
        Field.LAST_DAY: span.last.isoformat(),
        Field.ZONE: span.zone,
    }
    if span.begins is not None:
        told[Field.BEGINS] = span.begins.strftime("%H:%M")
    if span.ends is not None:
        told[Field.ENDS] = span.ends.strftime("%H:%M")
    return told


def _span(entry: Entry, home: str) -> _Span:
    parameters, written = entry.properties["DTSTART"]
    named = parameters.get("TZID", "").strip('"')
    zone = _known_zone(named)
    start = _moment(written, zone or home)
    end: date | None = None
    if "DTEND" in entry.properties:
        last_parameters, last = entry.properties["DTEND"]
        last_zone = _known_zone(last_parameters.get("TZID", "").strip('"'))
        end = _moment(last, last_zone or zone or home)
    elif "DURATION" in entry.properties:
        end = start + _duration(entry.value("DURATION"))
    found = _span_of(start, end, home, zone or home)
    return replace(found, is_certain=False) if named and not zone else found


def _span_of(start: date, end: date | None, home: str, zone: str) -> _Span:
    """Days and hours on the wall of a zone; of whole days the end is the day after the last."""
    if not isinstance(start, datetime):
        last = end - timedelta(days=1) if end and not isinstance(end, datetime) else start
        return _Span(start, max(start, last), None, None, zone, is_certain=True)
    start = start.astimezone(ZoneInfo(zone)) if start.tzinfo else start
    if not isinstance(end, datetime):
        return _Span(start.date(), start.date(), start.time(), None, zone, is_certain=True)
    end = end.astimezone(ZoneInfo(zone)) if end.tzinfo else end
    if end.replace(tzinfo=None) <= start.replace(tzinfo=None):
        return _Span(start.date(), start.date(), start.time(), None, zone, is_certain=True)
    if start.time() == time(0) and end.time() in {time(0), time(23, 59), time(23, 59, 59)}:
        last = end - timedelta(days=1) if end.time() == time(0) else end
        return _Span(start.date(), last.date(), None, None, zone, is_certain=True)
    return _Span(start.date(), end.date(), start.time(), end.time(), zone, is_certain=True)


def _moment(written: str, zone: str) -> date:
    """A day, or a moment on the wall of a zone."""
    written = written.strip().split(",", 1)[0]
    if len(written) == 8:
        return _date(written)
    day, clock = _date(written[:8]), written[9:15]
    hour, minute = int(clock[:2]), int(clock[2:4])
    at = datetime.combine(day, time(hour, minute))
    if written.endswith(("Z", "z")):
        return at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    return at


def _date(written: str) -> date:
    return date(int(written[:4]), int(written[4:6]), int(written[6:8]))


def _duration(written: str) -> timedelta:
    match = _DURATION.fullmatch(written.strip())
    if match is None:
        raise ValueError(written[:40])
    _sign, *parts = match.groups()
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in parts)
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


@lru_cache(maxsize=512)
def _known_zone(name: str) -> str:
    """A zone by its name, by the end of a longer one, or by the name Windows gives it."""
    if not name or len(name) > 200:
        return ""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    ends = _AREA_AND_CITY.search(name)
    for tried in (name, ends.group() if ends else "", WINDOWS_TO_OLSON.get(name, "")):
        try:
            if tried:
                return ZoneInfo(tried).key
        except (ValueError, OSError, LookupError):
            continue
    return ""


def _plain(text: str) -> str:
    return text_of(text) if "<" in text or "&" in text else text.strip()
