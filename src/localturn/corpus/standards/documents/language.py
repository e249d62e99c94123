"""Which language a text is in. Loads 60 MB: in the reading process alone."""

from functools import cache
from typing import Any

LANGUAGES = (
    *("ENGLISH", "FRENCH", "GERMAN", "SPANISH", "ITALIAN", "PORTUGUESE", "DUTCH", "SWEDISH"),
    *("DANISH", "BOKMAL", "FINNISH", "POLISH", "CZECH", "SLOVAK", "HUNGARIAN", "ROMANIAN"),
    *("BULGARIAN", "GREEK", "TURKISH", "UKRAINIAN", "RUSSIAN", "SERBIAN", "CROATIAN", "ALBANIAN"),
    *("ARABIC", "CATALAN", "ESTONIAN", "LATVIAN", "LITHUANIAN", "SLOVENE", "MACEDONIAN"),
    *("ICELANDIC", "IRISH", "GEORGIAN", "CHINESE", "JAPANESE", "HEBREW", "PERSIAN", "SOMALI"),
)
_SAMPLE = 1_500


def language_of(text: str) -> str:
    """Its BCP 47 tag by a part of its beginning, its middle and its end; "" where it is unsure."""
    middle = len(text) // 2
    sample = " ".join((text[:_SAMPLE], text[middle : middle + _SAMPLE], text[-_SAMPLE:]))
    found = _detector().detect_language_of(sample)
    if found is None:
        return ""
    code = str(found.iso_code_639_1.name).lower()
    return "no" if code == "nb" else code


@cache
def _detector() -> Any:
    from lingua import Language, LanguageDetectorBuilder

    known = [getattr(Language, name) for name in LANGUAGES]
    return LanguageDetectorBuilder.from_languages(*known).with_low_accuracy_mode().build()
