"""Times and durations as meeting programs write them, in the way of whoever's computer it was."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ,]+(.*))?")
_NUMBERS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:[t ,]+(.*))?")
_MONTH_FIRST = re.compile(
    r"(?:[a-z]+,? +)?([a-z]{3,9})\.? (\d{1,2}),? (\d{4})(?:,? +(?:at +)?(.*))?"
)
_DAY_FIRST = re.compile(
    r"(?:[a-z]+,? +)?(\d{1,2})\.? ([a-z]{3,9})\.? (\d{4})(?:,? +(?:at +)?(.*))?"
)
_TIME = re.compile(
    r"(\d{1,2})[:.h](\d{2})(?:[:.](\d{2}))?(?:[.,]\d+)? ?([ap])?\.?(?:m\.?)? ?"
    r"(z|utc|gmt|[+-]\d{2}:?\d{2})?"
)
_CLOCKED = re.compile(r"(?:(\d+):)?(\d{1,3}):(\d{2})(?:[.,]\d+)?")
_PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\W\d_]+)\.?")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_LONGEST = 7 * 24 * 3600


def plain(text: str) -> str:
    """Letters and digits alone, without capitals and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if sign.isalnum())


def seconds_in(text: str) -> int | None:
    """A duration: "1h 2m 3s", "62 mins", "01:02:03", "62" (minutes); None if it is none."""
    text = _tidied(text)
    if found := _CLOCKED.fullmatch(text):
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return _bounded(hours * 3600 + minutes * 60 + seconds)
    if _NUMBER.fullmatch(text):
        return _bounded(float(text.replace(",", ".")) * 60)
    parts = _PART.findall(text)
    if not parts or _PART.sub("", text).strip(" ,"):
        return None
    lengths = [_unit(unit) for _number, unit in parts]
    if None in lengths:
        return None
    return _bounded(
        sum(
            float(number.replace(",", ".")) * (length or 0)
            for (number, _unit_), length in zip(parts, lengths, strict=True)
        )
    )


@dataclass(frozen=True)
class Clock:
    """Reads the times of one report: the zone of those that name none, and whether a day such as
    3/4/27 begins with the month."""

    zone: tzinfo
    month_first: bool = True
    near: date | None = None
    """The day of times that name none."""

    @classmethod
    def for_texts(cls, texts: Iterable[str], *, zone: tzinfo, near: datetime | None) -> "Clock":
        """The way in which all of a report's times can be read; of two, the nearer one."""
        texts = list(texts)
        day = near.astimezone(zone).date() if near else None
        clocks = [cls(zone, month_first, day) for month_first in (True, False)]
        if near is None:
            return max(clocks, key=lambda clock: clock._readable(texts))
        return min(
            clocks, key=lambda clock: (-clock._readable(texts), clock._distance(texts, near))
        )

    def read(self, text: str) -> datetime | None:
        """The moment; None where there is none to be read."""
        text = _tidied(text)
        day, rest = self._day(text)
        if day is None:
            day, rest = self.near, text
        found = _TIME.fullmatch(rest) if rest else None
        if day is None or found is None:
            return None
        hour, minute, second = (int(part or 0) for part in found.groups()[:3])
        half, zone = found.group(4), found.group(5)
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        try:
            local = datetime.combine(day, time(hour, minute, second), self._zone(zone))
            return local.astimezone(UTC)
        except (ValueError, OverflowError):
            return None

    def _zone(self, written: str | None) -> tzinfo:
        if not written:
            return self.zone
        if written in {"z", "utc", "gmt"}:
            return UTC
        found = datetime.strptime(written.replace(":", ""), "%z").tzinfo
        return found or UTC

    def _day(self, text: str) -> tuple[date | None, str]:
        if found := _ISO.fullmatch(text):
            year, month, day = found.groups()[:3]
        elif found := _NUMBERS.fullmatch(text):
            month, day, year = found.groups()[:3]
            if not self.month_first or "." in text[:3]:  # 12.03.2027 never begins with the month
                month, day = day, month
        elif found := _MONTH_FIRST.fullmatch(text):
            month, day, year = found.groups()[:3]
        elif found := _DAY_FIRST.fullmatch(text):
            day, month, year = found.groups()[:3]
        else:
            return None, text
        number = int(month) if month.isdigit() else _MONTHS.get(month[:3], 0)
        full = int(year) + (2000 if len(year) == 2 else 0)
        try:
            return date(full, number, int(day)), (found.group(4) or "").strip()
        except ValueError:
            return None, ""

    def _readable(self, texts: list[str]) -> int:
        return sum(self.read(text) is not None for text in texts)

    def _distance(self, texts: list[str], near: datetime) -> float:
        moments = [moment for text in texts if (moment := self.read(text)) is not None]
        return min((abs((moment - near).total_seconds()) for moment in moments), default=0)


def _tidied(text: str) -> str:
    """Lower-case, with one plain blank wherever there are blanks of any kind."""
    text = "".join(
        " " if sign.isspace() else sign for sign in text if sign.isprintable() or sign.isspace()
    )
    text = text.strip()
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    return " ".join(text.casefold().split())


def _unit(unit: str) -> int | None:
    """How many seconds a unit has: hours and minutes begin alike in most languages."""
    if unit.startswith(("h", "st", "tim", "godz", "ч")) or unit == "t":
        return 3600
    if unit.startswith(("m", "м")):
        return 60
    if unit.startswith(("s", "с")):
        return 1
    return None


def _bounded(seconds: float) -> int | None:
    return round(seconds) if 0 <= seconds <= _LONGEST else None
