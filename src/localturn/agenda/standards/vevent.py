"""An announcement as an entry of an iCalendar file (RFC 5545, RFC 7986).

Written here and not by the library, which needs fifty times as long; a test reads what is written
with the library.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from localturn.agenda.domain.terms import Status
from localturn.agenda.domain.when import DAY, Deadline, When
from localturn.foundation import moments

_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})
_MARK = {Status.SCHEDULED: "CONFIRMED", Status.POSTPONED: "TENTATIVE"}


@dataclass(frozen=True)
class Entry:
    uid: str
    sequence: int
    changed_at: datetime
    title: str
    when: When
    deadline: Deadline | None = None
    """Stands for a call that has no day of its own."""
    status: Status = Status.SCHEDULED
    categories: Sequence[str] = ()
    text: str = ""
    place: str = ""
    url: str = ""
    link: str = ""
    organiser: str = ""
    language: str = ""


@dataclass(frozen=True)
class Invitation:
    """Whom an entry is sent to by itself, so that their calendar keeps it up to date."""

    name: str
    email: str
    from_name: str
    from_email: str
    is_off: bool = False


def vevent(entry: Entry, *, invitation: Invitation | None = None) -> str:
    """The lines of one entry; "" for what has no day."""
    times = _times(entry)
    if not times:
        return ""
    is_off = entry.status is Status.CANCELLED or (invitation is not None and invitation.is_off)
    stamp = _utc(entry.changed_at)
    spoken = f";LANGUAGE={entry.language}" if entry.language else ""
    lines = [
        "BEGIN:VEVENT",
        f"UID:{entry.uid}",
        f"DTSTAMP:{stamp}",
        f"LAST-MODIFIED:{stamp}",
        f"SEQUENCE:{entry.sequence}",
        *times,
        f"SUMMARY{spoken}:{_text(entry.title)}",
        f"STATUS:{'CANCELLED' if is_off else _MARK[entry.status]}",
        "TRANSP:TRANSPARENT" if is_off or entry.when.is_all_day else "TRANSP:OPAQUE",
    ]
    if entry.categories:
        lines.append("CATEGORIES:" + ",".join(_text(each) for each in entry.categories))
    if entry.text:
        lines.append(f"DESCRIPTION{spoken}:{_text(entry.text)}")
    if entry.place:
        lines.append(f"LOCATION:{_text(entry.place)}")
    if entry.url:
        lines.append(f"URL:{_address(entry.url)}")
    if entry.link:
        lines.append(f"CONFERENCE;VALUE=URI:{_address(entry.link)}")
    if invitation is not None:
        lines += _people(invitation)
    elif entry.organiser:
        lines.append(f"CONTACT:{_text(entry.organiser)}")
    lines.append("END:VEVENT")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def calendar(
    entries: Iterable[bytes],
    *,
    product: str,
    name: str = "",
    method: str = "",
    zones: Iterable[bytes] = (),
) -> bytes:
    """A whole file of written entries, with the descriptions of their zones."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{product}", "CALSCALE:GREGORIAN"]
    if method:
        head.append(f"METHOD:{method}")
    if name:
        head += [f"NAME:{_text(name)}", f"X-WR-CALNAME:{_text(name)}"]
        head += ["REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H"]
    begin = "".join(f"{_folded(line)}\r\n" for line in head).encode()
    return b"".join((begin, *zones, *entries, b"END:VCALENDAR\r\n"))


def _times(entry: Entry) -> list[str]:
    when = entry.when
    if when.first_day is None:
        if entry.deadline is None:
            return []
        if entry.deadline.clock is not None:
            return [f"DTSTART:{_utc(entry.deadline.passes_at)}"]
        when = When(entry.deadline.zone, entry.deadline.day)
    first, last = when.first_day, when.last_day
    assert first is not None  # noqa: S101 (asked above)
    assert last is not None  # noqa: S101 (as the first)
    starts, ends = when.starts_at, when.lasts_until
    if when.is_all_day or starts is None or ends is None:
        return [
            f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
            f"DTEND;VALUE=DATE:{last + DAY:%Y%m%d}",
        ]
    return [f"DTSTART{_local(starts, when.zone)}", f"DTEND{_local(ends, when.zone)}"]


def _local(moment: datetime, zone: str) -> str:
    """On the wall of its zone; in UTC where the wall shows the same hour for the second time."""
    local = moment.astimezone(moments.zone(zone))
    if zone in {"UTC", "Etc/UTC"} or local.fold:
        return f":{_utc(moment)}"
    return f";TZID={zone}:{local:%Y%m%dT%H%M%S}"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    return text.translate(_ESCAPED)


def _address(address: str) -> str:
    """An address has no line ends; what is none of one is left out."""
    return "".join(address.split())


def _people(invitation: Invitation) -> list[str]:
    return [
        f"ORGANIZER;CN={_quoted(invitation.from_name)}:mailto:{invitation.from_email}",
        f"ATTENDEE;CN={_quoted(invitation.name)};ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;"
        f"RSVP=FALSE:mailto:{invitation.email}",
    ]


def _quoted(name: str) -> str:
    plain = "".join(letter for letter in name if letter.isprintable() and letter != '"')
    return f'"{plain}"'


def _folded(line: str) -> str:
    """In lines of at most 75 octets, broken between letters."""
    if len(line) < 25 or len(line.encode()) <= 75:
        return line
    parts, room, size, begin = [], 75, 0, 0
    for n, letter in enumerate(line):
        octets = len(letter.encode())
        if size + octets > room:
            parts.append(line[begin:n])
            begin, size, room = n, 0, 74
        size += octets
    parts.append(line[begin:])
    return "\r\n ".join(parts)
