"""A title without the date before it, and without what mail programs put there."""

import re
from datetime import date

from localturn.agenda.domain.dates import Written, find

LONGEST = 300
_REPLIED = re.compile(
    r"^(?:\s*(?:re|fwd?|fw|sv|vs|aw|wg|tr|vb|rv|i|antw)\s*:\s*|\s*\[[^\]]{1,40}\]\s*)+", re.I
)
_REMINDER = re.compile(
    r"^\s*(?:reminder|påminnelse|rappel|erinnerung|herinnering|promemoria|recordatorio"
    r"|podsjetnik|save the date"
    r"|invitation|inbjudan|invitasjon|einladung|poziv|ftesë)\s*[:–—!-]\s*",
    re.I,
)
_BETWEEN = " \t\u00a0:–—-|·•,.)"


def without_date(line: str, *, language: str, published: date) -> tuple[str, int, list[Written]]:
    """A title, where in the line it begins, and the dates that stood before it."""
    begin = 0
    for pattern in (_REPLIED, _REMINDER):
        if (match := pattern.match(line, begin)) is not None:
            begin = match.end()
    rest = line[begin:]
    before: list[Written] = []
    found = find(rest, language=language, published=published)
    for written in found:
        between = rest[before[-1].stop if before else 0 : written.start]
        if written.start and any(letter.isalnum() for letter in _without_weekday(between)):
            break
        before.append(written)
    if before and rest[before[-1].stop :].strip(_BETWEEN):
        cut = before[-1].stop
        while cut < len(rest) and rest[cut] in _BETWEEN:
            cut += 1
        begin += cut
    elif before:
        before = []
    title = " ".join(line[begin:].split()).lstrip("# ").strip(" *_")
    return title[:LONGEST], begin, before


def _without_weekday(between: str) -> str:
    return between if len(between.split()) > 2 else ""
