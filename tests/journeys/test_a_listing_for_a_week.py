"""A listing pasted from elsewhere is found by a free week; who found it gets a place."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page

from journeys import axe
from journeys.conftest import Somebody
from journeys.house import House
from journeys.test_from_enrolment_to_certificate import PASSWORD, follow, press
from localturn.foundation import moments

pytestmark = [pytest.mark.journey, pytest.mark.once]

UNIVERSITY = "University of Havnby"
PEOPLE = {
    UNIVERSITY: [("cora@town.example", "Cora Coordinator", "coordinator")],
    "Tsurumi Bay University": [
        ("keiko@bay.example", "Keiko Keeper", "coordinator"),
        ("sora@bay.example", "Sora Student", "member"),
    ],
}


def friday() -> date:
    """A Friday of the coming winter, when the clocks of Europe are not put on."""
    today = moments.now().date()
    year = today.year if today.month < 11 else today.year + 1
    day = date(year, 11, 6)
    return day + timedelta(days=(4 - day.weekday()) % 7)


def pasted(first: date) -> str:
    second = first + timedelta(days=7)
    return f"""Course delivery methods
Online (Synchronous)
Sociology and cultural studies
Faculty of Streets
Course Offering Month
November
Weekday and Period
Fridays, {first:%d %B} - {second:%d %B %Y}, 10.00-12.30 hs CET
Anticipated number of participants: 25 Slots available for guest students: not limited
Course Number
Streets and their names {UNIVERSITY}
Course Overview
Who is remembered on a street sign?
1. Names ({first:%d %b %Y})
2. Walks ({second:%d %b %Y})
Grading Philosophy
Basic credit points (attendance), approx. 3 CP.
Programme: Master of Streets
"""


def found_ring(operator: Somebody) -> None:
    """Two universities in a consortium, each with its coordinator; a student at the second."""
    operator.signs_in("olga@town.example", PASSWORD)
    for university, people in PEOPLE.items():
        page = operator.goes_to("/organisations/add/")
        page.locator("main input[name=name]").fill(university)
        page.locator("main select[name=kind]").select_option("university")
        follow(page.locator("main form button").last)
        of_people = re.sub(r"edit/$", "", page.url).rstrip("/") + "/people/"
        for address, name, role in people:
            page = operator.goes_to(of_people)
            page.locator("main input[name=email]").fill(address)
            page.locator("main input[name=name]").fill(name)
            page.locator("main [name=role]").select_option(role)
            press(page, "Add and write to them")
    page = operator.goes_to("/exchange/consortia/new/")
    page.locator("main input[name=name]").fill("Northern Ring")
    press(page, "Add")
    for university in PEOPLE:
        page.locator("main select[name=organisation]").select_option(label=university)
        press(page, "Add")
    assert UNIVERSITY in operator.sees()


def to_application(keeper: Somebody) -> Page:
    """The one application that waits for a university."""
    page = keeper.goes_to("/exchange/applications/")
    follow(page.get_by_role("link", name="Streets and their names"))
    follow(page.get_by_role("link", name="Sora Student"))
    return page


def titles(page: Page) -> list[str]:
    return page.locator(".lt-offers h2").all_inner_texts()


def test_a_pasted_listing_is_published_found_from_tokyo_applied_for_and_accepted(
    house: House, somebody: Callable[..., Somebody]
) -> None:
    house.account("olga@town.example", "Olga Operator", PASSWORD, "--operator")
    for address, name, _role in (each for people in PEOPLE.values() for each in people):
        house.account(address, name, PASSWORD)
    found_ring(somebody())

    # The coordinator pastes the text, and is told what cannot be taken as it is.
    coordinator = somebody()
    coordinator.signs_in("cora@town.example", PASSWORD)
    page = coordinator.goes_to("/exchange/listings/new/")
    page.locator("main textarea[name=text]").fill(pasted(friday()))
    press(page, "Begin")
    assert page.locator("main input[name=title]").input_value() == "Streets and their names"
    assert "The text says “about”: give the exact credit points." in coordinator.sees()
    assert axe.faults(page) == []

    # She publishes too early, and is told what is missing.
    page.locator("main select[name=zone]").select_option("Europe/Berlin")
    press(page, "Save, and go on to publishing")
    assert "“E-mail address for inquiries” is missing." in coordinator.sees()
    assert "was read of the pasted text and is not checked yet" in coordinator.sees()

    # She corrects it, says of the rest that it is right, and publishes.
    follow(page.get_by_role("link", name="Back to the listing"))
    page.locator("main input[name=email]").fill("streets@town.example")
    page.locator("main select[name=language]").select_option("en")
    page.locator("main select[name=course_type]").select_option("seminar")
    for box in page.locator("main input[name=checked]").all():
        box.check()
    press(page, "Save, and go on to publishing")
    assert "Nothing is missing." in coordinator.sees()
    press(page, "Publish")

    # A student in Tokyo is free on Friday evenings, on a narrow screen without JavaScript.
    student = somebody(width=360, scripts=False)
    student.signs_in("sora@bay.example", PASSWORD)
    week = "/exchange/?fri=18:00-20:30&zone=Asia/Tokyo"
    page = student.goes_to(week)
    assert titles(page) == ["Streets and their names"]
    assert axe.wider_than_screen(page) == 0
    assert titles(student.goes_to("/exchange/?fri=17:00-20:00&zone=Asia/Tokyo")) == []
    page = student.goes_to(week)
    follow(page.get_by_role("link", name="Streets and their names"))
    assert "10:00 (Central European" in student.sees()

    # She applies; her university approves and nominates her, and the other one accepts her.
    follow(page.get_by_role("link", name="Apply for a place"))
    page.locator("main textarea[name=statement]").fill("My street has a name that nobody knows.")
    page.locator("main input[name=follows_language]").check()
    assert axe.wider_than_screen(page) == 0
    press(page, "Send to my university")
    keeper = somebody()
    keeper.signs_in("keiko@bay.example", PASSWORD)
    page = to_application(keeper)
    press(page, "Approve")
    press(page, "Nominate")
    page = to_application(coordinator)
    press(page, "Accept")
    assert "Accepted by the host university" in coordinator.sees()
    student.goes_to("/exchange/applications/")
    assert "Accepted" in student.sees()
