"""A facilitator's Monday: eight plans, contributions, three who fell behind, a deadline, a mark.

Eleven people take part. Eight have handed in a plan, and three have not; two of those have written
in the discussion. By the evening every plan has its mark, the three have a letter in their own
language, one of them has more time, and a mark that was wrong has been put right by somebody who
knew what would follow.
"""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from journeys.conftest import Somebody
from journeys.house import House, text_of
from journeys.test_from_enrolment_to_certificate import COURSE, PASSWORD, as_archive, follow, press
from localturn.foundation import moments

pytestmark = [pytest.mark.journey, pytest.mark.both]

ZONE = "Europe/Skopje"
DAY = timedelta(days=1)
DILIGENT = ("Ana", "Bojan", "Claire", "Drita", "Elira", "Filip", "Goran", "Hana")
BEHIND = (("Ilir", "en"), ("Jeanne", "fr"), ("Karin", "sv"))
RUBRIC = """
[[rubric]]
id = "who"
title = "It names who does what"

[[rubric.levels]]
points = 0
text = "Nobody is named."

[[rubric.levels]]
points = 20
text = "Each step has its owner."

[[rubric]]
id = "when"
title = "It says by when"

[[rubric.levels]]
points = 0
text = "No dates."

[[rubric.levels]]
points = 10
text = "Some dates."

[[rubric.levels]]
points = 20
text = "A date for each step."
+++
"""
AWARD = """
[[awards]]
id = "certificate"
title = "Certificate of completion"

[[awards.rules]]
rule = "points"
at_least = 30
"""


def course() -> dict[str, object]:
    """The small course, in which only the plan has a deadline, a rubric marks it, and 30 points
    are enough."""
    changed = {}
    for path in COURSE.rglob("0*.md"):
        text = path.read_text(encoding="utf-8")
        if 'kind = "assignment"' in text:
            text = re.sub(r"criteria = \[.*?\]\n\+\+\+\n", RUBRIC, text, count=1, flags=re.DOTALL)
        else:
            text = re.sub(r"^(minutes = \d+\n)", r"\1due = false\n", text, count=1, flags=re.M)
        changed[path.relative_to(COURSE).as_posix()] = text
    head, _awards, _rest = (COURSE / "course.toml").read_text("utf-8").partition("\n[[awards]]")
    return as_archive(COURSE, **{**changed, "course.toml": head + AWARD})


def sends(who: Somebody, page: str, address: str, **fields: str) -> None:
    """A form sent without a browser's help: its token is on the page."""
    shown = who.context.request.get(page)
    assert shown.ok, shown.text()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown.text())
    assert token, shown.text()
    form: dict[str, str | float | bool] = {"csrfmiddlewaretoken": token[1], **fields}
    answer = who.context.request.post(address, form=form)
    assert answer.ok, answer.text()


def marks(page: Page, *, who: str, when: str, comment: str = "") -> None:
    page.get_by_label(re.compile(who)).check()
    page.get_by_label(re.compile(when)).check()
    if comment:
        page.locator("textarea[name=comment-when]").fill(comment)
    press(page, "Save and go to the next")


