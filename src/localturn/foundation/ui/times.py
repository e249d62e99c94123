"""Moments and days in the reader's language and zone, the zone always written out.

A page may show fifty of them, so what repeats (the words of a day, the name of a zone) is kept.
The reader's zone is Django's current one, set for the length of a request.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, get_timezone_name
from babel.units import format_unit
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from localturn.foundation import moments

_PATTERNS = {"en": "EEEE d MMMM y", "fr": "EEEE d MMMM y", "sv": "EEEE d MMMM y"}
"""Babel's own full dates carry commas and articles that a line of prose does not want."""


def moment(when: datetime, zone: str | None = None, *, short: bool = False) -> Markup:
    """A moment as `<time>`: in the reader's zone, or in `zone` and, where it differs, the reader's.

    A stranger, whose zone is not known, is told that of the event alone.

    `short` leaves the weekday and this year out and abbreviates the zone, whose name is then in
    the element's title.
    """
    reader = timezone.get_current_timezone_name()
    this_year = moments.now().year if short else None
    return _element(when, zone or reader, reader, _language(), this_year)


def moment_text(when: datetime, zone: str | None = None) -> str:
    """The words of `moment`, for mail and titles: Monday 23 November 2026, 14:03 (Central …)."""
    reader = timezone.get_current_timezone_name()
    return _words(when, zone or reader, reader, _language())


# What is shown of a moment is the same for all readers of one language and zone.
@lru_cache(maxsize=8192)
def _element(when: datetime, zone: str, reader: str, language: str, short_in: int | None) -> Markup:
    machine = f"{when.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
    words = escape(_words(when, zone, reader, language))
    if short_in is None:
        return Markup(f'<time datetime="{machine}">{words}</time>')  # noqa: S704
    brief = escape(_brief(when, zone, language, short_in))
    return Markup(f'<time datetime="{machine}" title="{words}">{brief}</time>')  # noqa: S704


def _words(when: datetime, zone: str, reader: str, language: str) -> str:
    there, here = (when.astimezone(moments.zone(name)) for name in (zone, reader))
    words = f"{_day_words(there.date(), language, True)}, {_clock(there, zone, language)}"
    if here.utcoffset() == there.utcoffset() or reader == settings.TIME_ZONE:  # nobody has said one
        return words
    for_you = _clock(here, reader, language)
    if here.date() != there.date():
        for_you = f"{_day_words(here.date(), language, True)}, {for_you}"
    return _("%(there)s, for you %(here)s") % {"there": words, "here": for_you}


def stretch(starts: datetime, ends: datetime, zone: str) -> Markup:
    """From one moment to another of a day in `zone` and, where it differs, on the reader's clocks:
    Friday 23 October 2026, 10:00–12:30 (United Kingdom Time), for you 11:00–13:30 (Central …)."""
    return _stretch(starts, ends, zone, timezone.get_current_timezone_name(), _language())


@lru_cache(maxsize=8192)
def _stretch(starts: datetime, ends: datetime, zone: str, reader: str, language: str) -> Markup:
    there, here = (starts.astimezone(moments.zone(name)) for name in (zone, reader))
    clocks = _clocks(there, ends, zone, language)
    words = f"{_day_words(there.date(), language, True)}, {clocks}"
    if here.utcoffset() != there.utcoffset() and reader != settings.TIME_ZONE:
        for_you = _clocks(here, ends, reader, language)
        if here.date() != there.date():
            for_you = f"{_day_words(here.date(), language, True)}, {for_you}"
        words = _("%(there)s, for you %(here)s") % {"there": words, "here": for_you}
    machine = f"{starts.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
    return Markup(f'<time datetime="{machine}">{escape(words)}</time>')  # noqa: S704


def _clocks(begin: datetime, ends: datetime, zone: str, language: str) -> str:
    end = ends.astimezone(moments.zone(zone))
    clock = _clock(end, zone, language)
    if end.date() != begin.date():
        clock = f"{_day_words(end.date(), language, True)}, {clock}"
    return f"{begin.hour:02}:{begin.minute:02}–{clock}"


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


def clock(when: datetime) -> str:
    """The reader's clock at a moment of today, with its zone in short: 14:03 CET."""
    zone = timezone.get_current_timezone()
    local = when.astimezone(zone)
    letters = _zone_letters(str(zone), local.utcoffset() or timedelta(0), _language())
    return f"{local.hour:02}:{local.minute:02} {letters}"


def zone_text(zone: str | None = None) -> str:
    """A zone, else the reader's, written out: Central European Time."""
    return _zone_words(zone or timezone.get_current_timezone_name(), _language())


def _clock(local: datetime, zone: str, language: str) -> str:
    return f"{local.hour:02}:{local.minute:02} ({_zone_words(zone, language)})"


@lru_cache(maxsize=1024)
def _zone_words(zone: str, language: str) -> str:
    if zone in ("UTC", "Etc/UTC"):
        return get_timezone_name(datetime.now(UTC), width="long", locale=_locale(language))
    return get_timezone_name(ZoneInfo(zone), width="long", locale=_locale(language))


def _brief(when: datetime, zone: str, language: str, this_year: int) -> str:
    local = when.astimezone(moments.zone(zone))
    words = _brief_day(local.date(), language, local.year == this_year)
    name = _zone_letters(zone, local.utcoffset() or timedelta(0), language)
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
