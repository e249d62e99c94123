"""A listing as it stood in a catalogue of several universities, where its text is at hand.

The text is no part of this project. `LOCALTURN_SPECIMENS` names the folder that has it, or it lies
in `shared` beside the project's own folder.
"""

import os
from datetime import date, time
from pathlib import Path

import pytest

from localturn.exchange.domain.terms import Delivery, Level, Slots
from localturn.exchange.standards.pasted_listing import read

ROOT = Path(__file__).resolve().parents[3]
FOLDER = Path(os.environ.get("LOCALTURN_SPECIMENS", ROOT.parent / "shared"))
LISTING = FOLDER / "undertakings" / "virtual-seminar-listing.txt"

pytestmark = [
    pytest.mark.specimens,
    pytest.mark.skipif(not LISTING.exists(), reason="the listing's text is not at hand"),
]


def test_a_real_listing_is_read() -> None:
    reading = read(LISTING.read_text(encoding="utf-8"), zone="Europe/Berlin")
    found = {name: each.value for name, each in reading.found.items()}

    assert found["title"] == (
        "Migrants in cities: governance, solidarities and borderwork at the urban scale"
    )
    assert [each.day for each in found["dated"]] == [
        date(2022, 10, 21),
        date(2022, 10, 28),
        date(2022, 11, 4),
        date(2022, 11, 18),
        date(2022, 11, 25),
        date(2022, 12, 16),
    ]
    assert {(each.begins, each.minutes) for each in found["dated"]} == {(time(10), 150)}
    assert found["delivery"] == (Delivery.ASYNCHRONOUS, Delivery.SYNCHRONOUS)
    assert [credit.points for credit in found["credits"]] == [3, 3]
    assert (found["first_month"], found["last_month"]) == (10, 2)
    assert (found["participants"], found["slots_kind"]) == (25, Slots.UNLIMITED)
    assert (found["level"], found["field"]) == (Level.MASTER, "031")
    assert (found["academic_year"], found["offering_year"]) == (2022, 2022)
    assert len(found["lecturers"]) == 1


def test_its_winter_time_in_summer_is_noticed() -> None:
    note = read(LISTING.read_text(encoding="utf-8"), zone="Europe/Berlin").found["dated"].note

    assert note is not None
    assert (note.values["letters"], note.values["shown"]) == ("CET", "CEST")
