"""iCalendar as lines: decoded, unfolded, and cut into entries, with whatever is broken left in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_LONGEST_ENTRY = 200_000
_LINE = re.compile(r"^([A-Za-z0-9-]+)((?:;[^:\"]*(?:\"[^\"]*\"[^:\"]*)*)?):(.*)$", re.S)
_PARAMETER = re.compile(r";([A-Za-z0-9-]+)=(\"[^\"]*\"|[^;]*)")
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
class Entry:
    """The lines between BEGIN:VEVENT and END:VEVENT that are of use; of a name the first."""

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


def decoded(document: bytes) -> str:
    """As it declares by its first bytes, else as UTF-8, else as what old programs write."""
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


def entries_in(text: str) -> tuple[dict[str, str], list[Entry]]:
    """What stands before the first entry, and the entries; inner parts (alarms) are left out."""
    head: dict[str, str] = {}
    entries: list[Entry] = []
    entry: Entry | None = None
    inner = 0
    for number, line in _unfolded(text):
        marker = line[:20].upper().rstrip()
        if marker in {"BEGIN:VEVENT", "END:VEVENT"}:
            if entry is not None:
                entries.append(entry)  # also one that another began before it was ended
            entry, inner = (Entry(number), 0) if marker[0] == "B" else (None, 0)
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


def _take(entry: Entry, line: str) -> None:
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
