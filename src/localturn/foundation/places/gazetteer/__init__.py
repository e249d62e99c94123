"""The gazetteer that comes with the house: countries, and cities of 15,000 people and more.

`cities.tsv.gz` and `countries.tsv` are an extract of GeoNames (https://www.geonames.org), licensed
under Creative Commons Attribution 4.0 (https://creativecommons.org/licenses/by/4.0/); changed: cut
down to what is needed here, names folded, codes of our own added. `extract.py` makes them anew.
"""

import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
CITIES = FOLDER / "cities.tsv.gz"
COUNTRIES = FOLDER / "countries.tsv"


@dataclass(frozen=True)
class CountryRow:
    code: str
    code3: str
    continent: str
    name: str


@dataclass(frozen=True, slots=True)
class CityRow:
    code: str
    geonames_id: int
    name: str
    country: str
    zone: str
    latitude: float
    longitude: float
    population: int
    capital: bool
    also: str


@cache
def checksum() -> str:
    """Of both files: which edition this is."""
    return hashlib.sha256(COUNTRIES.read_bytes() + CITIES.read_bytes()).hexdigest()


def countries() -> Iterator[CountryRow]:
    for line in COUNTRIES.read_text(encoding="utf-8").splitlines():
        yield CountryRow(*line.split("\t"))


def cities() -> Iterator[CityRow]:
    for line in gzip.decompress(CITIES.read_bytes()).decode("utf-8").splitlines():
        code, number, name, zone, latitude, longitude, population, capital, also = line.split("\t")
        yield CityRow(
            code,
            int(number),
            name,
            code[:2],
            zone,
            float(latitude),
            float(longitude),
            int(population),
            capital == "1",
            also,
        )
