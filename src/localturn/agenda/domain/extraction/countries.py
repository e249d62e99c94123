"""Countries that a text names, in the agenda's languages."""

import re
from functools import cache

from babel import Locale

from localturn.agenda.domain.dates.words import LOCALES
from localturn.foundation.languages import folded

_SHORTEST = 4


def countries_in(text: str) -> frozenset[str]:
    """Codes of ISO 3166-1."""
    words = folded(text[:20_000])
    single = set(re.findall(r"[^\W\d_]+", words))
    names, longer = _names()
    found = {names[word] for word in single & names.keys()}
    for word in single & longer.keys():
        found |= {code for name, code in longer[word] if name in words}
    return frozenset(found)


@cache
def _names() -> tuple[dict[str, str], dict[str, list[tuple[str, str]]]]:
    """Of one word, and of several by their first."""
    single: dict[str, str] = {}
    several: dict[str, list[tuple[str, str]]] = {}
    for languages in LOCALES.values():
        territories = Locale.parse(languages[0]).territories
        for code, name in territories.items():
            if len(code) != 2 or not code.isalpha() or code in {"EU", "UN", "EZ", "QO", "ZZ"}:
                continue
            written = folded(name)
            first, blank, _rest = written.partition(" ")
            if blank:
                several.setdefault(first, []).append((written, code))
            elif len(written) >= _SHORTEST:
                single.setdefault(written, code)
    return single, several
