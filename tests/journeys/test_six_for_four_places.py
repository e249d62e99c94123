"""An association nominates six people for four places: two wait, one withdraws, the next moves up.

What comes after a place is taken is walked in `test_from_enrolment_to_certificate`.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page

from journeys.conftest import Somebody
from journeys.house import House, link_in
from journeys.test_from_enrolment_to_certificate import (
    COURSE,
    PASSWORD,
    as_archive,
    follow,
    make_account,
    press,
)
from localturn.foundation import moments

pytestmark = [pytest.mark.journey, pytest.mark.once]

LEAGUE = "League of Towns"
PEOPLE = {
    "ana": "Ana Petrovska",
    "bo": "Bo Lindqvist",
    "cem": "Cem Aksoy",
    "dua": "Dua Krasniqi",
    "edi": "Edi Hoxha",
    "fjolla": "Fjolla Berisha",
}


def address_of(name: str) -> str:
    return f"{name}@town.example"


def make_league(house: House, operator: Somebody) -> None:
    """An association, and its coordinator."""
    operator.signs_in("olga@town.example", PASSWORD)
    page = operator.goes_to("/organisations/add/")
    page.locator("main input[name=name]").fill(LEAGUE)
    page.locator("main select[name=kind]").select_option("association")
    follow(page.locator("main form button").last)
    people = re.sub(r"edit/$", "", page.url).rstrip("/") + "/people/"
    page = operator.goes_to(people)
    page.locator("main input[name=email]").fill("cara@town.example")
    page.locator("main input[name=name]").fill("Cara Coordinator")
    page.locator("main [name=role]").select_option("coordinator")
    press(page, "Add and write to them")


def open_run(facilitator: Somebody) -> str:
    """A run of ten places that begins in three weeks; four of them are the association's."""
    facilitator.signs_in("fatima@town.example", PASSWORD)
    page = facilitator.goes_to("/academy/authoring/upload/")
    page.locator("input[type=file]").set_input_files(as_archive(COURSE))
    press(page, "Upload")
    page = facilitator.goes_to("/academy/courses/small-course/draft/publish/")
    page.on("dialog", lambda dialog: dialog.accept())
    press(page, "Publish version 1")
    page = facilitator.goes_to("/academy/courses/small-course/runs/new/")
    begins = moments.day_in(moments.now(), "Europe/Skopje") + timedelta(days=21)
    page.locator("select[name=zone]").select_option("Europe/Skopje")
    page.locator("input[name=starts_on]").fill(begins.isoformat())
    page.locator("input[name=is_open][value=invited]").check()
    page.locator("input[name=capacity]").fill("10")
    page.get_by_label(LEAGUE).check()
    press(page, "Open the run")
    run = re.sub(r"(runs/[^/]+/).*", r"\1", page.url)
    page = facilitator.goes_to(f"{run}places/")
    page.get_by_label(f"Places for {LEAGUE}").fill("4")
    press(page, "Save")
    return run


def nominate(page: Page, name: str) -> None:
    page.locator("main input[name=name]").fill(PEOPLE[name])
    page.locator("main input[name=email]").fill(address_of(name))
    press_last(page, "Nominate")


def press_last(page: Page, name: str) -> None:
    """The page's own button of this name, after those of people who ask."""
    follow(page.get_by_role("button", name=name, exact=True).last)


def state_of(page: Page, name: str) -> str:
    row = page.locator("main tr", has=page.get_by_role("rowheader", name=PEOPLE[name]))
    return row.inner_text()


def test_of_six_for_four_places_two_wait_and_the_next_moves_up(
    house: House, somebody: Callable[..., Somebody], tmp_path: Path
) -> None:
    house.account("olga@town.example", "Olga Operator", PASSWORD, "--operator")
    house.account("cara@town.example", "Cara Coordinator", PASSWORD)
    house.account("fatima@town.example", "Fatima Facilitator", PASSWORD, "--author")
    make_league(house, somebody())
    run = open_run(facilitator := somebody())

    # Dua asks for a place herself, on a narrow screen and without JavaScript.
    dua = somebody(width=360, scripts=False)
    make_account(dua, address_of("dua"), PEOPLE["dua"])
    page = dua.goes_to(run)
    follow(page.get_by_role("link", name="Ask for a place"))
    page.locator("input[name=works_for]").fill("Municipality of Lipnik, registry")
    page.locator("textarea[name=reason]").fill("I register newcomers.")
    page.locator("input[name=agreed]").check()
    press(page, "Ask for a place")
    assert "It has not answered yet" in dua.sees()

    # The association nominates her and five others for its four places.
    coordinator = somebody()
    coordinator.signs_in("cara@town.example", PASSWORD)
    letter = house.letter_to("cara@town.example", "asks League of Towns for a place")
    page = coordinator.goes_to(link_in(letter, "/nominations/"))
    assert "Municipality of Lipnik, registry" in coordinator.sees()
    follow(page.get_by_role("button", name="Nominate", exact=True).first)
    for name in ("ana", "bo", "cem", "edi", "fjolla"):
        nominate(page, name)
    for name in ("ana", "bo", "cem", "dua"):
        assert "Is to confirm" in state_of(page, name)
    waiting = page.get_by_role("region", name="Your waiting list")
    assert [row.split("\t")[1] for row in waiting.locator("tbody tr").all_inner_texts()] == [
        PEOPLE["edi"],
        PEOPLE["fjolla"],
    ]
    for name in ("edi", "fjolla"):
        assert "waiting list" in str(house.letter_to(address_of(name))["Subject"])

    # It prefers Fjolla, and puts her first with the keyboard.
    up = page.get_by_role("button", name=f"Move {PEOPLE['fjolla']} up")
    up.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert re.search("#waiting-", page.url)

    # Ana confirms, and withdraws again: Fjolla gets the place, and a letter.
    ana = somebody()
    invitation = link_in(house.letter_to(address_of("ana")), "/invitations/")
    page = ana.goes_to(invitation)
    follow(page.get_by_role("link", name="Make an account"))
    make_account(ana, address_of("ana"), PEOPLE["ana"], page=page)
    ana.goes_to(invitation)
    press(ana.page, "Take the place")
    ana.goes_to(f"{run}withdraw/")
    press(ana.page, "Leave the course")
    moved_up = house.letter_to(address_of("fjolla"), "a place has become free")

    # Bo says no without an account; Edi, who is next, moves up.
    page = somebody(scripts=False).goes_to(
        link_in(house.letter_to(address_of("bo")), "/invitations/")
    )
    press(page, "I cannot take part")
    house.letter_to(address_of("edi"), "a place has become free")

    # Nobody else confirms within the week but Fjolla: all other places are free again.
    fjolla = somebody()
    page = fjolla.goes_to(link_in(moved_up, "/invitations/"))
    follow(page.get_by_role("link", name="Make an account"))
    make_account(fjolla, address_of("fjolla"), PEOPLE["fjolla"], page=page)
    fjolla.goes_to(link_in(moved_up, "/invitations/"))
    press(fjolla.page, "Take the place")
    house.later(days=8)
    house.letter_to(address_of("dua"), "did not confirm it in time")
    page = coordinator.goes_to(f"{run}nominations/")
    assert {name: state_of(page, name).split("\t")[1].split("\n")[0] for name in PEOPLE} == {
        "ana": "Has left",
        "bo": "Gave the place back",
        "cem": "Did not confirm in time",
        "dua": "Did not confirm in time",
        "edi": "Did not confirm in time",
        "fjolla": "Takes part",
    }
    page = facilitator.goes_to(f"{run}people/")
    assert PEOPLE["fjolla"] in facilitator.sees()
