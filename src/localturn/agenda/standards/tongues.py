"""Which language an entry is in, where neither its source nor its own small words say: a short
title, perhaps. The library takes 20 MB, so it is loaded in the process that reads alone.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from localturn.agenda.domain.extraction.language import language_of
from localturn.agenda.domain.extraction.values import Field
from localturn.agenda.domain.items import Item, Reading

MOST = 500
"""Entries of one document that are looked at."""
_LETTERS = 1_500
_AHEAD = 0.1
"""How far the likeliest language must be ahead of the next."""
_LANGUAGES = (
    *("ENGLISH", "FRENCH", "SWEDISH", "BOKMAL", "GERMAN", "DUTCH", "ITALIAN", "SPANISH"),
    *("BOSNIAN", "CROATIAN", "SERBIAN", "MACEDONIAN", "ALBANIAN"),
)
_NEIGHBOURS = frozenset({"bs", "hr", "sr"})


def with_languages(reading: Reading) -> Reading:
    """Where a document says nothing of its language, each entry with the one it is likely in."""
    if reading.language:
        return reading
    return replace(reading, items=tuple(_heard(reading)))


def _heard(reading: Reading) -> Iterator[Item]:
    for number, item in enumerate(reading.items):
        said = item.language or Field.LANGUAGE in item.told or number >= MOST
        words = "" if said else f"{item.title}\n{item.text}"[:_LETTERS]
        yield (
            item
            if said or language_of(words, otherwise="")
            else replace(item, language=guessed(words))
        )


def guessed(words: str) -> str:
    """A tag, or "" where it is unsure. Bosnian, Croatian and Serbian are told apart by their script
    alone, as everywhere in the agenda."""
    sure: Counter[str] = Counter()
    for each in _detector().compute_language_confidence_values(words):
        tag = str(each.language.iso_code_639_1.name).lower()
        sure["bs" if tag in _NEIGHBOURS else tag] += each.value
    (best, most), (_next, less) = sure.most_common(2)
    if most - less < _AHEAD:
        return ""
    is_cyrillic = any("\u0400" <= letter <= "\u04ff" for letter in words)
    return "sr" if best == "bs" and is_cyrillic else best


@cache
def _detector() -> Any:
    from lingua import Language, LanguageDetectorBuilder

    known = [getattr(Language, name) for name in _LANGUAGES]
    return LanguageDetectorBuilder.from_languages(*known).with_low_accuracy_mode().build()
