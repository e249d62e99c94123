"""The undertaking's own text, pasted whole, where it is at hand; it is no part of this project.

`LOCALTURN_SPECIMENS` names the folder that has it, or it lies in `shared` beside the project's own.
"""

import csv
import os
from datetime import date
from pathlib import Path

import pytest

from localturn.agenda.domain.dates import find
from localturn.agenda.domain.extraction import Announcement, Field, Known, read, split

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("LOCALTURN_SPECIMENS", ROOT.parent / "shared"))
TEXT = FOLDER / "undertakings" / "agenda-and-news.txt"
GOLD = FOLDER / "fixtures" / "agenda" / "dates" / "gold40.tsv"
PUBLISHED = date(2022, 9, 1)

pytestmark = [
    pytest.mark.specimens,
    pytest.mark.once,
    pytest.mark.skipif(not TEXT.exists(), reason="the undertaking's text is not at hand"),
]


@pytest.fixture(scope="module")
def items() -> list[Announcement]:
    text = TEXT.read_text(encoding="utf-8")
    known = Known(published=PUBLISHED, language="en")
    spans = split(text, language="en", published=PUBLISHED)
    return [read(text[start:stop], known) for start, stop in spans]


def _values(items: list[Announcement], *names: Field) -> list[tuple[str, ...]]:
    return [tuple(each.value(name) for name in names) for each in items]


def test_it_comes_out_as_its_ten_items(items: list[Announcement]) -> None:
    found = [(each.kind.value, each.value(Field.LANGUAGE)) for each in items]

    assert found == [
        *[("event", "en")] * 6,
        ("award", "sv"),
        ("report", "sv"),
        ("decision", "sv"),
        ("event", "fr"),
    ]
    assert [each.value(Field.TITLE)[:24] for each in items] == [
        "10th Integrating Cities ",
        "Gatekeeping the Nation: ",
        "IMER Bergen’s 25th anniv",
        "Migration studies and so",
        "“Communication and media",
        "Invitation to celebrate ",
        "Fred Taikon är årets Rao",
        "Integration och utbildni",
        "En oberoende kommission ",
        "« Intégration des réfugi",
    ]


def test_with_the_right_days_hours_and_deadlines(items: list[Announcement]) -> None:
    found = _values(
        items, Field.FIRST_DAY, Field.LAST_DAY, Field.BEGINS, Field.ENDS, Field.DEADLINE
    )

    assert found == [
        ("2022-11-16", "2022-11-17", "", "", ""),
        ("2022-10-12", "2022-10-12", "12:00", "13:00", ""),
        ("2022-11-02", "2022-11-04", "", "", "2022-09-23"),
        ("2022-09-30", "2022-09-30", "09:00", "12:30", ""),
        ("2022-10-27", "2022-10-28", "", "", ""),
        ("2022-11-02", "2022-11-04", "", "", "2022-09-20"),
        *[("", "", "", "", "")] * 3,
        ("2022-06-23", "2022-06-23", "09:30", "13:00", ""),
    ]


def test_with_the_right_places(items: list[Announcement]) -> None:
    found = _values(items, Field.CITY, Field.VENUE)

    assert [city for city, _ in found] == [
        "NL-utrecht",
        "NO-bergen",
        "NO-bergen",
        "",
        "FR-strasbourg",
        "NO-bergen",
        *[""] * 3,
        "FR-paris",
    ]
    assert found[0][1].startswith("Jaarbeurs Utrecht")
    assert found[1][1] == "Bergen Global, Jekteviksbakken 31"
    assert found[9][1] == "Maison des réfugiés, 50 Boulevard Jourdan 75014 Paris"


def test_with_programmes_and_speakers(items: list[Announcement]) -> None:
    assert [len(each.sessions) for each in items] == [0, 0, 18, 8, 0, 0, 0, 0, 0, 0]
    assert items[3].value(Field.SPEAKERS).split("\n") == ["Willem Schinkel", "Nataliia Sokolovska"]


@pytest.mark.skipif(not GOLD.exists(), reason="the table of dates is not at hand")
def test_the_forty_dates_of_the_field_notes_are_read() -> None:
    wrong = []
    with GOLD.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            published = date.fromisoformat(row["published"])
            found = find(row["text"], language=row["lang"], published=published)
            said = [
                (each.first.isoformat(), each.last.isoformat(), each.begins, each.ends)
                for each in found
            ]
            said_hours = [
                tuple(hour.strftime("%H:%M") if hour else "" for hour in each[2:]) for each in said
            ]
            expected = (row["start_date"], row["end_date"] or row["start_date"])
            hours = (row["start_time"] or "", row["end_time"] or "")
            if [each[:2] for each in said] != [expected] or said_hours != [hours]:
                wrong.append(row["text"])

    assert wrong == []
