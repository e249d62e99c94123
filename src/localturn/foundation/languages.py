"""Languages of the interface and of content, and texts that are translated later than written."""

from typing import NewType

LanguageCode = NewType("LanguageCode", str)
"""A BCP 47 tag such as "en", "sr-Latn"."""

INTERFACE_LANGUAGES = (LanguageCode("en"), LanguageCode("fr"), LanguageCode("sv"))

_RIGHT_TO_LEFT = {"ar", "he", "fa", "ur", "ps", "ckb", "yi", "dv"}


def N_(text: str) -> str:  # noqa: N802
    """Mark a text for the catalogues; whoever shows it translates it (`gettext(text)`)."""
    return text


def direction(code: str) -> str:
    """Which way a language is written: "ltr" or "rtl"."""
    return "rtl" if code.split("-", 1)[0].lower() in _RIGHT_TO_LEFT else "ltr"
