"""What is known before a text is read: its source, the cities and organisers there are."""

from datetime import date

from localturn.agenda.domain.extraction import Known
from localturn.agenda.domain.extraction.gazetteer import added_by_hand
from localturn.agenda.models import Source
from localturn.foundation.languages import folded
from localturn.foundation.people.models import Organisation
from localturn.foundation.places.models import City

MOST = 20_000
"""Organisations that are looked for in a text."""
_SHORTEST = 5


def known_about(source: Source, *, today: date, language: str = "") -> Known:
    """For one fetch of a source (2 statements)."""
    added = City.objects.filter(geonames_id=None)
    return Known(
        published=today,
        language=source.language or language,
        zone=source.zone if source.zone != "UTC" else "",
        places=added_by_hand(added.values_list("code", "name", "zone", "population")),
        organisers={
            folded(name): name
            for name in Organisation.objects.order_by("pk").values_list("name", flat=True)[:MOST]
            if len(name) >= _SHORTEST
        },
    )
