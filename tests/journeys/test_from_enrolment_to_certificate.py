"""The main journey: from a course folder and a nomination to a certificate that a stranger checks.

An association nominates six people for four places: two wait, one withdraws and the next moves up.
Three go on over the weeks. One does everything and has 59 points, one has 85 points and a reading
missing, one has done everything and has 72. Only the last holds a certificate, and each of the
others is told exactly what is missing.
"""

import io
import re
import time
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from datetime import time as of_day
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Locator, Page, expect

from journeys.conftest import Somebody
from journeys.house import PATIENCE, House, link_in
from localturn.foundation import moments
from localturn.foundation.moments import DemonstrationClock
from makers.videos import ENGLISH, VIDEO, WEBM

pytestmark = [pytest.mark.journey, pytest.mark.both]

COURSE = Path(__file__).parents[1] / "specimens" / "small-course"
PASSWORD = "long-enough-to-be-taken"
RIGHT = (
    "The one that registers residents",
    "Planning services",
    "One that its reader knows",
    "Newcomers themselves",
)


ZONE = "Europe/Skopje"
LEAGUE = "League of Towns"
PEOPLE = {
    "ana": "Ana Petrovska",
    "bo": "Bo Lindqvist",
    "cem": "Cem Aksoy",
    "dua": "Dua Krasniqi",
    "edi": "Edi Hoxha",
    "fjolla": "Fjolla Berisha",
}
MEETING = """\
+++
id = "we-meet"
kind = "webinar"
title = "We meet"
minutes = 50
+++
We look at the plans together.
"""
WATCH_AND_ATTEND = """
[[awards.rules]]
rule = "every"
kinds = ["video", "webinar"]
"""


def as_archive(folder: Path, **changed: str | bytes) -> dict[str, object]:
    """A folder as a browser would upload it, with some files replaced or added."""
    packed = io.BytesIO()
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")}
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in sorted({**files, **changed}.items()):
            archive.writestr(name, content)
    return {"name": "course.zip", "mimeType": "application/zip", "buffer": packed.getvalue()}


def follow(locator: Locator) -> None:
    """Click what leads to another page, and wait until that is there."""
    with locator.page.expect_navigation():
        locator.click()


def press(page: Page, name: str) -> None:
    follow(page.get_by_role("button", name=name, exact=True))


class Participant:
    """What one participant does, in the words of their own language."""

    def __init__(self, who: Somebody, run: str) -> None:
        self.who = who
        self.run = run

    def opens(self, activity: str) -> Page:
        return self.who.goes_to(f"{self.run}a/{activity}/")

    def reads(self, activity: str) -> None:
        self.opens(activity)
        follow(self.who.page.locator("#work form button").first)

    def writes(self, activity: str, text: str) -> None:
        page = self.opens(activity)
        page.locator("textarea[name=body]").fill(text)
        follow(page.locator("form", has=page.locator("textarea[name=body]")).locator("button").last)

    def sits(self, activity: str, *, right: int) -> None:
        """Answer every question, so many of the choices right."""
        page = self.opens(activity)
        if page.locator("input[name=sure]").count():
            page.locator("input[name=sure]").check()
        follow(page.locator("#work form button").first)
        for number, question in enumerate(page.locator("fieldset.lt-question").all()):
            labels = question.locator("label")
            texts = [text.strip() for text in labels.all_inner_texts()]
            wanted = [i for i, text in enumerate(texts) if (text in RIGHT) is (number < right)]
            question.locator("input[type=radio]").nth(wanted[0]).check()
        follow(page.locator("button[formaction$='hand-in/']").last)

    def watches(self, activity: str) -> None:
        """Play the video to its end, or read what is said where no script runs."""
        page = self.opens(activity)
        if not self.who.scripts:
            follow(self.who.page.locator("#work form button").first)
            return
        page.locator(".lt-said-at").first.click()
        expect(page.locator(".lt-watched")).not_to_be_empty()

    def attends(self, activity: str, code: str) -> None:
        page = self.opens(activity)
        page.locator("input[name=code]").fill(code)
        follow(page.locator("form[action$='check-in/'] button"))

    def checks_themselves(self) -> None:
        page = self.opens("check")
        follow(page.locator("#work form button").first)
        page.locator("input[value=true]").check()
        page.locator("input[inputmode=decimal]").fill("200")
        follow(page.locator("button[formaction$='hand-in/']").last)

    def hands_in(self, activity: str, text: str) -> None:
        page = self.opens(activity)
        page.locator("textarea[name=text]").fill(text)
        follow(page.locator("button[formaction$='hand-in/']"))

    def is_told_to_lack(self) -> list[str]:
        """The rules of the certificate that are not met, each with what is missing for it."""
        page = self.who.goes_to(self.run)
        for summary in page.locator("aside details:not([open]) > summary").all():
            summary.click()
        lines = page.locator("aside li[data-state=missing]").all()
        return [
            part
            for line in lines
            for part in (
                line.locator(".lt-step-text").inner_text(),
                *(each.replace("\n", " ") for each in line.locator("li").all_inner_texts()),
            )
        ]


