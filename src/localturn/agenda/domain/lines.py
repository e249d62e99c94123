"""Programme, speakers and documents as an editor writes them: one a line, parts between bars."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import TypeVar

from localturn.agenda.domain.content import Document, Session, Speaker
from localturn.foundation.languages import N_

T = TypeVar("T")

MOST = 300
"""Lines of one text."""

_WHEN = re.compile(
    r"^(?:(?P<day>\d{4}-\d{2}-\d{2})\b)?\s*"
    r"(?:(?P<begins>\d{1,2}[:.]\d{2})\s*(?:[-–]\s*(?P<ends>\d{1,2}[:.]\d{2}))?)?$"
)


@dataclass(frozen=True)
class Unread(Exception):
    """A line that cannot be read, and how it should be."""

    line: str
    sentence: str
    """Marked."""


def read_sessions(text: str) -> tuple[Session, ...]:
    """Lines such as "2026-10-22 09:30-10:00 | Welcome | Ana Kovač, Bo Ek | Main hall"; the time
    may be left out, and so may what follows the title."""
    return _read(text, _session)


def read_speakers(text: str) -> tuple[Speaker, ...]:
    """Lines such as "Ana Kovač | City of Lipnik"."""
    return _read(text, _speaker)


def read_documents(text: str) -> tuple[Document, ...]:
    """Lines such as "Programme | https://example.org/programme.pdf | sv"."""
    return _read(text, _document)


def written_sessions(sessions: Sequence[Session]) -> str:
    return "\n".join(
        _joined(_when(each), each.title, ", ".join(each.speakers), each.track) for each in sessions
    )


def written_speakers(speakers: Sequence[Speaker]) -> str:
    return "\n".join(_joined(each.name, each.role) for each in speakers)


def written_documents(documents: Sequence[Document]) -> str:
    return "\n".join(_joined(each.title, each.address, each.language) for each in documents)


def _read(text: str, of: Callable[[str, list[str]], T]) -> tuple[T, ...]:
    lines = [line for each in text.splitlines() if (line := " ".join(each.split()))]
    if len(lines) > MOST:
        raise Unread(lines[MOST], N_("There are too many lines."))
    return tuple(of(line, [part.strip() for part in line.split("|")]) for line in lines)


def _session(line: str, parts: list[str]) -> Session:
    found = _WHEN.match(parts[0])
    if found is None:
        parts = ["", *parts]
        found = _WHEN.match("")
    if found is None or len(parts) < 2 or not parts[1] or len(parts) > 4:
        raise Unread(line, N_("Write: 2026-10-22 09:30-10:00 | Title | Speakers | Track"))
    names, track = [*parts[2:], "", ""][:2]
    try:
        day, begins, ends = found["day"], found["begins"], found["ends"]
        return Session(
            title=parts[1],
            day=date.fromisoformat(day) if day else None,
            begins=_clock(begins),
            ends=_clock(ends),
            track=track,
            speakers=tuple(name.strip() for name in names.split(",") if name.strip()),
        )
    except ValueError as error:
        raise Unread(line, N_("There is no such day or time.")) from error


def _speaker(line: str, parts: list[str]) -> Speaker:
    name, role = [*parts, ""][:2]
    if not name or len(parts) > 2:
        raise Unread(line, N_("Write: Name | Where they are from"))
    return Speaker(name, role)


def _document(line: str, parts: list[str]) -> Document:
    title, address, language = [*parts, "", ""][:3]
    if not title or not address.startswith(("https://", "http://")) or len(parts) > 3:
        raise Unread(line, N_("Write: Title | https://example.org/file.pdf"))
    return Document(title, address, language)


def _clock(text: str | None) -> time | None:
    return time.fromisoformat(text.replace(".", ":").zfill(5)) if text else None


def _when(session: Session) -> str:
    parts = [session.day.isoformat() if session.day else ""]
    if session.begins:
        end = f"-{session.ends:%H:%M}" if session.ends else ""
        parts.append(f"{session.begins:%H:%M}{end}")
    return " ".join(filter(None, parts))


def _joined(*parts: str) -> str:
    last = max((n for n, part in enumerate(parts) if part), default=-1)
    return " | ".join(parts[: last + 1])
