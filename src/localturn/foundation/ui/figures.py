"""Figures in the reader's language: 12.5 is written 12,5 in French and Swedish."""

from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_decimal
from django.utils.translation import get_language

from localturn.foundation.ui.times import _locale as locale_of


def figure(value: Decimal | float) -> str:
    """A number with as many decimals as it needs, at most two."""
    return _figure(Decimal(str(value)).normalize(), get_language() or "en")


def exact_figure(value: Decimal) -> str:
    """A number with all its decimals, up to twenty."""
    pattern = "#,##0." + "#" * 20
    return format_decimal(value, format=pattern, locale=locale_of(get_language() or "en"))


@lru_cache(maxsize=4096)
def _figure(value: Decimal, language: str) -> str:
    return format_decimal(value, format="#,##0.##", locale=locale_of(language))
