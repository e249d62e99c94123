"""iCalendar (RFC 5545) from other programs: entry by entry, so that a broken one loses no other.

Entries are read line by line here, a tenth of the cost of a library's tree; only what repeats goes
through `recurring_ical_events`, in a window.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from localturn.agenda.domain.extraction.values import Field
from localturn.agenda.domain.items import Item, Reading, Remark, Unreadable
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
_LONGEST_ENTRY = 200_000
_LINE = re.compile(r"^([A-Za-z0-9-]+)((?:;[^:\"]*(?:\"[^\"]*\"[^:\"]*)*)?):(.*)$", re.S)
_PARAMETER = re.compile(r";([A-Za-z0-9-]+)=(\"[^\"]*\"|[^;]*)")
_DURATION = re.compile(r"([+-]?)P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_AREA_AND_CITY = re.compile(r"[A-Z][A-Za-z]+/[A-Z][A-Za-z_-]+(?:/[A-Z][A-Za-z_-]+)?$")
_ESCAPED = re.compile(r"\\([\\;,nN])")
_KEPT = frozenset(
    {
        "UID", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "DTSTART", "DTEND", "DURATION",
        "STATUS", "SEQUENCE", "LAST-MODIFIED",
        "RECURRENCE-ID", "RRULE", "RDATE", "EXDATE", "ORGANIZER",
        "CREATED", "DTSTAMP", "X-ALT-DESC", "CATEGORIES",
    }
)  # fmt: skip


_NOTHING: dict[str, str] = {}


@dataclass
class _Entry:
    line: int
    properties: dict[str, tuple[dict[str, str], str]] = field(default_factory=dict)
    raw: list[str] = field(default_factory=list)

    def value(self, name: str) -> str:
        return self.properties[name][1] if name in self.properties else ""

    def text(self, name: str) -> str:
        value = self.value(name)
        if "\\" not in value:
            return value
        return _ESCAPED.sub(lambda m: "\n" if m.group(1) in "nN" else m.group(1), value)


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
    text = _decoded(document)
    head, entries = _entries(text)
    if "BEGIN:VCALENDAR" not in text[:100_000].upper() and not entries:
        raise Unreadable(N_("It is no calendar."))
    home = _known_zone(head.get("X-WR-TIMEZONE", "")) or zone or "UTC"
    items: dict[str, tuple[tuple[int, str], Item]] = {}
    series: list[_Entry] = []
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
    remarks = list(_of_series(series, entries, items, home, today))
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


def _put(items: dict[str, tuple[tuple[int, str], Item]], entry: _Entry, item: Item) -> None:
    """Of two with one identity the newer one stands."""
    sequence = entry.value("SEQUENCE")
    changed = entry.value("LAST-MODIFIED") or entry.value("DTSTAMP")
    age = (int(sequence) if sequence.isdigit() and len(sequence) < 10 else 0, changed)
    before = items.get(item.key)
    if before is None or before[0] <= age:
        items[item.key] = (age, item)


def _of_series(
    series: list[_Entry],
    entries: list[_Entry],
    items: dict[str, tuple[tuple[int, str], Item]],
    home: str,
    today: date,
) -> Iterator[Remark]:
    changed: dict[str, list[_Entry]] = {}
    for entry in entries if series else ():
        if "RECURRENCE-ID" in entry.properties:
            changed.setdefault(entry.value("UID"), []).append(entry)
    left, silent = MOST_INSTANCES, 0
    for number, entry in enumerate(series):
        if left <= 0:
            yield Remark(
                N_("%(number)s series are not read: they would be more than %(most)s entries."),
                {"number": len(series) - number, "most": MOST_INSTANCES},
            )
            return
        name = _plain(entry.text("SUMMARY"))[:80]
        try:
            instances = _instances(entry, changed.get(entry.value("UID"), []), home, today)
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
        for item in instances[:left]:
            items.setdefault(item.key, ((0, ""), item))
        left -= len(instances)
        silent += not instances
    if silent:
        yield Remark(
            N_("Series without a day from now to a year and a half ahead: %(number)s."),
            {"number": silent},
        )


def _instances(entry: _Entry, changed: list[_Entry], home: str, today: date) -> list[Item]:
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
    raw = "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//localturn//EN"]
        + [line for each in (entry, *changed) for line in ("BEGIN:VEVENT", *each.raw, "END:VEVENT")]
        + ["END:VCALENDAR", ""]
    )
    calendar = icalendar.Calendar.from_ical(raw)
    found = []
    since = today - BEHIND
    query = recurring_ical_events.of(calendar, skip_bad_series=True)
    for event in query.after(since):
        start = event.start  # type: ignore[attr-defined]
        if (start.date() if isinstance(start, datetime) else start) > today + AHEAD:
            break
        found.append(_instance(own, event, home))
        if len(found) >= MOST_OF_A_SERIES:
            break
    return found


def _instance(own: Item, event: object, home: str) -> Item:
    start, end = event.start, event.end  # type: ignore[attr-defined]
    span = _span_of(start, end, home, _zone_of(start) or own.told.get(Field.ZONE, home))
    title = _plain(str(event.get("SUMMARY") or own.title))  # type: ignore[attr-defined]
    identity = f"{own.external_id}#{start.isoformat()}"
    return replace(
        own,
        external_id=identity,
        title=title,
        told={**own.told, **_told_of(span), Field.TITLE: title},
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


def _item(entry: _Entry, home: str) -> Item:
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


def _span(entry: _Entry, home: str) -> _Span:
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


def _decoded(document: bytes) -> str:
    if document[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return document.decode("utf-16", errors="replace")
    try:
        return document.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    # folded lines may cut a letter of UTF-8 in two: fold back before decoding
    try:
        return re.sub(rb"\r?\n[ \t]", b"", document).decode("utf-8-sig")
    except UnicodeDecodeError:
        return document.decode("cp1252", errors="replace")


def _entries(text: str) -> tuple[dict[str, str], list[_Entry]]:
    """What stands before the first entry, and the entries; inner parts (alarms) are left out."""
    head: dict[str, str] = {}
    entries: list[_Entry] = []
    entry: _Entry | None = None
    inner = 0
    for number, line in _unfolded(text):
        marker = line[:20].upper().rstrip()
        if marker in {"BEGIN:VEVENT", "END:VEVENT"}:
            if entry is not None:
                entries.append(entry)  # also one that another began before it was ended
            entry, inner = (_Entry(number), 0) if marker[0] == "B" else (None, 0)
        elif marker.startswith(("BEGIN:", "END:")):
            inner = max(0, inner + (1 if marker[0] == "B" else -1))
        elif entry is not None and not inner:
            _take(entry, line)
        elif entry is None and marker.startswith("X-WR-"):
            name, _, value = line.partition(":")
            head[name.partition(";")[0].upper()] = value.strip()
    if entry is not None and entry.properties:
        entries.append(entry)
    return head, entries


def _take(entry: _Entry, line: str) -> None:
    name, colon, value = line.partition(":")
    if colon and name in _KEPT:
        entry.properties.setdefault(name, (_NOTHING, value[:_LONGEST_ENTRY]))
        entry.raw.append(line)
        return
    match = _LINE.match(line[:_LONGEST_ENTRY])
    if match is None:
        return
    name, parameters, value = match.groups()
    name = name.upper()
    if name in _KEPT:
        found = {key.upper(): each for key, each in _PARAMETER.findall(parameters)}
        entry.properties.setdefault(name, (found, value))
        entry.raw.append(line)


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Lines with what is folded behind them, and the number of each."""
    begun, parts = 0, [""]
    for number, line in enumerate(text.splitlines() if "\r" in text else text.split("\n"), start=1):
        if line[:1] in {" ", "\t"} and begun:
            parts.append(line[1:])
            continue
        if begun:
            yield begun, "".join(parts)
        begun, parts = number, [line]
    if begun:
        yield begun, "".join(parts)
