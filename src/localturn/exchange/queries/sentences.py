"""Marked sentences of the domain in the reader's language."""

from datetime import date, time
from functools import cache, lru_cache

from babel.dates import get_day_names, get_month_names
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from localturn.exchange.domain.notes import Month, Name, Note, Value, Weekday
from localturn.foundation.languages import own_name
from localturn.foundation.ui.times import day_text


def say(note: Note) -> str:
    values = {key: _word(value) for key, value in note.values.items()}
    return _(note.text) % values if values else _(note.text)


def month_name(month: int) -> str:
    return _month_names(_locale())[month]


def weekday_name(day: int) -> str:
    return str(get_day_names("wide", "stand-alone", _locale())[day])


@lru_cache(maxsize=256)
def language_name(code: str) -> str:
    """What a language is called in itself; addresses may name any."""
    return own_name(code)


@cache
def _month_names(locale: str) -> dict[int, str]:
    return {n: str(name) for n, name in get_month_names("wide", "stand-alone", locale).items()}


def _word(value: Value) -> str:
    match value:
        case Month():
            return month_name(value)
        case Weekday():
            return weekday_name(value)
        case Name():
            return _(value)
        case date():
            return day_text(value, weekday=True)
        case time():
            return f"{value:%H:%M}"
    return str(value)


def _locale() -> str:
    return (get_language() or "en").replace("-", "_")
