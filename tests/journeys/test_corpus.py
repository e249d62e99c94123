"""A research project from its first document to a quotation and an export, by a team of three; and
two coders at one document while the line drops and the server is killed."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from journeys import axe
from journeys.conftest import Somebody
from journeys.house import House, served
from makers.documents import make_docx
from makers.foreign_qdpx import passages_of

pytestmark = [pytest.mark.journey, pytest.mark.once]

PASSWORD = "long-enough-to-be-taken"
LEA, CARL, DINA = ("lea@town.example", "carl@town.example", "dina@town.example")
DOCUMENTS = {
    "Plan_of_the_Northern_Ports.txt": (
        "The ports of the North receive people. 🦋 The Union must give the ports money.\n\n"
        "Ports learn from ports, and meet twice a year."
    ).encode(),
    "Déclaration_des_deltas.txt": (
        "Les villes des deltas accueillent. L’État doit donner de l’argent aux villes.\n\n"
        "Les villes apprennent des villes."
    ).encode("cp1252"),
    "Charter_of_the_Lake_Towns.docx": make_docx(
        "The lake towns welcome everybody. The province must give the towns money.",
        "Towns learn from towns.",
        heading="What we want",
    ),
    "Statement_of_the_Prairie_Cities.txt": (
        b"Prairie cities stay open. The federation must give the cities money.\n\n"
        b"Cities learn from cities every summer."
    ),
}
EUROPE = {"Plan of the Northern Ports", "Déclaration des deltas"}
ABOVE, BESIDE = "Money from above", "Learning side by side"
STORED = re.compile("^Coded as ")
AWAY = re.compile("No connection")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with served(tmp_path_factory.mktemp("corpus")) as house:
        house.account(LEA, "Lea Lind", PASSWORD, "--author")
        house.account(CARL, "Carl Costa", PASSWORD)
        house.account(DINA, "Dina Dahl", PASSWORD)
        yield house


def follow(locator: Locator) -> None:
    """Click what leads to another page, and wait until that is there."""
    with locator.page.expect_navigation():
        locator.click()


def press(page: Page, button: str) -> None:
    """Send a form, and wait until what comes of it is there; nothing of it keeps anybody out."""
    follow(page.get_by_role("button", name=button, exact=True).first)
    assert axe.faults(page) == [], page.url


def begin(who: Somebody, name: str, *others: str) -> str:
    """A project with who takes part and a frozen codebook; gives its address."""
    page = who.goes_to("/corpus/new/")
    page.get_by_label("Name").fill(name)
    press(page, "Begin")
    address = page.url
    for other in others:
        page.goto(f"{address}members/")
        page.get_by_label("E-mail address").fill(other)
        page.get_by_label("Role").select_option("coder")
        follow(page.get_by_role("button", name="Add", exact=True))
    for code in (ABOVE, BESIDE):
        page.goto(f"{address}codebook/new/")
        page.get_by_label("Name").fill(code)
        page.get_by_label("Kind").select_option("code")
        page.get_by_label("Definition").fill(f"A passage that speaks of {code.lower()}.")
        follow(page.get_by_role("button", name="Add", exact=True))
    page.goto(f"{address}codebook/")
    press(page, "Freeze")
    return address


def bring_in(page: Page, address: str, folder: Path, files: dict[str, bytes]) -> None:
    """Have files read; nothing is in the project yet."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    page.goto(f"{address}import/")
    page.get_by_label("Files").set_input_files([folder / name for name in files])
    follow(page.get_by_role("button", name="Read them"))
    expect(page.get_by_role("button", name=re.compile("^Take "))).to_be_visible()


def comes(page: Page, words: str) -> None:
    """What a task is doing is there when it is done, without anybody loading the page again."""
    expect(page.locator("main")).to_contain_text(words)


class Desk:
    """The coding desk under the hands of somebody with a keyboard and nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = page.keyboard
        page.locator("[data-sheet]").focus()

    def selects(self, sentences: int) -> str:
        """So many sentences on; gives the words that are selected."""
        for _number in range(sentences):
            self.keys.press("s")
        said = self.page.locator("[data-status]").inner_text()
        return said.removeprefix("Selected: ")

    def gives(self, typed: str) -> None:
        """Codes what is selected by typing a part of the code's name."""
        self.keys.press("c")
        self.keys.type(typed)
        self.keys.press("Enter")

    def says(self, what: re.Pattern[str]) -> None:
        expect(self.page.locator("[data-status]")).to_have_text(what)

    def chips(self) -> list[str]:
        return [each.inner_text() for each in self.page.locator(".lt-margin .lt-chip").all()]


