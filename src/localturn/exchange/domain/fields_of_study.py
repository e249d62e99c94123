"""Fields of education and training: ISCED-F 2013.

The codes and the English words are those of UNESCO's classification (UNESCO Institute for
Statistics, *ISCED Fields of Education and Training 2013*, 2014, appendix I), without the codes for
what is not further defined, not elsewhere classified and interdisciplinary, for which a broader
code stands. The French and Swedish words are this project's own.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from localturn.foundation.languages import folded

_FILE = Path(__file__).with_name("isced_f_2013.csv")


@dataclass(frozen=True)
class FieldOfStudy:
    """A field by its code of two (broad), three (narrow) or four (detailed) figures."""

    code: str
    names: Mapping[str, str]
    """By language of the interface."""

    @property
    def broad(self) -> str:
        return self.code[:2]

    def called(self, language: str) -> str:
        return self.names.get(language.split("-", maxsplit=1)[0], self.names["en"])


@cache
def fields() -> Mapping[str, FieldOfStudy]:
    """Every field by its code, in the order of the codes."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    found = {row["code"]: FieldOfStudy(row.pop("code"), MappingProxyType(row)) for row in rows}
    return MappingProxyType(found)


_EARLIER = {
    "social studies": "031",
    "social science": "031",
    "social sciences": "031",
    "mass communication": "032",
    "mass communications": "032",
    "business studies": "041",
    "computer science": "061",
    "computing": "061",
    "engineering": "071",
    "teacher training": "011",
    "medical sciences": "091",
    "geography": "031",
    "migration studies": "0314",
    "urban planning": "0731",
}
"""What fields are called where another classification is used, folded."""

_EMPTY_WORDS = {"and", "of", "the", "except", "et", "de", "des", "la", "och", "i", "sciences"}


def like(words: str) -> FieldOfStudy | None:
    """The field whose name these words are most alike; None where nothing is alike."""
    asked = folded(words)
    earlier = {name: code for name, code in _EARLIER.items() if name in asked}
    if earlier:
        return fields()[earlier[min(earlier, key=asked.index)]]
    wanted = _words(words)
    if not wanted:
        return None
    best: tuple[float, int, str] | None = None
    for field, names in _named():
        for named in names:
            alike = len(wanted & named) / len(wanted | named) if named else 0
            if alike >= 0.5 and (best is None or (alike, -len(field.code)) > best[:2]):
                best = (alike, -len(field.code), field.code)
    return fields()[best[2]] if best else None


@cache
def _named() -> list[tuple[FieldOfStudy, list[frozenset[str]]]]:
    return [(each, [_words(name) for name in each.names.values()]) for each in fields().values()]


def _words(text: str) -> frozenset[str]:
    letters = "".join(each if each.isalnum() else " " for each in folded(text))
    return frozenset(letters.split()) - _EMPTY_WORDS
