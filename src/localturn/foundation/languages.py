"""Languages of the interface and of content, and texts that are translated later than written."""

import unicodedata
from typing import NewType

from babel import Locale, UnknownLocaleError

LanguageCode = NewType("LanguageCode", str)
"""A BCP 47 tag such as "en", "sr-Latn"."""

INTERFACE_LANGUAGES = (LanguageCode("en"), LanguageCode("fr"), LanguageCode("sv"))


def own_name(code: str) -> str:
    """What a language is called in itself ("Français"); its tag where that is not known."""
    try:
        name = Locale.parse(code, sep="-").get_display_name()
    except (UnknownLocaleError, ValueError):
        name = None
    return name[:1].upper() + name[1:] if name else code


_RIGHT_TO_LEFT = {"ar", "he", "fa", "ur", "ps", "ckb", "yi", "dv"}


def N_(text: str) -> str:  # noqa: N802
    """Mark a text for the catalogues; whoever shows it translates it (`gettext(text)`)."""
    return text


def direction(code: str) -> str:
    """Which way a language is written: "ltr" or "rtl"."""
    return "rtl" if code.split("-", 1)[0].lower() in _RIGHT_TO_LEFT else "ltr"


_UNFOLDED = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "ø": "o",
        "œ": "oe",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "ı": "i",
        "ħ": "h",
        "ŋ": "n",
        "’": "'",
    }
)


def folded(text: str) -> str:
    """A text as it is searched for: no accents, capitals or double blanks ("Malmö" → "malmo")."""
    if text.isascii():
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_UNFOLDED))
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(plain.split())
