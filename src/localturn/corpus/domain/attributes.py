"""Values of attributes in one form for each kind, however somebody has typed them."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from localturn.corpus.domain.terms import AttributeKind
from localturn.foundation.languages import N_

LONGEST = 500
MOST_DIGITS = 40
YES, NO = "yes", "no"
_YES = {"yes", "y", "true", "1", "x", "oui", "ja", "si", "sí", "sim", "tak", "ναι", "evet", "так"}
_NO = {"no", "n", "false", "0", "non", "nej", "nein", "nee", "não", "nie", "όχι", "hayır", "ні"}
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_LARGEST = 10**15


class Unfit(ValueError):
    """A value that an attribute cannot have; `message` is a sentence with `values` in it."""

    def __init__(self, message: str, **values: str) -> None:
        super().__init__(message % values)
        self.message, self.values = message, values


def fitted(said: str, kind: AttributeKind, choices: Sequence[str] = ()) -> str:
    """What is stored: 2024-05-31, yes, 12.5; "" for nothing. Raises Unfit."""
    said = " ".join(said.split())
    if not said:
        return ""
    if len(said) > LONGEST:
        raise Unfit(N_("This is too long."))
    match kind:
        case AttributeKind.CHOICE:
            return _one_of(said, choices)
        case AttributeKind.WHOLE:
            return _whole(said)
        case AttributeKind.NUMBER:
            return _number(said)
        case AttributeKind.DATE:
            return _date(said)
        case AttributeKind.YES_NO:
            return _yes_or_no(said)
        case AttributeKind.TEXT:
            return said


def _one_of(said: str, choices: Sequence[str]) -> str:
    for each in choices:
        if each.casefold() == said.casefold():
            return each
    raise Unfit(N_("“%(said)s” is none of: %(choices)s."), said=said, choices=", ".join(choices))


def _whole(said: str) -> str:
    number = _decimal(said)
    if number != number.to_integral_value():
        raise Unfit(N_("“%(said)s” is no whole number."), said=said)
    return str(int(number))


def _number(said: str) -> str:
    text = format(_decimal(said), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _decimal(said: str) -> Decimal:
    plain = said.replace(" ", "").replace("\u2212", "-")
    if "." not in plain and plain.count(",") == 1:
        plain = plain.replace(",", ".")
    try:
        number = decimal_of(plain)
    except ValueError:
        raise Unfit(N_("“%(said)s” is no number."), said=said) from None
    if abs(number) >= _LARGEST or len(plain) > MOST_DIGITS:
        raise Unfit(N_("“%(said)s” is no number."), said=said)
    return number + 0  # no minus before nothing


def decimal_of(said: str) -> Decimal:
    """A number of which no more is written out than somebody reads: 1E999999999 has a billion
    digits. Raises ValueError for others, and for what is none."""
    if len(said) > LONGEST:
        raise ValueError
    try:
        number = Decimal(said)
    except InvalidOperation:
        raise ValueError(said) from None
    if not number.is_finite() or abs(number.adjusted()) > MOST_DIGITS:
        raise ValueError(said)
    return number


def _date(said: str) -> str:
    day_first = _DAY_FIRST.fullmatch(said)
    try:
        if day_first:
            day, month, year = (int(each) for each in day_first.groups())
            return date(year, month, day).isoformat()
        return date.fromisoformat(said[:10] if said[10:11] in {"T", " "} else said).isoformat()
    except ValueError:
        raise Unfit(N_("“%(said)s” is no date. Write it as 2024-05-31."), said=said) from None


def _yes_or_no(said: str) -> str:
    word = said.casefold()
    if word in _YES:
        return YES
    if word in _NO:
        return NO
    raise Unfit(N_("“%(said)s” is neither yes nor no."), said=said)
