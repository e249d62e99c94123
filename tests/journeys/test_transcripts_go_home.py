"""A course of two universities' students ends, and its transcripts reach both of them.

One student did everything and has three credit points, the other one nothing; each home university
takes away its own, which is ELMO by its schema, and never sees the other's.
"""

import io
import re
import time
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pypdfium2
import pytest
from lxml import etree

from exchange.elmo import faults
from journeys import axe
from journeys.conftest import Somebody
from journeys.house import PATIENCE, House, link_in
from journeys.test_a_listing_for_a_week import friday, pasted
from journeys.test_from_enrolment_to_certificate import (
    COURSE,
    PASSWORD,
    Participant,
    follow,
    make_account,
    press,
)
from localturn.foundation import moments

pytestmark = [pytest.mark.journey, pytest.mark.once]

HOST, BAY, LAKE = "University of Havnby", "Tsurumi Bay University", "Lakeside University"
KEEPERS = {HOST: "cora@town.example", BAY: "keiko@bay.example", LAKE: "lena@lake.example"}
STUDENTS = {
    BAY: ("sora@bay.example", "Sora Student"),
    LAKE: ("linn@lake.example", "Linn Learner"),
}
AWARD = """
[[awards]]
id = "basic"
title = "Basic credit"
credits = 3

[[awards.rules]]
rule = "every"
kinds = ["reading", "quiz"]
"""
STEPS = "1.0; 90; 20\n2.0; 75; 45\n3.0; 60; 25\n4.0; 50; 10"
ELMO = {"e": "https://github.com/emrex-eu/elmo-schemas/tree/v1"}


def small_course() -> dict[str, object]:
    """One reading and one quiz of twenty points, with three credit points."""
    kept = {
        "about.md": None,
        "course.toml": lambda text: (
            text[: text.index("[[awards]]")].replace("hours = 2", "hours = 0.5") + AWARD
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
    return {"name": "course.zip", "mimeType": "application/zip", "buffer": packed.getvalue()}


def found_ring(operator: Somebody) -> None:
    """Three universities in a consortium, each with its coordinator."""
    operator.signs_in("olga@town.example", PASSWORD)
    for university, keeper in KEEPERS.items():
        page = operator.goes_to("/organisations/add/")
        page.locator("main input[name=name]").fill(university)
        page.locator("main select[name=kind]").select_option("university")
        follow(page.locator("main form button").last)
        page = operator.goes_to(re.sub(r"edit/$", "", page.url).rstrip("/") + "/people/")
        page.locator("main input[name=email]").fill(keeper)
        page.locator("main input[name=name]").fill(keeper)
        page.locator("main [name=role]").select_option("coordinator")
        press(page, "Add and write to them")
    page = operator.goes_to("/exchange/consortia/new/")
    page.locator("main input[name=name]").fill("Northern Ring")
    press(page, "Add")
    for university in KEEPERS:
        page.locator("main select[name=organisation]").select_option(label=university)
        press(page, "Add")


def open_run(guide: Somebody) -> str:
    """A run that the host gives, with two places for each of the others."""
    page = guide.goes_to("/academy/authoring/upload/")
    page.locator("input[type=file]").set_input_files(small_course())
    press(page, "Upload")
    page = guide.goes_to("/academy/courses/small-course/draft/publish/")
    page.on("dialog", lambda dialog: dialog.accept())
    press(page, "Publish version 1")
    page = guide.goes_to("/academy/courses/small-course/runs/new/")
    begins = moments.day_in(moments.now(), "Europe/Skopje") + timedelta(days=10)
    page.locator("select[name=zone]").select_option("Europe/Skopje")
    page.locator("input[name=starts_on]").fill(begins.isoformat())
    page.locator("input[name=is_open][value=invited]").check()
    page.locator("select[name=host]").select_option(label=HOST)
    for university in STUDENTS:
        page.get_by_label(university).check()
    press(page, "Open the run")
    run = re.sub(r"(runs/[^/]+/).*", r"\1", page.url)
    page = guide.goes_to(f"{run}places/")
    for university in STUDENTS:
        page.get_by_label(f"Places for {university}").fill("2")
    press(page, "Save")
    return run


def list_course(keeper: Somebody) -> None:
    """The listing of that run, begun from a pasted text."""
    page = keeper.goes_to("/exchange/listings/new/")
    text = pasted(friday()).replace("Streets and their names", "Welcoming newcomers")
    page.locator("main textarea[name=text]").fill(text)
    press(page, "Begin")
    page.locator("main select[name=zone]").select_option("Europe/Skopje")
    page.locator("main input[name=email]").fill("courses@town.example")
    page.locator("main select[name=language]").select_option("en")
    page.locator("main select[name=course_type]").select_option("seminar")
    page.locator("main select[name=run]").select_option(index=1)
    for box in page.locator("main input[name=checked]").all():
        box.check()
    press(page, "Save, and go on to publishing")
    assert "Nothing is missing." in keeper.sees()
    press(page, "Publish")


def comes_from(university: str, run: str, keeper: Somebody, student: Somebody) -> Participant:
    """A student whom a university nominates, and who takes the place."""
    keeper.signs_in(KEEPERS[university], PASSWORD)
    address, name = STUDENTS[university]
    page = keeper.goes_to(f"{run}nominations/")
    page.locator("main input[name=name]").fill(name)
    page.locator("main input[name=email]").fill(address)
    follow(page.get_by_role("button", name="Nominate", exact=True).last)
    invitation = link_in(keeper.house.letter_to(address), "/invitations/")
    page = student.goes_to(invitation)
    follow(page.get_by_role("link", name="Make an account"))
    make_account(student, address, name, page=page)
    press(student.goes_to(invitation), "Take the place")
    return Participant(student, run)


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
    house.account(KEEPERS[HOST], "Cora Coordinator", PASSWORD, "--author")
    house.account(KEEPERS[BAY], "Keiko Keeper", PASSWORD)
    house.account(KEEPERS[LAKE], "Lena Keeper", PASSWORD)
    found_ring(somebody())
    cora, keiko, lena = somebody(), somebody(), somebody()
    cora.signs_in(KEEPERS[HOST], PASSWORD)
    run = open_run(cora)
    sora = comes_from(BAY, run, keiko, somebody())
    comes_from(LAKE, run, lena, somebody(scripts=False))
    list_course(cora)

    # Sora does all there is to do; before the course has ended nobody has a transcript.
    house.later(days=11)
    sora.reads("who-arrives")
    sora.checks_themselves()
    house.letter_to(STUDENTS[BAY][0], "Your certificate")
    page = cora.goes_to("/exchange/transcripts/")
    follow(page.get_by_role("link", name="Welcoming newcomers"))
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
        "value": "3",
    }
    assert said(taken[LAKE])["familyName"] == "Learner"
    assert said(taken[LAKE])["status"] != "passed"
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
    assert axe.faults(page) == []