def printed(holder: Somebody, address: str) -> bytes:
    """The certificate on paper, which a task makes within moments of its issue."""
    deadline = time.monotonic() + PATIENCE
    while (answer := holder.context.request.get(address)).status == 409:
        assert time.monotonic() < deadline, answer.text()
        time.sleep(0.5)
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


def address_of(name: str) -> str:
    return f"{name}@town.example"


def make_account(who: Somebody, address: str, name: str, *, page: Page | None = None) -> None:
    """Sign up with an address, the code that comes by mail, and a name."""
    page = page or who.goes_to("/account/signup/")
    page.locator("main input[name=email]").fill(address)
    follow(page.locator("main form button").first)
    page.locator("main input[name=code]").fill(who.house.code_for(address))
    follow(page.locator("main form button").first)
    page.locator("main input[name=name]").fill(name)
    page.locator("main select[name=zone]").select_option("Europe/Skopje")
    follow(page.locator("main form button").first)


def test_an_author_is_told_file_and_line_of_a_mistake_and_nothing_is_imported(
    house: House, somebody: Callable[..., Somebody]
) -> None:
    house.account("careless@town.example", "Careless Author", PASSWORD, "--author")
    author = somebody()
    author.signs_in("careless@town.example", PASSWORD)
    reading = "modules/01-first-steps/02-who-arrives.md"
    text = (COURSE / reading).read_text(encoding="utf-8")

    page = author.goes_to("/academy/authoring/upload/")
    page.locator("input[type=file]").set_input_files(
        as_archive(COURSE, **{reading: text.replace("minutes = 15", 'minutes = "long"')})
    )
    press(page, "Upload")

    row = page.locator("tbody tr").first.inner_text()
    assert reading in row
    assert re.search(r"\b5\b", row)
    assert "minutes" in row
    author.goes_to("/academy/authoring/")
    assert "Welcoming newcomers" not in author.sees()


