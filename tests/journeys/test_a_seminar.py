"""A seminar: groups are proposed, hand in, and everybody comments on every other group's work.

Five groups of two. Four hand in in time, one is late. One participant writes to all others and has
the basic credit, though the late group never had a word from them; another owes one comment, is
told on whose work, and has it once it is written.
"""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from journeys.conftest import Somebody
from journeys.house import House, text_of
from journeys.test_a_facilitators_monday import sends
from journeys.test_from_enrolment_to_certificate import PASSWORD, as_archive, follow, press
from localturn.academy.demo.seminar import FOLDER
from localturn.foundation import moments

pytestmark = [pytest.mark.journey, pytest.mark.once]

ZONE = "Europe/Berlin"
NAMES = ("Ada", "Bo", "Cem", "Dana", "Eli", "Fay", "Gil", "Hua", "Ivo", "Jun")


def test_a_seminar(house: House, somebody: Callable[..., Somebody]) -> None:
    # A run of the seminar is opened; ten people enrol.
    house.account("margit@uni.example", "Margit Facilitator", PASSWORD, "--author")
    margit = somebody()
    margit.signs_in("margit@uni.example", PASSWORD)
    page = margit.goes_to("/academy/authoring/upload/")
    page.locator("input[type=file]").set_input_files(as_archive(FOLDER))
    press(page, "Upload")
    page = margit.goes_to("/academy/courses/urban-seminar/draft/publish/")
    page.on("dialog", lambda dialog: dialog.accept())
    press(page, "Publish version 1")
    page = margit.goes_to("/academy/courses/urban-seminar/runs/new/")
    today = moments.day_in(moments.now(), ZONE)
    page.locator("select[name=zone]").select_option(ZONE)
    page.locator("input[name=starts_on]").fill(today.isoformat())
    page.locator("input[name=ends_on]").fill((today + timedelta(days=30)).isoformat())
    page.locator("input[name=is_open][value=open]").check()
    press(page, "Open the run")
    run = re.sub(r"(runs/[^/]+/).*", r"\1", page.url)
    work, groups = run + "a/presentation/", run + "groups/groups/"
    people: dict[str, Somebody] = {}
    for name in NAMES:
        house.account(f"{name.lower()}@uni.example", name, PASSWORD, "--zone", ZONE)
        people[name] = who = somebody(scripts=False)
        who.signs_in(f"{name.lower()}@uni.example", PASSWORD)
        sends(who, run + "enrol/", run + "enrol/")
        sends(who, run + "a/a-town/", run + "a/a-town/done/")

    # Five groups are proposed with their reasons, and made; two people change places by hand.
    page = margit.goes_to(groups)
    page.locator("input[name=number]").first.fill("5")
    press(page, "Show a proposal")
    assert "Each group has 2 people." in margit.sees()
    press(page, "Make these groups")
    chosen = [page.get_by_label(f"Group of {name}", exact=True) for name in NAMES]
    for at, select in enumerate(chosen):
        select.select_option(str(at // 2 + 1))
    press(page, "Move")
    assert "moved" in margit.sees()

    # Four groups hand in, one of them twice and by both its members. The others cannot read it yet.
    for at in (0, 2, 4, 6):
        text = f"What {NAMES[at]} found."
        sends(people[NAMES[at]], work, work + "hand-in/", text=text, based_on="0")
    bo = people["Bo"]
    page = bo.goes_to(work)
    page.locator("textarea[name=text]").fill("What both found.")
    press(page, "Hand in for the group")
    assert "version 2" in people["Ada"].goes_to(work).inner_text("main")
    assert "Nothing handed in yet" in bo.sees()
    assert "You can read and comment on it from" in bo.sees()

    # The time to hand in is over. The fifth group hands in late.
    house.later(days=7)
    sends(people["Ivo"], work, work + "hand-in/", text="Sorry, here it is.", based_on="0")

    # Ada writes to every group that was in time, Dana to all but the fourth.
    for name, numbers in (("Ada", (2, 3, 4)), ("Dana", (1, 3))):
        for number in numbers:
            who = people[name]
            page = who.goes_to(work)
            follow(page.get_by_role("link", name=f"Group {number}", exact=True))
            page.locator("textarea[name=text]").fill(f"{name} on group {number}.")
            press(page, "Comment")
    house.later(minutes=11)
    letter = house.letter_to("ada@uni.example", "certificate")
    assert "LT-" in text_of(letter)
    dana = people["Dana"]
    dana.goes_to(run)
    follow_up = dana.page.locator("details", has_text="missing")
    if follow_up.count():
        follow_up.first.evaluate("each => each.open = true")
    assert "you owe a comment on group 4" in dana.sees()

    # The board says the same; a letter names the group two days before.
    page = margit.goes_to(work + "board/")
    row = page.locator("tr", has_text="Dana")
    assert row.locator("[data-cell=owed]").count() == 1
    assert page.locator("tr", has_text="Ada").locator("[data-cell=asked]").count() == 1
    house.later(days=3, hours=12)
    letter = house.letter_to("dana@uni.example", "These groups wait for yours")
    assert "– 4" in text_of(letter)
    page = dana.goes_to(work + "of-group/?group=4")
    page.locator("textarea[name=text]").fill("At last.")
    press(page, "Comment")
    dana.goes_to(run)
    assert "You have earned it." in dana.sees()
