"""Dates of which a person has said what they mean, and whether they were read so."""

from datetime import date, datetime, time
from pathlib import Path

from localturn.agenda.domain.dates import Role, Written, find


def wrongly_read(path: Path) -> tuple[list[str], int]:
    """Which lines of a table are not fully right, and how many it has."""
    wrong, number = [], 0
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        number += 1
        language, published, text, role, expected = line.split("\t")
        found = find(text, language=language, published=date.fromisoformat(published))
        said = [(each.role, _written(each)) for each in found]
        if said != [(Role(role), _expected(expected))]:
            wrong.append(f"{language}: {text}: {said}")
    return wrong, number


def _written(found: Written) -> tuple[date, date, time | None, time | None]:
    return found.first, found.last, found.begins, found.ends


def _expected(text: str) -> tuple[date, date, time | None, time | None]:
    first, _, last = text.partition("/")
    begin = datetime.fromisoformat(first)
    end = datetime.fromisoformat(last or first)
    timed = "T" in first
    ends = end.time() if timed and last else None
    return begin.date(), end.date(), begin.time() if timed else None, ends
