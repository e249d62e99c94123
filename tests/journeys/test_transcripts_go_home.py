"""A course of two universities' students ends, and its transcripts reach both of them.

Both applied through the exchange. One did everything, with a paper, and has six credit points; the
other wrote none and has three. Each home university takes away its own transcript, which is ELMO by
its schema, and never sees the other's.
"""

import io
import time
import zipfile
from collections.abc import Callable

import pypdfium2
import pytest
from lxml import etree

from exchange.elmo import faults
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
from journeys.house import PATIENCE, House
from journeys.test_a_listing_for_a_week import LIKE_IT
from journeys.test_from_enrolment_to_certificate import COURSE, PASSWORD, Participant

pytestmark = [pytest.mark.journey, pytest.mark.once]

HOST, BAY, LAKE = "University of Havnby", "Tsurumi Bay University", "Lakeside University"
KEEPERS = {HOST: "cora@town.example", BAY: "keiko@bay.example", LAKE: "lena@lake.example"}
STUDENTS = {
    BAY: ("sora@bay.example", "Sora Student"),
    LAKE: ("linn@lake.example", "Linn Learner"),
}
PEOPLE = {
    HOST: [(KEEPERS[HOST], "Cora Coordinator", "coordinator")],
    BAY: [(KEEPERS[BAY], "Keiko Keeper", "coordinator"), (*STUDENTS[BAY], "member")],
    LAKE: [(KEEPERS[LAKE], "Lena Keeper", "coordinator"), (*STUDENTS[LAKE], "member")],
}
LISTED = "Migrants in cities: streets and their names"
AWARDS = """
[[awards]]
id = "basic"
title = "Basic credit"
credits = 3

[[awards.rules]]
rule = "every"
kinds = ["reading", "quiz"]

[[awards]]
id = "further"
title = "Further credit"
credits = 3

[[awards.rules]]
rule = "every"
kinds = ["reading", "quiz"]

[[awards.rules]]
rule = "paper-passed"
at_least = 12
"""
PAPER = """+++
id = "term-paper"
kind = "paper"
title = "Term paper"
minutes = 60
points = 20
proposal = false
+++
Take one street, and say who is in none of its figures.
"""
STEPS = "1.0; 90; 20\n2.0; 75; 45\n3.0; 60; 25\n4.0; 50; 10"
ELMO = {"e": "https://github.com/emrex-eu/elmo-schemas/tree/v1"}