def test_a_team_of_three(house: House, somebody: Callable[..., Somebody], tmp_path: Path) -> None:
    lea, carl, dina = somebody(), somebody(), somebody()
    lea.signs_in(LEA, PASSWORD)
    carl.signs_in(CARL, PASSWORD)
    dina.signs_in(DINA, PASSWORD)
    page = lea.page
    address = begin(lea, "Ports and prairies", CARL, DINA)

    # A batch is read first: one file is broken, one says what another says. The rest is taken.
    (tmp_path / "in").mkdir()
    first = next(iter(DOCUMENTS.values()))
    more = {"The_same_again.txt": first, "Broken.pdf": b"%PDF-1.4"}
    bring_in(page, address, tmp_path / "in", DOCUMENTS | more)
    assert axe.faults(page) == []
    assert "damaged" in page.locator("tr", has_text="Broken.pdf").inner_text()
    assert "says the same" in page.locator("tr", has_text="The_same_again").inner_text()
    follow(page.get_by_role("button", name="Take 4 documents"))
    comes(page, "4 documents are in the project now")

    # Where each comes from is filled in, as it is compared by that later.
    page.goto(f"{address}attributes/new/")
    page.get_by_label("Name").fill("Continent")
    press(page, "Save")
    page.goto(f"{address}attributes/values/")
    titles = [each.inner_text() for each in page.locator("tbody th").all()]
    assert len(titles) == 4
    for title in titles:
        continent = "Europe" if title in EUROPE else "North America"
        page.get_by_label(f"Continent, {title}").fill(continent)
    press(page, "Save")

    # A round: everybody codes every document, and sees nobody else's codings.
    page.goto(f"{address}rounds/")
    page.get_by_label("Name").fill("Pilot")
    press(page, "Begin")
    for name in ("Lea Lind", "Carl Costa", "Dina Dahl"):
        page.get_by_label(name).check()
    page.get_by_label("How many code each document").fill("3")
    press(page, "Give out")
    for who in (lea, carl, dina):
        codes_all(who, address, strict=who is not carl)

    # The round is closed, and how far they agree is worked out.
    page.goto(f"{address}rounds/")
    follow(page.get_by_role("link", name="Pilot"))
    rows = page.locator("table").first.locator("tbody tr")
    assert [each.inner_text().split()[-3:] for each in rows.all()] == [["4", "4", "0"]] * 3
    page.on("dialog", lambda dialog: dialog.accept())
    follow(page.get_by_role("button", name="Close the round"))
    comes(page, "Of the whole round")
    assert axe.faults(page) == []
    said = page.inner_text("main")
    assert "24 codings · 4 documents coded by at least two" in said
    assert "Places: 4 marked alike by all, 4 with different beginnings or ends" in said
    whole = page.locator("table", has_text="Of the whole round").locator("tbody tr").first
    assert 0 < float(whole.locator("td").first.inner_text()) < 1

    # One difference is settled; the codings stay as they are.
    follow(page.get_by_role("link", name="Where coders differ"))
    assert axe.faults(page) == []
    region = page.locator("article").first
    assert region.locator("section").count() == 3
    region.get_by_label("Reason").fill("The verb belongs to it.")
    follow(region.get_by_role("button", name="As Lea Lind"))
    assert "The verb belongs to it." in page.locator("article").first.inner_text()
    page.goto(f"{page.url.partition('?')[0]}?open=1")
    assert page.locator("article").count() == 3

    # Two continents are compared; a figure leads to its passages, and one of them is quoted.
    page.goto(f"{address}ask/")
    page.get_by_label("What", exact=True).select_option("sides")
    page.get_by_label("Attribute of documents").select_option(label="Continent")
    follow(page.get_by_role("button", name="Ask", exact=True))
    page.get_by_role("group", name="On the one side").get_by_label("Europe").check()
    page.get_by_role("group", name="On the other side").get_by_label("North America").check()
    press(page, "Ask")
    money = page.locator("table", has_text="Two sides compared").locator("tr", has_text=ABOVE)
    assert [each.inner_text() for each in money.locator("td a").all()] == ["6", "6"]
    follow(money.locator("td a").first)
    assert axe.faults(page) == []
    passages = page.locator("ol.lt-passages > li")
    assert passages.count() == 6
    words = passages.locator("blockquote").first.inner_text()
    follow(passages.locator("figcaption a").first)
    follow(page.get_by_role("link", name="Cite", exact=True))
    assert axe.faults(page) == []
    assert words in page.locator("blockquote").inner_text()
    with page.expect_download() as fetched:
        page.get_by_role("link", name="BibTeX").click()
    assert "Plan of the Northern Ports" in fetched.value.path().read_text("utf-8") or (
        "Déclaration des deltas" in fetched.value.path().read_text("utf-8")
    )

    # The project goes out; a library of others finds every passage where the pages show it.
    page.goto(f"{address}in-and-out/")
    follow(page.get_by_role("button", name="Make the file"))
    expect(page.get_by_role("link", name="Download")).to_be_visible()
    assert axe.faults(page) == []
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Download").click()
    read = passages_of(fetched.value.path().read_bytes(), tmp_path)
    assert {row[:3] for row in read} == {
        (title, coder, code)
        for title in titles
        for coder in ("Lea Lind", "Carl Costa", "Dina Dahl")
        for code in (ABOVE, BESIDE)
    }
    page.goto(f"{address}ask/?kind=crosstab")
    follow(page.locator("tr", has_text=ABOVE).locator("td a").first)
    shown = page.locator("ol.lt-passages > li blockquote").all_inner_texts()
    assert sorted(row[3] for row in read if row[2] == ABOVE) == sorted(shown)