def test_a_facilitators_monday(house: House, somebody: Callable[..., Somebody]) -> None:
    # A run of the course begins; eleven people enrol.
    house.account("fatima@town.example", "Fatima Facilitator", PASSWORD, "--author")
    fatima = somebody()
    fatima.signs_in("fatima@town.example", PASSWORD)
    page = fatima.goes_to("/academy/authoring/upload/")
    page.locator("input[type=file]").set_input_files(course())
    press(page, "Upload")
    page = fatima.goes_to("/academy/courses/small-course/draft/publish/")
    page.on("dialog", lambda dialog: dialog.accept())
    press(page, "Publish version 1")
    page = fatima.goes_to("/academy/courses/small-course/runs/new/")
    today = moments.day_in(moments.now(), ZONE)
    page.locator("select[name=zone]").select_option(ZONE)
    page.locator("input[name=starts_on]").fill(today.isoformat())
    page.locator("input[name=ends_on]").fill((today + 35 * DAY).isoformat())
    page.locator("input[name=is_open][value=open]").check()
    press(page, "Open the run")
    run = re.sub(r"(runs/[^/]+/).*", r"\1", page.url)
    people: dict[str, Somebody] = {}
    for name, language in (*((name, "en") for name in DILIGENT), *BEHIND):
        address = f"{name.lower()}@town.example"
        house.account(address, name, PASSWORD, "--language", language, "--zone", ZONE)
        people[name] = who = somebody(scripts=False)
        who.signs_in(address, PASSWORD)
        sends(who, run + "enrol/", run + "enrol/")

    # In the second week eight hand in their plan, and two say something.
    house.later(days=8)
    for name in DILIGENT:
        plan = run + "a/a-first-plan/"
        text = f"{name} opens a counter in March."
        sends(people[name], plan, plan + "hand-in/", text=text)
    for name in DILIGENT[:2]:
        talk = run + "a/who-notices/"
        sends(people[name], talk, talk + "post/", body=f"{name} thinks of the school.")

    # It is Monday after the deadline. Eight plans are marked with the rubric, one after another.
    house.later(days=6 + (7 - (today.weekday() + 14) % 7) % 7)
    page = fatima.goes_to(run + "desk/")
    assert "Mark what was handed in" in fatima.sees()
    page = fatima.goes_to(run + "marking/")
    follow(page.get_by_role("link", name="Begin with the first"))
    for number in range(len(DILIGENT)):
        full = number != 1
        marks(
            page,
            who="Each step has its owner",
            when="A date for each step" if full else "Some dates",
            comment="" if full else "The second step has none.",
        )
    assert "Everything is marked." in fatima.sees()

    # The two contributions are counted.
    page = fatima.goes_to(run + "a/who-notices/")
    for _each in range(2):
        follow(page.get_by_role("button", name=re.compile("^Count the post")).first)

    # One text goes to the three who fell behind, each in their own language, once.
    page = fatima.goes_to(run + "desk/")
    follow(page.get_by_role("link", name="Write to them"))
    assert page.locator("input[name=to]:checked").count() == 3
    page.locator("textarea[name=text]").fill("Tell me what keeps you from it.")
    press(page, "Look at it before it is sent")
    assert "Bonjour Jeanne" in fatima.sees()
    press(page, "Send it")
    assert "Your letter went to 3 people." in fatima.sees()
    for name, language in BEHIND:
        letter = house.letter_to(f"{name.lower()}@town.example", "Tell me what keeps you from it.")
        greeting = {"en": "Hello Ilir", "fr": "Bonjour Jeanne", "sv": "Hej Karin"}[language]
        assert greeting in text_of(letter)
        assert "A first plan" in text_of(letter)
    page = fatima.goes_to(run + "desk/behind/")
    assert page.locator("input[name=to]:checked").count() == 0

    # One of them answered: she was ill. The deadline moves for her alone.
    follow(
        page.locator("tr", has_text="Jeanne").get_by_role("link", name=re.compile("All results"))
    )
    follow(page.locator("tr", has_text="A first plan").get_by_role("link", name=re.compile("More")))
    page.locator("input[name=due_on]").fill((today + 28 * DAY).isoformat())
    page.locator("textarea[name=reason]").fill("She was ill.")
    press(page, "Save and tell them")
    letter = house.letter_to("jeanne@town.example", "She was ill.")
    assert "A first plan" in str(letter["Subject"])
    page = people["Jeanne"].goes_to(run + "a/a-first-plan/")
    assert "She was ill." in people["Jeanne"].sees()
    page = fatima.goes_to(run + "desk/behind/")
    assert page.locator("input[name=to]").count() == 2

    # A mark was wrong. What would follow is seen before it is corrected: a certificate in doubt.
    page = fatima.goes_to(run + "results/")
    follow(page.get_by_role("link", name="Ana").first)
    follow(page.get_by_role("link", name=re.compile("^Correct")).first)
    page.locator("input[name=points]").fill("20")
    page.locator("textarea[name=reason]").fill("The plan was somebody else's.")
    press(page, "See what follows")
    said = fatima.sees()
    assert "40 points become 20" in said
    assert "it would no longer be earned" in said
    press(page, "Correct the points")
    letter = house.letter_to("ana@town.example", "The plan was somebody else's.")
    assert "A first plan" in str(letter["Subject"])
    fatima.goes_to(run + "desk/")
    assert "Decide whether the certificate of Ana stands" in fatima.sees()
