"""What is told to other programs, and what theirs may tell, against the standards' own schemas.

MOOChub's stands in `tests/specimens`. The Open Education API's is no part of this project (decision
17): `LOCALTURN_SPECIMENS` names the folder that has it, or it lies in `shared` beside the project's
own folder.
"""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from workshop.standards import faults, schema_of

from exchange.test_open_standards import EXPANDED, MOOCS, ask, in_year
from exchange.wholes import A_COURSE, AN_OFFERING
from localturn.exchange.actions import listings as actions
from localturn.exchange.domain.terms import Delivery, Level
from localturn.exchange.models import Partner
from localturn.exchange.standards.ooapi_in import read_course, read_offering
from makers.exchange import NOON, make_coordinator, make_listing, make_partner

ROOT = Path(__file__).resolve().parents[2]
MOOCHUB = ROOT / "tests" / "specimens" / "moochub" / "moochub-schema.json"
FOLDER = Path(os.environ.get("LOCALTURN_SPECIMENS", ROOT.parent / "shared"))
OOAPI = FOLDER / "fixtures" / "exchange" / "ooapiv6.json"

at_hand = pytest.mark.skipif(
    not OOAPI.exists(), reason="the Open Education API's schema is not at hand"
)


@cache
def specification() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(OOAPI.read_text(encoding="utf-8"))
    return found


def part(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


@pytest.fixture
def catalogue(db: None) -> Partner:
    """Listings that say much and little, of this year and of others, and an archived one."""
    partner = make_partner()
    make_listing(partner, title="Full", programme="Towns", grading="A to F", achievement="To see")
    make_listing(partner, title="Bare", participants=None, language="zh-Hant")
    make_listing(partner, title="Far ahead", **in_year(2031))
    gone = make_listing(partner, title="Gone", prerequisites="*Some*", **in_year(2024))
    actions.archive(gone, by=make_coordinator(partner), now=NOON)
    return partner


def test_moochub_is_told_what_its_schema_has(catalogue: Partner) -> None:
    schema = json.loads(MOOCHUB.read_text(encoding="utf-8"))

    found = Client().get(MOOCS).json()

    names = [each["attributes"]["name"] for each in found["data"]]
    assert sorted(names) == ["Bare", "Far ahead", "Full"]
    assert list(faults("courses", schema, schema, found)) == []
    del found["data"][0]["attributes"]["publisher"]
    (missing,) = faults("courses", schema, schema, found)
    assert "'publisher' is a required property" in missing


@pytest.mark.specimens
@at_hand
def test_every_path_answers_what_the_open_education_api_has(
    catalogue: Partner,
) -> None:
    known: dict[str, str] = {}
    wrong: list[str] = []
    operations = [unquote(each["path"]) for each in ask("/")["supportedOperations"]]

    for path in sorted(operations, key=len):
        queries: list[dict[str, str]] = [{"since": "2000-01-01T00:00:00Z", "pageSize": "100"}]
        queries += [{"expand": EXPANDED[path]}] if path in EXPANDED else []
        for query in queries:
            answer = ask(path.format(**known), **query)
            wrong += faults(path, specification(), schema_of(specification(), path), answer)
        for item in answer.get("items", []):
            known |= {key: value for key, value in item.items() if key.endswith("Id")}

    assert wrong == []
    problem = Client().get("/exchange/ooapi/v6/courses", {"pageSize": 7}).json()
    assert list(faults("problem", specification(), part("Problem"), problem)) == []


@pytest.mark.specimens
@at_hand
def test_what_a_partner_tells_in_these_tests_is_what_the_open_education_api_has() -> None:
    assert list(faults("course", specification(), part("Course"), A_COURSE)) == []
    assert list(faults("offering", specification(), part("CourseOffering"), AN_OFFERING)) == []


@pytest.mark.once
def test_everything_is_read_of_what_a_partner_tells() -> None:
    assert read_course(A_COURSE) == {
        "title": "Harbours",
        "written_in": "en-GB",
        "course_number": "HAV-207",
        "delivery": [Delivery.SYNCHRONOUS.value, Delivery.ON_SITE.value],
        "field": "0314",
        "level": Level.MASTER.value,
        "language": "en-GB",
        "overview": "Who comes ashore, and *where*.",
        "prerequisites": "A first year of sociology.",
        "grading": "A paper of ten pages.",
        "credits": [["7.5", "ECTS"]],
        "outside_url": "https://havnby.example/courses/harbours",
    }
    assert read_offering([AN_OFFERING], zone="Europe/Copenhagen") == {
        "academic_year": 2026,
        "offering_year": 2026,
        "first_month": 10,
        "last_month": 12,
        "first_day": "2026-10-05",
        "last_day": "2026-12-18",
        "participants": 30,
    }