def codes_all(who: Somebody, address: str, *, strict: bool) -> None:
    """The sentence about money and the paragraph after it are coded with the keyboard alone. Who is
    not strict leaves out the last word of the paragraph."""
    page = who.goes_to(address.removeprefix(who.house.url) + "rounds/")
    mine = page.locator("table", has_text="To do").locator("tbody th a")
    for link in [each.get_attribute("href") for each in mine.all()]:
        desk = Desk(who.goes_to(link or ""))
        assert desk.chips() == []
        desk.selects(sentence_of_money(page))
        desk.gives("above")
        desk.says(STORED)
        desk.keys.press("p")
        if not strict:
            desk.keys.press("Shift+w")
        desk.gives("side")
        desk.says(STORED)
        expect(page.locator(".lt-margin .lt-chip")).to_have_count(2)
    page.goto(f"{address}rounds/")
    while page.get_by_role("button", name=re.compile("^Done: ")).count():
        follow(page.get_by_role("button", name=re.compile("^Done: ")).first)
    assert "To do" not in page.inner_text("main")


def sentence_of_money(page: Page) -> int:
    """Which sentence of the document speaks of it, counted as the desk does."""
    texts = page.locator(".lt-text").all_inner_texts()
    before = re.split("money|argent", " ".join(texts))[0]
    return len(re.findall(r"[.!?] ", before)) + 1 + len(page.locator("p.lt-heading").all())