def test_the_shell_tells_the_same_and_fails(house: House, tmp_path: Path) -> None:
    house.account("shell@town.example", "Shell Author", PASSWORD, "--author")
    for path in COURSE.rglob("*.*"):
        copy = tmp_path / path.relative_to(COURSE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    bank = tmp_path / "questions" / "pool.toml"
    bank.write_text(bank.read_text(encoding="utf-8").replace("correct = true\n", "", 1))

    said = house.command("import", "course", str(tmp_path), "--by", "shell@town.example", status=1)

    assert "questions/pool.toml:9: " in said


def make_league(house: House, somebody: Callable[..., Somebody]) -> Somebody:
    """An association with its coordinator, who is at a browser now."""
    house.account("olga@town.example", "Olga Operator", PASSWORD, "--operator")
    house.account("cara@town.example", "Cara Coordinator", PASSWORD)
    operator = somebody()
    operator.signs_in("olga@town.example", PASSWORD)
    page = operator.goes_to("/organisations/add/")
    page.locator("main input[name=name]").fill(LEAGUE)
    page.locator("main select[name=kind]").select_option("association")
    follow(page.locator("main form button").last)
    page = operator.goes_to(re.sub(r"edit/$", "", page.url).rstrip("/") + "/people/")
    page.locator("main input[name=email]").fill("cara@town.example")
    page.locator("main input[name=name]").fill("Cara Coordinator")
    page.locator("main [name=role]").select_option("coordinator")
    press(page, "Add and write to them")
    coordinator = somebody()
    coordinator.signs_in("cara@town.example", PASSWORD)
    return coordinator


def publish_course(house: House, author: Somebody) -> None:
    """An author brings the course, with a video and a meeting, and names who may give it."""
    house.account("author@town.example", "Arta Author", PASSWORD, "--author")
    author.signs_in("author@town.example", PASSWORD)
    course = (COURSE / "course.toml").read_text(encoding="utf-8").replace("hours = 2", "hours = 3")
    page = author.goes_to("/academy/authoring/upload/")
    page.locator("input[type=file]").set_input_files(
        as_archive(
            COURSE,
            **{
                "course.toml": course + WATCH_AND_ATTEND,
                "modules/01-first-steps/05-walk.md": VIDEO,
                "modules/01-first-steps/06-we-meet.md": MEETING,
                "media/walk.webm": WEBM,
                "media/walk.en.vtt": ENGLISH,
            },
        )
    )
    page.get_by_role("button", name="Upload", exact=True).click()
    page.wait_for_url("**/academy/courses/small-course/draft/")
    page = author.goes_to("/academy/courses/small-course/people/")
    page.locator("input[name=email]").fill("fatima@town.example")
    page.get_by_label("Facilitator").check()
    follow(page.locator("main form", has=page.locator("input[name=email]")).locator("button"))
    page = author.goes_to("/academy/courses/small-course/draft/publish/")
    page.on("dialog", lambda dialog: dialog.accept())
    press(page, "Publish version 1")


def open_run(facilitator: Somebody, *, meets_at: datetime) -> str:
    """A run that begins in three weeks, with ten places of which the association has four."""
    page = facilitator.goes_to("/academy/courses/small-course/runs/new/")
    begins = moments.day_in(moments.now(), ZONE) + timedelta(days=21)
    page.locator("select[name=zone]").select_option(ZONE)
    page.locator("input[name=starts_on]").fill(begins.isoformat())
    page.locator("input[name=is_open][value=invited]").check()
    page.locator("input[name=capacity]").fill("10")
    page.get_by_label(LEAGUE).check()
    press(page, "Open the run")
    run = re.sub(r"(runs/[^/]+/).*", r"\1", page.url)
    page = facilitator.goes_to(f"{run}places/")
    page.get_by_label(f"Places for {LEAGUE}").fill("4")
    press(page, "Save")
    page = facilitator.goes_to(f"{run}schedule/")
    page.locator("input[name^=starts-]").fill(f"{meets_at:%Y-%m-%dT%H:%M}")
    press(page, "Save the schedule")
    return run


def nominate(page: Page, name: str) -> None:
    page.locator("main input[name=name]").fill(PEOPLE[name])
    page.locator("main input[name=email]").fill(address_of(name))
    # the page's own button of this name, after those of people who ask
    follow(page.get_by_role("button", name="Nominate", exact=True).last)


def states(page: Page) -> dict[str, str]:
    """What the association reads of each of its nominees, but for the day that is named."""
    rows = page.get_by_role("table", name="People you have nominated").locator("tbody tr")
    cells = [row.split("\t") for row in rows.all_inner_texts()]
    said = {name: re.split(r"\n| until ", state)[0] for name, state, *_rest in cells}
    return {name: said[called] for name, called in PEOPLE.items() if called in said}


def takes_place(who: Somebody, letter: EmailMessage, name: str) -> None:
    """Make an account from the address in the letter, and take the place."""
    page = who.goes_to(link_in(letter, "/invitations/"))
    signup = page.locator("main a[href*='/account/signup/']")
    if signup.count():
        follow(signup)
        make_account(who, address_of(name), PEOPLE[name], page=page)
        page = who.goes_to(link_in(letter, "/invitations/"))
    follow(page.locator("main form button").first)


def test_of_six_who_are_nominated_three_go_on_and_one_earns_the_certificate(
    house: House, somebody: Callable[..., Somebody]
) -> None:
    house.account("fatima@town.example", "Fatima Facilitator", PASSWORD)
    coordinator = make_league(house, somebody)
    publish_course(house, somebody())
    facilitator = somebody()
    facilitator.signs_in("fatima@town.example", PASSWORD)
    third_day = moments.day_in(moments.now(), ZONE) + timedelta(days=23)
    meets_at = datetime.combine(third_day, of_day(10), ZoneInfo(ZONE))
    run = open_run(facilitator, meets_at=meets_at)

    # Dua asks for a place herself, on a narrow screen and without JavaScript.
    dua = Participant(somebody(width=360, scripts=False), run)
    make_account(dua.who, address_of("dua"), PEOPLE["dua"])
    page = dua.who.goes_to(run)
    follow(page.get_by_role("link", name="Ask for a place"))
    page.locator("input[name=works_for]").fill("Municipality of Lipnik, registry")
    page.locator("textarea[name=reason]").fill("I register newcomers.")
    page.locator("input[name=agreed]").check()
    press(page, "Ask for a place")
    assert "It has not answered yet" in dua.who.sees()

    # The association nominates her and five others for its four places.
    letter = house.letter_to("cara@town.example", "asks League of Towns for a place")
    page = coordinator.goes_to(link_in(letter, "/nominations/"))
    assert "Municipality of Lipnik, registry" in coordinator.sees()
    follow(page.get_by_role("button", name="Nominate", exact=True).first)
    for name in ("ana", "bo", "cem", "edi", "fjolla"):
        nominate(page, name)
    assert states(page) == dict.fromkeys(("ana", "bo", "cem", "dua"), "Is to confirm")
    waiting = page.get_by_role("region", name="Your waiting list")
    assert [row.split("\t")[1] for row in waiting.locator("tbody tr").all_inner_texts()] == [
        PEOPLE["edi"],
        PEOPLE["fjolla"],
    ]
    for name in ("edi", "fjolla"):
        assert "waiting list" in str(house.letter_to(address_of(name))["Subject"])

    # It prefers Fjolla, and puts her first with the keyboard.
    page.get_by_role("button", name=f"Move {PEOPLE['fjolla']} up").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert re.search("#waiting-", page.url)

    # Ana confirms, and withdraws again: Fjolla moves up, and reads French.
    ana = somebody()
    takes_place(ana, house.letter_to(address_of("ana")), "ana")
    ana.goes_to(f"{run}withdraw/")
    press(ana.page, "Leave the course")
    fjolla = Participant(somebody(language="fr-FR"), run)
    takes_place(
        fjolla.who, house.letter_to(address_of("fjolla"), "a place has become free"), "fjolla"
    )
    assert fjolla.who.page.locator("html").get_attribute("lang") == "fr"

    # Bo says no without an account, so that Edi moves up, who does not confirm in time.
    letter = house.letter_to(address_of("bo"))
    page = somebody(scripts=False).goes_to(link_in(letter, "/invitations/"))
    press(page, "I cannot take part")
    house.letter_to(address_of("edi"), "a place has become free")
    cem = Participant(somebody(), run)
    for each, name in ((dua, "dua"), (cem, "cem")):
        takes_place(each.who, house.letter_to(address_of(name), "/invitations/"), name)
    house.later(days=8)
    house.letter_to(address_of("edi"), "did not confirm it in time")
    coordinator.goes_to(f"{run}nominations/")
    assert states(coordinator.page) == {
        "ana": "Has left",
        "bo": "Gave the place back",
        "cem": "Takes part",
        "dua": "Takes part",
        "edi": "Did not confirm in time",
        "fjolla": "Takes part",
    }

    # The first week, when they meet: two enter the code, one is marked by the facilitator.
    ahead = DemonstrationClock(house.home / "clock").ahead()
    house.later(seconds=(meets_at - moments.now() - ahead).total_seconds() + 300)
    everybody = (dua, cem, fjolla)
    page = facilitator.goes_to(f"{run}a/we-meet/check-in-code/")
    press(page, "Open check-in")
    code = re.sub(r"\D", "", page.locator(".lt-code-digits").inner_text())
    dua.attends("we-meet", code)
    fjolla.attends("we-meet", code)
    page = facilitator.goes_to(f"{run}a/we-meet/attendance/")
    page.get_by_label(PEOPLE["cem"]).select_option("present")
    press(page, "Save this page")
    for each in everybody:
        each.sits("before-you-start", right=1)
        each.watches("walk")
        each.writes("who-notices", "The *registration office* meets them first.")
        each.checks_themselves()
    dua.reads("who-arrives")
    fjolla.reads("who-arrives")
    fjolla.opens("a-first-plan")
    assert "A first plan" not in fjolla.who.sees()  # the second module is not open yet
    page = facilitator.goes_to(f"{run}a/who-notices/")
    for _each in everybody:
        follow(page.get_by_role("button", name=re.compile("^Count the post")).first)

    # The second week.
    house.later(days=7)
    for each, right in ((dua, 2), (cem, 4), (fjolla, 3)):
        each.reads("a-town-by-the-river")
        each.hands_in("a-first-plan", "We will *open one counter* by March. The clerk does it.")
        each.sits("what-you-know-now", right=right)
    for name, points in (("dua", "29"), ("cem", "25"), ("fjolla", "27")):
        page = facilitator.goes_to(f"{run}marking/")
        follow(page.get_by_role("link", name=re.compile(PEOPLE[name])).first)
        page.locator("input[name=points]").fill(points)
        page.locator("textarea[name=feedback]").fill("Clear, and it names who does what.")
        press(page, "Save and go to the next")

    # Dua has 30 + 29 = 59 points and all else; Cem 60 + 25 = 85, and a reading missing.
    assert dua.is_told_to_lack() == [
        "At least 60 points: you have 59",
        "A first plan (29 of 40 points)",
        "What you know now (30 of 60 points)",
    ]
    rule, reading = cem.is_told_to_lack()
    assert rule == "Readings and case studies: 1 of 2 done"
    assert re.fullmatch(
        r"Who arrives Was due on \d+ \w+, 23:59 CES?T; you can still do it\.", reading
    )
    for each in (dua, cem):
        assert each.who.page.locator("a[href*='/certificates/']").count() == 0

    # Fjolla has 45 + 27 = 72 and holds the certificate, which a stranger finds by the code on it.
    letter = house.letter_to(address_of("fjolla"), "/certificates/")
    page = fjolla.who.goes_to(link_in(letter, "/certificates/"))
    paper = page.locator("a[href$='/pdf/']").get_attribute("href") or ""
    pdf = pypdfium2.PdfDocument(printed(fjolla.who, house.url + paper))
    picture = pdf[0].render(scale=3).to_pil()
    (found,) = zxingcpp.read_barcodes(picture)
    assert PEOPLE["fjolla"] in pdf[0].get_textpage().get_text_range()
    stranger = somebody()
    page = stranger.goes_to(found.text)
    assert "This certificate is valid." in stranger.sees()
    assert PEOPLE["fjolla"] in stranger.sees()
    assert "72" in stranger.sees()
    assert page.locator("meta[name=robots]").get_attribute("content") == (
        "noindex, nofollow, noarchive"
    )

    # The course ends, and the others still read what was missing.
    house.later(days=7)
    assert cem.is_told_to_lack() == [
        "Readings and case studies: 1 of 2 done",
        "Who arrives No longer possible: the course has ended.",
    ]
    assert "You have not earned it. This was missing:" in cem.who.page.inner_text("aside")

    # The facilitator revokes the certificate; the stranger's page says so.
    page = facilitator.goes_to(found.text)
    page.get_by_text("Revoke this certificate").click()
    page.locator("form[action$='revoke/'] textarea").fill("Issued to the wrong person.")
    follow(page.locator("form[action$='revoke/'] button"))
    stranger.goes_to(found.text)
    assert "This certificate is not valid." in stranger.sees()
