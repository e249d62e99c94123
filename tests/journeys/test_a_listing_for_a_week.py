"""A listing pasted from elsewhere is found by a free week; who found it sits in its run."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from journeys import axe
from journeys.conftest import Somebody
from journeys.exchanging import (
    applies,
    completes,
    confirms,
    follow,
    found_ring,
    friday,
    is_sent_and_accepted,
    opens_run,
    pastes,
    press,
    publishes,
)
from journeys.house import House
from journeys.test_from_enrolment_to_certificate import COURSE, PASSWORD, as_archive

pytestmark = [pytest.mark.journey, pytest.mark.once]

ROOT = Path(__file__).resolve().parents[2]
REAL = (
    Path(os.environ.get("LOCALTURN_SPECIMENS", ROOT.parent / "shared"))
    / "undertakings"
    / "virtual-seminar-listing.txt"
)
"""The text of the undertaking, which is no part of this project; where it is not at hand, one that
was written like it stands in."""

UNIVERSITY, HOME = "University of Havnby", "Tsurumi Bay University"
PEOPLE = {
    UNIVERSITY: [("cora@town.example", "Cora Coordinator", "coordinator")],
    HOME: [
        ("keiko@bay.example", "Keiko Keeper", "coordinator"),
        ("sora@bay.example", "Sora Student", "member"),
    ],
}
LIKE_IT = f"""Course delivery methods
Online (Asynchronous), Online (Synchronous)
Social studies, Mass communications & documentation
Faculty of Streets
Course Offering Month
October - February
Weekday and Period
October 21 - December 16, synchronous meetings on selected Fridays, between 21 October and
16 December 2022, 10.00-12.30 hs CET
Anticipated number of participants: 25 Slots available for guest students: not limited
Course Number
Migrants in cities: streets and their names {UNIVERSITY}
Course Overview
Who is remembered on a street sign?
(1) Introductory meeting (21 Oct 2022)
(2) Walks (28 Oct 2022)
(3) Final synchronous meeting (16 Dec 2022)
Grading Philosophy
Basic credit points (attendance), approx. 3 CP.
Additional credit points (paper), additional approx. 3 CP.
Other information
Programme: Master of Streets
"""
COURSE_NAME = "Migrants in cities"


def text() -> str:
    return REAL.read_text(encoding="utf-8") if REAL.exists() else LIKE_IT


def titles(page: Page) -> list[str]:
    """Of the courses found, as far as both texts have them."""
    found = page.locator(".lt-offers h2").all_inner_texts()
    return [each[: len(COURSE_NAME)] for each in found]


def test_a_pasted_listing_is_published_found_from_tsukuba_applied_for_and_its_place_confirmed(
    house: House, somebody: Callable[..., Somebody]
) -> None:
    house.account("olga@town.example", "Olga Operator", PASSWORD, "--operator")
    for address, name, _role in (each for people in PEOPLE.values() for each in people):
        house.account(address, name, PASSWORD, *(["--author"] if name.startswith("Cora") else []))
    found_ring(somebody(), PEOPLE)
    coordinator = somebody()
    coordinator.signs_in("cora@town.example", PASSWORD)
    run = opens_run(coordinator, UNIVERSITY, as_archive(COURSE))

    # The coordinator pastes the text, and is told what cannot be taken as it is.
    page = pastes(coordinator, text())
    assert page.locator("main input[name=title]").input_value().startswith(COURSE_NAME)
    assert "The text says “about”: give the exact credit points." in coordinator.sees()
    assert axe.faults(page) == []

    # She publishes too early, and is told what is missing.
    press(page, "Save, and go on to publishing")
    assert "“E-mail address for inquiries” is missing." in coordinator.sees()
    assert "was read of the pasted text and is not checked yet" in coordinator.sees()

    # She corrects it, for the coming year, says of the rest that it is right, and publishes.
    follow(page.get_by_role("link", name="Back to the listing"))
    completes(page, first=friday())
    publishes(coordinator)

    # A student in Tsukuba is free on Friday evenings, on a narrow screen without JavaScript.
    student = somebody(width=360, scripts=False)
    student.signs_in("sora@bay.example", PASSWORD)
    week = "/exchange/?fri=18:00-20:30&zone=Asia/Tokyo"
    page = student.goes_to(week)
    assert titles(page) == [COURSE_NAME]
    assert axe.wider_than_screen(page) == 0
    assert titles(student.goes_to("/exchange/?fri=17:00-20:00&zone=Asia/Tokyo")) == []
    page = student.goes_to(week)
    follow(page.get_by_role("link", name=COURSE_NAME))
    assert "10:00 (Central European" in student.sees()

    # She applies; her university approves and nominates her, and the other one accepts her.
    applies(student, "My street has a name that nobody knows.")
    assert axe.wider_than_screen(page) == 0
    keeper = somebody()
    keeper.signs_in("keiko@bay.example", PASSWORD)
    is_sent_and_accepted(COURSE_NAME, "Sora Student", keeper=keeper, coordinator=coordinator)

    # A place in the run is kept for her; she confirms it, and everybody sees that she has it.
    assert house.letter_to("sora@bay.example", "Welcoming newcomers")
    confirms(student, COURSE_NAME)
    assert axe.wider_than_screen(page) == 0
    assert "Welcoming newcomers in a small town" in student.goes_to(run).inner_text("main")
    student.goes_to("/exchange/applications/")
    assert "Accepted" in student.sees()
    assert "Sora Student" in coordinator.goes_to(f"{run}people/").inner_text("main")
