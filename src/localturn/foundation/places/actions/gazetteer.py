"""Bringing the gazetteer into the database."""

from datetime import datetime

from django.db import connection, transaction

from localturn.foundation.languages import folded
from localturn.foundation.places import gazetteer
from localturn.foundation.places.models import City, Country, GazetteerEdition


@transaction.atomic
def load_gazetteer(*, now: datetime) -> int:
    """Load countries and cities if this edition is not there yet; how many cities were written.

    A city that is known by its GeoNames number keeps its code; one that was added by hand stays.
    """
    _, new = GazetteerEdition.objects.get_or_create(
        checksum=gazetteer.checksum(), defaults={"loaded_at": now}
    )
    if not new:
        return 0
    Country.objects.bulk_create(
        (
            Country(
                code=row.code,
                code3=row.code3,
                name=row.name,
                folded=folded(row.name),
                continent=row.continent,
            )
            for row in gazetteer.countries()
        ),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "folded", "continent"],
    )
    rows = [
        (
            row.code,
            row.geonames_id,
            row.name,
            folded(row.name),
            row.also,
            row.country,
            row.zone,
            row.latitude,
            row.longitude,
            row.population,
            row.capital,
        )
        for row in gazetteer.cities()
    ]
    # 34,000 rows: four times as fast past the objects
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, rows)
    return len(rows)


_COLUMNS = (
    "code, geonames_id, name, folded, also, country_id, zone, latitude, longitude, population, "
    "capital"
)
_UPDATED = ("name", "folded", "also", "zone", "latitude", "longitude", "population", "capital")
_INSERT = (
    f"INSERT INTO {City._meta.db_table} ({_COLUMNS}) "  # noqa: S608 (names of ours only)
    f"VALUES ({', '.join(['%s'] * 11)}) ON CONFLICT (geonames_id) DO UPDATE SET "
    + ", ".join(f"{column} = excluded.{column}" for column in _UPDATED)
)
