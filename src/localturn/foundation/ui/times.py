"""Moments and days in the reader's language and zone, the zone always written out.

A page may show fifty of them, so what repeats (the words of a day, the name of a zone) is kept.
The reader's zone is Django's current one, set for the length of a request.
"""

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, get_timezone_name
from babel.units import format_unit
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from localturn.foundation import moments

_PATTERNS = {"en": "EEEE d MMMM y", "fr": "EEEE d MMMM y", "sv": "EEEE d MMMM y"}
"""Babel's own full dates carry commas and articles that a line of prose does not want."""


def moment(when: datetime, zone: str | None = None, *, short: bool = False) -> Markup:
    """A moment as `<time>`: in the reader's zone, or in `zone` and, where it differs, the reader's.

    `short` leaves the weekday and this year out and abbreviates the zone, whose name is then in
    the element's title.
    """
    attributes = f'datetime="{when.astimezone(UTC):%Y-%m-%dT%H:%MZ}"'
    if short:
        title = escape(moment_text(when, zone))
        return Markup(f'<time {attributes} title="{title}">{escape(_brief(when, zone))}</time>')  # noqa: S704
    return Markup(f"<time {attributes}>{escape(moment_text(when, zone))}</time>")  # noqa: S704


def moment_text(when: datetime, zone: str | None = None) -> str:
    """The words of `moment`, for mail and titles: Monday 23 November 2026, 14:03 (Central …)."""
    reader = timezone.get_current_timezone()
    place = moments.zone(zone) if zone else reader
    there = when.astimezone(place)
    words = f"{_day_words(there.date(), _language(), True)}, {_clock(there, place)}"
    here = when.astimezone(reader)
    if here.utcoffset() == there.utcoffset():
        return words
    if here.date() == there.date():
        return _("%(there)s, for you %(here)s") % {"there": words, "here": _clock(here, reader)}
    return _("%(there)s, for you %(here)s") % {"there": words, "here": moment_text(when)}


def day(which: date, *, weekday: bool = False) -> Markup:
    """A day as `<time>`: 23 November 2026."""
    text = escape(day_text(which, weekday=weekday))
    return Markup(f'<time datetime="{which:%Y-%m-%d}">{text}</time>')  # noqa: S704


def day_text(which: date, *, weekday: bool = False) -> str:
    """The words of `day`; a moment is taken at the day it falls on for the reader."""
    if isinstance(which, datetime):
        which = which.astimezone(timezone.get_current_timezone()).date()
    return _day_words(which, _language(), weekday)


@lru_cache(maxsize=512)
def _duration(minutes: int, language: str) -> str:
    hours, rest = divmod(minutes, 60)
    parts = [(hours, "duration-hour"), (rest, "duration-minute")]
    locale = _locale(language)
    return " ".join(
        format_unit(count, unit, "long", locale=locale)
        for count, unit in parts
        if count or (unit == "duration-minute" and not hours)
    )


def duration(length: timedelta | int) -> str:
    """A length of time, given as a timedelta or in minutes: 1 hour 30 minutes."""
    minutes = length if isinstance(length, int) else round(length.total_seconds() / 60)
    return _duration(minutes, _language())


def _language() -> str:
    return get_language() or "en"


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    """Babel's locale; English is written as in Europe."""
    if language == "en":
        return Locale("en", "GB")
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en", "GB")


@lru_cache(maxsize=4096)
def _day_words(which: date, language: str, weekday: bool) -> str:
    locale = _locale(language)
    if not weekday:
        return format_date(which, "long", locale=locale)
    return format_date(which, _PATTERNS.get(language, "full"), locale=locale)


def _clock(local: datetime, zone: tzinfo) -> str:
    return f"{local.hour:02}:{local.minute:02} ({_zone_words(str(zone), _language())})"


@lru_cache(maxsize=1024)
def _zone_words(zone: str, language: str) -> str:
    if zone in ("UTC", "Etc/UTC"):
        return get_timezone_name(datetime.now(UTC), width="long", locale=_locale(language))
    return get_timezone_name(ZoneInfo(zone), width="long", locale=_locale(language))


def _brief(when: datetime, zone: str | None) -> str:
    place = moments.zone(zone) if zone else timezone.get_current_timezone()
    local = when.astimezone(place)
    this_year = local.year == moments.now().year
    words = _brief_day(local.date(), _language(), this_year)
    name = _zone_letters(str(place), local.utcoffset() or timedelta(0), _language())
    return f"{words}, {local.hour:02}:{local.minute:02} {name}"


@lru_cache(maxsize=4096)
def _brief_day(which: date, language: str, this_year: bool) -> str:
    return format_skeleton("MMMd" if this_year else "yMMMd", which, locale=_locale(language))


@lru_cache(maxsize=1024)
def _zone_letters(zone: str, offset: timedelta, language: str) -> str:
    """Letters where the reader's language has them (CET), else the distance from UTC."""
    probe = datetime.now(UTC).astimezone(ZoneInfo(zone))
    for months in range(0, 12, 5):
        moment_there = (probe + timedelta(days=30 * months)).astimezone(ZoneInfo(zone))
        letters = get_timezone_name(moment_there, width="short", locale=_locale(language))
        if moment_there.utcoffset() == offset and letters.isalpha() and len(letters) <= 5:
            return letters
    if not offset:
        return "UTC"
    minutes = int(offset.total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")
