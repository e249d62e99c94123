"""The main journey: from a course folder to a certificate that a stranger checks.

Three people take part. One does everything and has 59 points, one has 85 points and a reading
missing, one has done everything and has 72. Only the last holds a certificate, and each of the
others is told exactly what is missing.
"""

import io
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Locator, Page

from journeys.conftest import Somebody
from journeys.house import PATIENCE, House, link_in
from localturn.foundation import moments

pytestmark = [pytest.mark.journey, pytest.mark.once]

COURSE = Path(__file__).parents[1] / "specimens" / "small-course"
PASSWORD = "long-enough-to-be-taken"
RIGHT = (
    "The one that registers residents",
    "Planning services",
    "One that its reader knows",
    "Newcomers themselves",
)


def as_archive(folder: Path, **changed: str) -> dict[str, object]:
    """A folder as a browser would upload it, with some files' text replaced."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(folder.rglob("*.*")):
            name = path.relative_to(folder).as_posix()
            archive.writestr(name, changed.get(name, path.read_text(encoding="utf-8")))
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

    def standing(self) -> str:
        page = self.who.goes_to(self.run)
        for summary in page.locator("aside details:not([open]) > summary").all():
            summary.click()
        return page.locator("aside").inner_text()


def printed(holder: Somebody, address: str) -> bytes:
    """The certificate on paper, which a task makes within moments of its issue."""
    deadline = time.monotonic() + PATIENCE
    while (answer := holder.context.request.get(address)).status == 409:
        assert time.monotonic() < deadline, answer.text()
        time.sleep(0.5)
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


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


def test_from_enrolment_to_certificate(house: House, somebody: Callable[..., Somebody]) -> None:
    # An author brings the course and publishes it, and names who may give it.
    house.account("author@town.example", "Arta Author", PASSWORD, "--author")
    house.account("fatima@town.example", "Fatima Facilitator", PASSWORD)
    author = somebody()
    author.signs_in("author@town.example", PASSWORD)
    page = author.goes_to("/academy/authoring/upload/")
    page.locator("input[type=file]").set_input_files(as_archive(COURSE))
    press(page, "Upload")
    page = author.goes_to("/academy/courses/small-course/people/")
    page.locator("input[name=email]").fill("fatima@town.example")
    page.get_by_label("Facilitator").check()
    follow(page.locator("main form", has=page.locator("input[name=email]")).locator("button"))
    page = author.goes_to("/academy/courses/small-course/draft/publish/")
    page.on("dialog", lambda dialog: dialog.accept())
    press(page, "Publish version 1")

    # A facilitator opens a run that begins today, and invites somebody who reads French.
    facilitator = somebody()
    facilitator.signs_in("fatima@town.example", PASSWORD)
    page = facilitator.goes_to("/academy/courses/small-course/runs/new/")
    today = moments.day_in(moments.now(), "Europe/Skopje")
    page.locator("input[name=title]").fill("The first run")
    page.locator("select[name=zone]").select_option("Europe/Skopje")
    page.locator("input[name=starts_on]").fill(today.isoformat())
    page.locator("input[name=is_open][value=open]").check()
    press(page, "Open the run")
    run = re.sub(r"(runs/[^/]+/).*", r"\1", page.url)
    page = facilitator.goes_to(run + "invitations/")
    page.locator("textarea[name=people]").fill("claire@ville.example, Claire Montrevel, fr")
    press(page, "Send invitations")

    # Two enrol by themselves; the third follows the address in her letter, in French.
    elira, goran = Participant(somebody(), run), Participant(somebody(width=360), run)
    for each, address, name in (
        (elira, "elira@town.example", "Elira Hoxhallari"),
        (goran, "goran@town.example", "Goran Stojkovikj"),
    ):
        make_account(each.who, address, name)
        page = each.who.goes_to(run + "enrol/")
        press(page, "Enrol")
    claire = Participant(somebody(language="fr-FR"), run)
    invitation = house.letter_to("claire@ville.example")
    assert str(invitation["Subject"]) == (
        "Vous êtes invité au cours « Welcoming newcomers in a small town »"
    )
    page = claire.who.goes_to(link_in(invitation, "/invitations/"))
    assert page.locator("html").get_attribute("lang") == "fr"
    follow(page.locator("main a[href*='/account/signup/']"))
    make_account(claire.who, "claire@ville.example", "Claire Montrevel", page=page)
    page = claire.who.goes_to(link_in(invitation, "/invitations/"))
    follow(page.locator("main form button").first)

    # The first week.
    everybody = (elira, goran, claire)
    for each in everybody:
        each.sits("before-you-start", right=1)
        each.writes("who-notices", "The *registration office* meets them first.")
        each.checks_themselves()
    elira.reads("who-arrives")
    claire.reads("who-arrives")
    claire.opens("a-first-plan")
    assert "A first plan" not in claire.who.sees()  # the second module is not open yet
    page = facilitator.goes_to(run + "a/who-notices/")
    for _each in everybody:
        follow(page.get_by_role("button", name=re.compile("^Count the post")).first)

    # The second week.
    house.later(days=7)
    for each, right in ((elira, 2), (goran, 4), (claire, 3)):
        each.reads("a-town-by-the-river")
        each.hands_in("a-first-plan", "We will *open one counter* by March. The clerk does it.")
        each.sits("what-you-know-now", right=right)
    for name, points in (("Elira", "29"), ("Goran", "25"), ("Claire", "27")):
        page = facilitator.goes_to(run + "marking/")
        follow(page.get_by_role("link", name=re.compile(name)).first)
        page.locator("input[name=points]").fill(points)
        page.locator("textarea[name=feedback]").fill("Clear, and it names who does what.")
        press(page, "Save and go to the next")

    # Elira has 30 + 29 = 59 points and all else; Goran 85, and a reading missing; Claire 72.
    said = elira.standing()
    assert "59" in said
    assert "Who arrives" not in said
    said = goran.standing()
    assert "85" in said
    assert "Who arrives" in said
    for each in (elira, goran):
        assert each.who.page.locator("a[href*='/certificates/']").count() == 0

    # Claire holds the certificate, and a stranger finds its page by the code on the paper.
    letter = house.letter_to("claire@ville.example", "/certificates/")
    page = claire.who.goes_to(link_in(letter, "/certificates/"))
    paper = page.locator("a[href$='/pdf/']").get_attribute("href") or ""
    pdf = pypdfium2.PdfDocument(printed(claire.who, house.url + paper))
    picture = pdf[0].render(scale=3).to_pil()
    (code,) = zxingcpp.read_barcodes(picture)
    assert "Claire Montrevel" in pdf[0].get_textpage().get_text_range()
    stranger = somebody()
    page = stranger.goes_to(code.text)
    assert "This certificate is valid." in stranger.sees()
    assert "Claire Montrevel" in stranger.sees()
    assert "72" in stranger.sees()
    assert page.locator("meta[name=robots]").get_attribute("content") == (
        "noindex, nofollow, noarchive"
    )

    # The facilitator revokes it; the stranger's page says so.
    page = facilitator.goes_to(code.text)
    page.get_by_text("Revoke this certificate").click()
    page.locator("form[action$='revoke/'] textarea").fill("Issued to the wrong person.")
    follow(page.locator("form[action$='revoke/'] button"))
    stranger.goes_to(code.text)
    assert "This certificate is not valid." in stranger.sees()