def small_course() -> dict[str, object]:
    """One reading, one quiz of twenty points and one paper of as many; two awards of three credit
    points, of which the second asks for the paper."""
    kept = {
        "about.md": None,
        "course.toml": lambda text: (
            text[: text.index("[[awards]]")].replace("hours = 2", "hours = 1.5") + AWARDS
        ),
        "modules/01-first-steps/module.toml": None,
        "modules/01-first-steps/02-who-arrives.md": None,
        "modules/01-first-steps/04-check.md": lambda text: text.replace(
            "minutes = 10", "minutes = 10\npoints = 20"
        ),
        "questions/check.toml": None,
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, change in kept.items():
            text = (COURSE / name).read_text(encoding="utf-8")
            archive.writestr(name, change(text) if change else text)
        archive.writestr("modules/01-first-steps/05-term-paper.md", PAPER)
    return {"name": "course.zip", "mimeType": "application/zip", "buffer": packed.getvalue()}


def comes_from(
    university: str, run: str, *, keeper: Somebody, student: Somebody, coordinator: Somebody
) -> Participant:
    """A student who applies, is nominated and accepted, and confirms the place."""
    keeper.signs_in(KEEPERS[university], PASSWORD)
    address, name = STUDENTS[university]
    student.signs_in(address, PASSWORD)
    follow(student.goes_to("/exchange/").get_by_role("link", name=LISTED))
    applies(student, "I live in a street that has two names.")
    is_sent_and_accepted(LISTED, name, keeper=keeper, coordinator=coordinator)
    confirms(student, LISTED)
    return Participant(student, run)


def marks_the_paper(guide: Somebody, run: str, name: str) -> None:
    page = guide.goes_to(f"{run}marking/")
    follow(page.locator("main").get_by_role("link", name=name).first)
    page.locator("main [name=points]").fill("20")
    page.locator("main [name=feedback]").fill("Short and clear.")
    press(page, "Save and go to the next")


def taken_away(keeper: Somebody) -> dict[str, bytes]:
    """The archive of a home university by kind of file, once the PDF is printed."""
    page = keeper.goes_to("/exchange/transcripts/")
    address = page.locator("main a[download]").get_attribute("href")
    assert address is not None
    deadline = time.monotonic() + PATIENCE
    while True:
        answer = keeper.context.request.get(keeper.house.url + address)
        assert answer.status == 200
        with zipfile.ZipFile(io.BytesIO(answer.body())) as archive:
            files = {name.rsplit(".", 1)[-1]: archive.read(name) for name in archive.namelist()}
        if "pdf" in files:
            return files
        assert time.monotonic() < deadline, sorted(files)
        time.sleep(0.5)


def said(files: dict[str, bytes]) -> dict[str, str | None]:
    assert faults(files["xml"]) == []
    elmo = etree.fromstring(files["xml"])
    wanted = ("familyName", "status", "resultLabel", "value")
    return {name: elmo.findtext(f".//e:{name}", namespaces=ELMO) for name in wanted}


def printed(files: dict[str, bytes]) -> str:
    return " ".join(
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(files["pdf"])
    )


def test_transcripts_reach_both_home_universities(
    house: House, somebody: Callable[..., Somebody]
) -> None:
    house.account("olga@town.example", "Olga Operator", PASSWORD, "--operator")
    for address, name, _role in (each for people in PEOPLE.values() for each in people):
        house.account(address, name, PASSWORD, *(["--author"] if name.startswith("Cora") else []))
    found_ring(somebody(), PEOPLE)
    cora, keiko, lena = somebody(), somebody(), somebody()
    cora.signs_in(KEEPERS[HOST], PASSWORD)
    run = opens_run(cora, HOST, small_course())
    completes(pastes(cora, LIKE_IT), first=friday())
    publishes(cora)
    sora = comes_from(BAY, run, keeper=keiko, student=somebody(), coordinator=cora)
    linn = comes_from(LAKE, run, keeper=lena, student=somebody(scripts=False), coordinator=cora)

    # Sora does all there is to do, and Linn all but the paper; before the course has ended nobody
    # has a transcript.
    house.later(days=11)
    for each in (sora, linn):
        each.reads("who-arrives")
        each.checks_themselves()
    for university in (BAY, LAKE):
        house.letter_to(STUDENTS[university][0], "Your certificate")
    sora.hands_in("term-paper", "Whoever has no door is in none of them.")
    marks_the_paper(cora, run, "Sora Student")
    house.letter_to(STUDENTS[BAY][0], "Your certificate")
    page = cora.goes_to("/exchange/transcripts/")
    follow(page.get_by_role("link", name=LISTED))
    assert "Transcripts are issued when it has ended." in cora.sees()

    # It ends; the host enters its scale, is told of a mistake in it, and issues both.
    house.later(days=90)
    page = cora.goes_to(page.url)
    follow(page.get_by_role("link", name="Enter the grading scale"))
    for field, text in (
        ("name", "Scale of four"),
        ("steps", STEPS.replace("45", "40")),
        ("reference", "Social sciences, three years"),
        ("students", "412"),
    ):
        page.locator(f"main [name={field}]").fill(text)
    press(page, "Save")
    assert "The shares are not 100 together." in cora.sees()
    page.locator("main [name=steps]").fill(STEPS)
    press(page, "Save")
    press(page, "Issue 2 transcripts")
    assert axe.faults(page) == []

    # Each home university is told, and takes away its own and no other's.
    taken = {}
    for university, keeper in ((BAY, keiko), (LAKE, lena)):
        assert house.letter_to(KEEPERS[university], "ranscript")
        taken[university] = taken_away(keeper)
    assert said(taken[BAY]) == {
        "familyName": "Student",
        "status": "passed",
        "resultLabel": "1.0",
        "value": "6",
    }
    with_half = said(taken[LAKE])
    assert [with_half[name] for name in ("familyName", "status", "value")] == [
        *("Learner", "passed", "3"),
    ]
    for university, files in taken.items():
        text = printed(files)
        assert (STUDENTS[BAY][1] in text, STUDENTS[LAKE][1] in text) == (
            university == BAY,
            university == LAKE,
        )
    others = keiko.page.locator("main a[download]").get_attribute("href")
    assert others is not None
    assert lena.context.request.get(house.url + others).status == 404

    # So does the student, and the page says the same.
    page = sora.who.goes_to("/exchange/transcripts/")
    follow(page.locator("main ul a").first)
    assert "Basic credit" in sora.who.sees()
    assert "Further credit" in sora.who.sees()
    assert axe.faults(page) == []