def test_two_coders_at_one_document_lose_and_double_nothing(
    house: House, somebody: Callable[..., Somebody], tmp_path: Path
) -> None:
    """While the line drops, the tab is closed, and the server is killed and comes back."""
    lea, carl = somebody(), somebody(width=360)
    lea.signs_in(LEA, PASSWORD)
    carl.signs_in(CARL, PASSWORD)
    address = begin(lea, "Dropped", CARL)
    name, content = next(iter(DOCUMENTS.items()))
    bring_in(lea.page, address, tmp_path, {name: content})
    follow(lea.page.get_by_role("button", name="Take 1 document"))
    comes(lea.page, "1 document is in the project now")
    link = lea.page.locator("tbody th a").get_attribute("href") or ""
    at_lea, at_carl = Desk(lea.goes_to(link)), Desk(carl.goes_to(link))

    # Both give the same sentence the same code at once; each keeps their own.
    for desk in (at_lea, at_carl):
        desk.selects(1)
    for desk in (at_lea, at_carl):
        desk.gives("above")
    for desk in (at_lea, at_carl):
        desk.says(STORED)

    # Carl's line drops; what he codes then waits, and goes when it is back.
    carl.context.set_offline(True)
    at_carl.selects(1)
    at_carl.gives("above")
    at_carl.says(AWAY)
    carl.context.set_offline(False)
    at_carl.says(STORED)

    # Also when the tab was closed in between.
    carl.context.set_offline(True)
    at_carl.selects(1)
    at_carl.gives("side")
    at_carl.says(AWAY)
    carl.page.close()
    carl.context.set_offline(False)
    carl.page = carl.context.new_page()
    at_carl = Desk(carl.goes_to(link))
    at_carl.says(STORED)

    # The server is killed, with one coding under way and one given while it is gone.
    at_lea.selects(1)
    at_lea.gives("side")
    house.is_killed()
    at_lea.selects(1)
    at_lea.gives("above")
    at_lea.says(AWAY)
    house.starts()
    at_lea.says(STORED)
    expect(lea.page.locator(".lt-margin .lt-chip[data-own]")).to_have_count(3)

    # Taken back with the line down, it stays so.
    lea.context.set_offline(True)
    at_lea.keys.press("u")
    at_lea.says(AWAY)
    lea.context.set_offline(False)
    at_lea.says(re.compile("^Taken back"))

    # Each of them is there once, for both.
    for who in (lea, carl):
        page = who.goes_to(link)
        assert sorted(Desk(page).chips()) == sorted(
            [f"{ABOVE}\nLea Lind", f"{BESIDE}\nLea Lind"]
            + [f"{ABOVE}\nCarl Costa"] * 2
            + [f"{BESIDE}\nCarl Costa"]
        )
        assert axe.wider_than_screen(page) <= 0
        who.faults = [fault for fault in who.faults if "net::ERR_" not in fault]

    # His line drops again. Meanwhile the text is corrected, and Lea uses his browser: what he coded
    # is neither hers, nor put where other words stand by now.
    at_carl = Desk(carl.page)
    carl.context.set_offline(True)
    for _sentence in range(2):
        at_carl.selects(1)
        at_carl.gives("side")
        at_carl.says(AWAY)
    carl.page.close()
    corrects(lea, link, "The ports of", "A line that was left out.\n\nThe ports of")
    corrects(lea, link, "must give", "must not give")
    carl.context.set_offline(False)
    for whose in (LEA, CARL):
        carl.context.clear_cookies()
        carl.page = carl.context.new_page()
        carl.signs_in(whose, PASSWORD)
        page = carl.goes_to(link)
        unsent = page.locator("[data-unsent] li")
        own = page.locator(".lt-margin .lt-chip[data-own]")
        page.wait_for_load_state("networkidle")
        expect(own).to_have_count({LEA: 2, CARL: 4}[whose])
        expect(unsent).to_have_count({LEA: 0, CARL: 1}[whose])
        assert kept(page) == {LEA: 2, CARL: 1}[whose]
    assert "The Union must give the ports money." in unsent.inner_text()
    assert axe.faults(page) == []
    unsent.get_by_role("button", name="Let go of it").click()
    expect(page.locator("[data-unsent]")).to_be_hidden()
    assert kept(page) == 0

    # What Lea codes comes to his desk by itself; and it says so when it shows an older text.
    at_carl, at_lea = Desk(page), Desk(lea.goes_to(link))
    everybody = page.locator(".lt-margin .lt-chip")
    before = everybody.count()
    at_lea.selects(1)
    at_lea.gives("side")
    at_lea.says(STORED)
    expect(everybody).to_have_count(before + 1)
    expect(page.locator("[data-stale]")).to_be_hidden()
    corrects(lea, link, "A line that", "Here is a line that")
    at_carl.selects(2)
    at_carl.gives("above")
    expect(page.locator("[data-stale]")).to_be_visible()
    follow(page.get_by_role("link", name="Load the page again"))
    expect(page.locator(".lt-text").first).to_contain_text("Here is a line")


def corrects(who: Somebody, document: str, words: str, to: str) -> None:
    page = who.goes_to(f"{document}correct/")
    text = page.locator("main [name=text]")
    text.fill(text.input_value().replace(words, to))
    press(page, "Show what becomes of the codings")
    press(page, "Correct it")


def kept(page: Page) -> int:
    """How many codings the browser keeps, for whomever."""
    found = page.evaluate("Object.keys(localStorage).filter((each) => /coding:/.test(each)).length")
    return int(found)
